// Brings a checkout to where the other tools can run: packages installed as the lockfile says, grammars compiled,
// statecharts laid out.
// Everything it has to say goes to stderr, so that `npm run -s smpscope` prints the program's output alone.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, root } from './project.mjs';

const oldestNode = [20, 19];

/** Installs what is missing or out of date, then makes what the sources import but git does not hold. */
export async function bootstrap() {
  demandNode();
  install();
  const { compileGrammars } = await import('./grammar.mjs');
  await compileGrammars();
  const { indexPrelude } = await import('./prelude.mjs');
  await indexPrelude();
  const { drawStatecharts } = await import('./statecharts.mjs');
  await drawStatecharts();
}

function demandNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(`smpscope needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(2);
}

function install() {
  const modules = join(root, 'node_modules');
  const stamp = join(modules, '.installed-from');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  // `npm ci` begins by deleting node_modules, so it is for the first time only.
  const verb = existsSync(modules) ? ['install', '--no-save'] : ['ci'];
  console.error('Installing packages …');
  const { status, stdout } = spawnSync('npm', [...verb, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, NODE_ENV: 'development' },
  });
  if (status !== 0) {
    console.error(`${stdout}\nnpm ${verb.join(' ')} failed`);
    process.exit(2);
  }
  replaceFile(stamp, wanted);
}

if (process.argv[1] === import.meta.filename) await bootstrap();
