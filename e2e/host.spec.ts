/** What whoever hosts the built site relies on: it runs nothing but itself, shares an origin, installs, names licences. */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const site = join(import.meta.dirname, '../dist');

test.describe('under its policy', () => {
  test.use({ tolerated: /Content Security Policy|Trusted|ERR_BLOCKED|Refused to/i });

  test('no text becomes a script, a style or a request', async ({ page }) => {
    const screen = new Screen(page);
    await screen.open();
    await screen.openScenario(/entering the kernel/);
    await expect(screen.verdict).toHaveText(/^(Holds|Violated)/);
    const done = await page.evaluate(async () => {
      const ran: string[] = [];
      Object.assign(window, { ran: (how: string) => ran.push(how) });
      const attempt = async (how: string, work: () => unknown) => {
        try {
          await work();
        } catch {
          ran.push(`${how}: refused`);
        }
      };
      const element = (name: string, set: (made: HTMLElement) => void) => {
        const made = document.createElement(name);
        set(made);
        document.body.append(made);
      };
      // Not from here: what a test evaluates may evaluate.
      await new Promise<void>((done) => {
        setTimeout(() => void attempt('eval', () => (0, eval)('ran("eval")')).then(done));
      });
      await attempt('innerHTML', () => {
        document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="ran(\'innerHTML\')">');
      });
      await attempt('inline script', () => {
        element('script', (script) => (script.textContent = 'ran("inline script")'));
      });
      await attempt('handler', () => {
        element('button', (button) => {
          button.setAttribute('onclick', 'ran("handler")');
          button.click();
        });
      });
      await attempt('foreign worker', () => new Worker('data:text/javascript,0'));
      await attempt('our script as a worker', () => new Worker('./boot.js'));
      await attempt('request', () => fetch('https://example.org/'));
      element('style', (style) => (style.textContent = 'body { outline: 9px solid red }'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { ran, outline: getComputedStyle(document.body).outlineStyle };
    });
    expect(done).toEqual({
      ran: [
        'eval: refused',
        'innerHTML: refused',
        'inline script: refused',
        'handler: refused',
        'foreign worker: refused',
        'our script as a worker: refused',
        'request: refused',
      ],
      outline: 'none',
    });
  });
});

test('markup in a scenario is text', async ({ page }) => {
  const screen = new Screen(page);
  await screen.open();
  const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const text = `scenario "${markup}"\nabout "${markup}"\narch x86\nint x;\ncpu 0 "${markup}" { WRITE_ONCE(x, 1); }\n`;
  await page.getByLabel('Open file').setInputFiles({
    name: `${markup.replaceAll('/', '')}.smp`,
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(markup);
  await expect(page.locator('img')).toHaveCount(0);
});

test('it installs, and says under which licences', async ({ page, context, request }) => {
  await new Screen(page).open();
  const devtools = await context.newCDPSession(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A browser window without a profile of its own installs nothing.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  expect(await (await request.get('./LICENSE')).text()).toContain('MIT License');
  const notices = await (await request.get('./third-party-notices.txt')).text();
  for (const name of ['react-dom', 'zustand', 'd3-shape', '@lezer/lr', 'Source Sans'])
    expect(notices).toContain(name);
});

test('a scenario has a page that a chat can read, and a reader is sent on to the run in its picture', async ({
  page,
  request,
}) => {
  const html = await (await request.get('./s/task-isolation/kick/')).text();
  expect(html).toContain('<meta property="og:title" content="kick_all_cpus_sync() skips isolated CPUs');
  expect(html).toContain('<meta property="og:image" content="score.png"');
  const picture = await (await request.get('./s/task-isolation/kick/score.png')).body();
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1200, 630]);
  await page.goto('./s/task-isolation/kick/');
  const screen = new Screen(page);
  await expect(screen.currentRow).toHaveAccessibleName(/^Step (\d+) of \1, CPU 1: .*use-after-kick/);
  await expect(page).toHaveURL(/\/#2\/task-isolation\/kick\//);
  await expect(page.locator('meta[name="description"]')).toHaveAttribute(
    'content',
    /^A CPU that runs an isolated/,
  );

  // A link that names a step keeps it.
  const address = page.url().replace('/#', '/s/task-isolation/kick/#').replace(/@\d+$/, '@5');
  await page.goto(address);
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 5 of /);
});

test.describe('from a file', () => {
  test.use({ tolerated: /CORS policy|Failed to load resource|unique origins/ });

  test('one sentence says what to do', async ({ page }) => {
    await page.goto(pathToFileURL(join(site, 'index.html')).href);
    await expect(page.getByRole('alert')).toContainText('does not run from a file');
  });
});

/** The site twice on one origin, at /a/ and /b/; `release` is part of /a/'s service worker. */
async function twoDeployments(): Promise<{ server: Server; origin: string; update: () => void }> {
  let release = 1;
  const types: Record<string, string> = {
    js: 'text/javascript',
    css: 'text/css',
    html: 'text/html',
    svg: 'image/svg+xml',
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const name = path.slice(3) || 'index.html';
    const send = (body: Buffer) => {
      const type = types[name.replace(/^.*\./, '')] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(body);
    };
    readFile(join(site, name)).then(
      (body) => {
        const next = Buffer.from(body.toString().replace(/ [0-9a-f]{12}'/, ` 00000000000${release}'`));
        send(name === 'sw.js' && path.startsWith('/a/') ? next : body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { server, origin: `http://localhost:${port}`, update: () => release++ };
}

test.describe('two deployments on one origin', () => {
  test.use({ tolerated: /Failed to load resource/ });

  test('keep their caches apart, also through updates', async ({ page, context }) => {
    const { server, origin, update } = await twoDeployments();
    const visit = async (path: string) => {
      await page.goto(origin + path);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    };
    const caches = () =>
      page.evaluate(async () => (await window.caches.keys()).map((name) => name.slice(0, -12)));
    await visit('/a/');
    await visit('/b/');
    await expect.poll(caches).toEqual([`smpscope ${origin}/a/ `, `smpscope ${origin}/b/ `]);
    for (let times = 0; times < 2; times++) {
      update();
      await visit('/a/');
      await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        await registration.update();
      });
      await expect
        .poll(async () =>
          (await page.evaluate(() => window.caches.keys())).some((name) =>
            name.endsWith(`/a/ 00000000000${times + 2}`),
          ),
        )
        .toBe(true);
    }
    // Of each deployment the newest release and the one before.
    await expect.poll(async () => (await caches()).filter((name) => name.endsWith('/a/ ')).length).toBe(2);
    expect((await caches()).filter((name) => name.endsWith('/b/ '))).toHaveLength(1);
    server.closeAllConnections();
    server.close();
    await context.setOffline(true);
    await page.goto(`${origin}/b/`);
    const screen = new Screen(page);
    await screen.openScenario(/entering the kernel/);
    await expect(screen.verdict).toHaveText(/^(Holds|Violated)/);
  });
});
