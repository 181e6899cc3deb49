/** `smpscope serve`: the built site on this machine, for whoever has the package and no checkout. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { ROOT } from './scenario-files.ts';
import { SITE } from './site-link.ts';
import { readArguments, UserError } from './user-error.ts';

const DEFAULT_PORT = new URL(SITE).port;
const LAST_PORT = 65_535;

/** Does not end by itself; the port 0 is any that is free. */
export async function runServe(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    port: { type: 'string', default: DEFAULT_PORT },
    host: { type: 'string', default: 'localhost' },
  });
  if (positionals.length > 0)
    throw new UserError(
      `\`serve\` takes no files; open them on the page. Write --port ${positionals[0] ?? ''} for a port.`,
    );
  const { host } = values;
  const port = readPort(values.port);
  const site = join(ROOT, 'dist');
  if (!existsSync(join(site, 'index.html')))
    throw new UserError(
      'The site is not built yet: `npm run build` makes it, `npm start` makes and serves it.',
    );
  // A new version is seen at the next reload; what has not changed is not sent again.
  const files = sirv(site, { etag: true, maxAge: 0 });
  const server = createServer((request, response) => {
    files(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.\n');
    });
  });
  const at = await new Promise<number>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UserError(reasonOf(error, host, port))),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
  console.log(`smpscope is at http://${host.includes(':') ? `[${host}]` : host}:${at}/ (Ctrl-C stops it)`);
  await new Promise((resolve) => server.once('close', resolve));
  return 0;
}

function readPort(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > LAST_PORT)
    throw new UserError(`--port needs a number from 0 to ${LAST_PORT}, not ${text}.`);
  return port;
}

function reasonOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken; name another one with --port, or 0 for any that is free.`;
    case 'EACCES':
      return `Port ${port} is not for you; name one above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine.`;
    default:
      return message;
  }
}
