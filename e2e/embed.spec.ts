/** Scores in other people's pages: as a frame and as a custom element, from an origin that is not the site's. */
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const dist = join(import.meta.dirname, '../dist');
const read = (name: string) => readFileSync(join(dist, name), 'utf8');

/** Somebody's page that shows the example or what is given, under somebody's policy; all that is not theirs comes from the
 *  site. */
async function elsewhere(
  site = '',
  policy = '',
  page = read('example.html'),
): Promise<{ server: Server; origin: string }> {
  const files: Record<string, string> = {
    '/': page.replaceAll('"./', `"${site}`).replace(`${site}example.smp`, '/race.smp'),
    '/race.smp': read('example.smp'),
    '/favicon.ico': '',
  };
  const server = createServer((request, response) => {
    const text = files[request.url ?? ''];
    const type = request.url === '/' ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
    response.writeHead(text === undefined ? 404 : 200, {
      'content-type': type,
      ...(policy ? { 'content-security-policy': policy } : {}),
    });
    response.end(text ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  return { server, origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` };
}

function scoreIn(page: Page, index: number) {
  const element = page.locator('smp-scope').nth(index);
  return {
    element,
    slider: element.getByRole('slider', { name: 'Step' }),
    score: element.getByRole('group', { name: /^Score/ }),
    caption: element.locator('.caption'),
  };
}

for (const { width, colorScheme } of [
  { width: 900, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const)
  test(`in a foreign page, ${width} px wide and ${colorScheme}, element and frame step and lead to the site`, async ({
    page,
    baseURL,
    expectAccessible,
  }) => {
    const { server, origin } = await elsewhere(baseURL);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.goto(origin);

    const bad = scoreIn(page, 0);
    await expect(bad.element.getByText('Violated: stale')).toBeVisible();
    await expect(bad.caption).toContainText('Step 3 of 3, CPU 1: d = READ_ONCE(data), value 0');
    await expect(bad.element).toHaveClass(colorScheme === 'dark' ? 'dark' : '');
    await bad.score.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(bad.slider).toHaveValue('2');
    await page.keyboard.press('Home');
    await bad.element.getByRole('button', { name: 'Step forward' }).click();
    await expect(bad.caption).toContainText('Step 1 of 3, CPU 0: WRITE_ONCE(flag, 1)');
    const way = await bad.element.getByRole('link', { name: 'Open in smpscope' }).getAttribute('href');
    expect(way).toMatch(new RegExp(`^${baseURL ?? ''}#2/~[\\w-]+/wmb=off/arm/[\\w-]+@1$`));
    await page.keyboard.press('Tab');
    await bad.score.focus();
    await page.keyboard.press('Space');
    await expect(bad.slider).toHaveValue('3');
    // The score stays within the column that it stands in.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);

    await expect(scoreIn(page, 1).element.getByText('Holds', { exact: true })).toBeVisible();

    await page.locator('iframe').scrollIntoViewIfNeeded();
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('grid', { name: 'Interleaving' })).toBeVisible();
    await frame.getByRole('button', { name: 'Step back' }).click();
    await expect(frame.getByRole('slider', { name: 'Step' })).toHaveAttribute('aria-valuenow', '2');
    await expectAccessible('smp-scope');
    server.closeAllConnections();
    server.close();
  });

test.describe('under a policy that forbids threads and styles', () => {
  test.use({ tolerated: /Content Security Policy|Refused to/ });

  test('the element works on the page itself', async ({ page, baseURL }) => {
    const { server, origin } = await elsewhere(
      baseURL,
      `script-src ${baseURL ?? ''}; worker-src 'none'; style-src 'none'`,
    );
    await page.goto(origin);
    const { element, slider } = scoreIn(page, 0);
    await expect(element.getByText('Violated: stale')).toBeVisible();
    await element.getByRole('button', { name: 'Step back' }).click();
    await expect(slider).toHaveValue('2');
    server.closeAllConnections();
    server.close();
  });
});

test.describe('by its attributes', () => {
  test.use({ tolerated: /Failed to load resource/ });

  test('an element shows another run, and says what it cannot show', async ({ page, baseURL }) => {
    const { server, origin } = await elsewhere(baseURL);
    await page.goto(origin);
    const { element, slider } = scoreIn(page, 0);
    await expect(slider).toHaveValue('3');
    const set = (name: string, value: string) =>
      element.evaluate((one, [attribute, text]) => one.setAttribute(attribute, text), [name, value] as const);
    await set('step', '1');
    await expect(slider).toHaveValue('1');
    await set('variant', 'nowhere');
    await expect(element.getByRole('alert')).toHaveText(
      'The scenario has no variant nowhere; it has barrier, none.',
    );
    await set('variant', 'barrier');
    await expect(element.getByText('Holds', { exact: true })).toBeVisible();
    await set('src', '/gone.smp');
    await expect(element.getByRole('alert')).toHaveText(/gone\.smp cannot be had: 404\./);
    server.closeAllConnections();
    server.close();
  });
});

test('what is copied for another page shows the same step there, with or without the code', async ({
  page,
  context,
  baseURL,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario(/entering the kernel/);
  await screen.openInterleaving('001.i.belits-4');
  await screen.stepTo(/local_irq_disable/);
  const [, step = ''] = /^Step (\d+)/.exec((await screen.currentRow.getAttribute('aria-label')) ?? '') ?? [];
  const copied = async (command: string, word: string) => {
    await screen.grid.focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Command' }).fill(`Copy as ${command}`);
    await page.keyboard.press('Enter');
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard).toContain(word);
    return clipboard();
  };
  const html = await copied('Element', 'smp-scope');
  const frame = await copied('Frame with the code', 'embed=code');
  const { server, origin } = await elsewhere(
    baseURL,
    '',
    `<!doctype html><html lang="en"><title>x</title>${html}`,
  );
  await page.goto(origin);
  await expect(scoreIn(page, 0).slider).toHaveValue(step);

  const [, address = ''] = /src="([^"]+)"/.exec(frame) ?? [];
  await page.goto(address.replace('?embed=code', '?embed=code&theme=dark'));
  await expect(screen.slider).toHaveAttribute('aria-valuenow', step);
  await expect(
    page.getByRole('region', { name: 'Code' }).getByText('task_isolation_kernel_enter()').first(),
  ).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('link', { name: 'Open in smpscope' })).toHaveAttribute('href', /\/#2\//);
  server.closeAllConnections();
  server.close();
});
