/** What leaves the page by its one menu: a picture, a diagram, a graph, a model, a litmus test; each says what it did. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

async function openMenu(page: Page) {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  return page.getByRole('dialog', { name: 'Export' });
}

async function saved(page: Page, title: string): Promise<{ name: string; bytes: Buffer }> {
  const menu = await openMenu(page);
  const download = page.waitForEvent('download');
  await menu.getByRole('button', { name: `Save ${title}` }).click();
  const file = await download;
  await expect(page.getByRole('note')).toContainText(`Saved ${file.suggestedFilename()}`);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('one menu saves and copies every format, and says what it did or why it cannot', async ({
  page,
  context,
  expectAccessible,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const screen = new Screen(page);
  await screen.open();
  await screen.openScenario('Message passing');
  await expect(screen.verdict).toHaveText(/^Violated/);
  await screen.grid.focus();
  await page.keyboard.press('E');
  const menu = page.getByRole('dialog', { name: 'Export' });
  await menu.getByRole('button', { name: 'Copy SVG' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(menu.getByRole('button', { name: 'Copy PNG' })).toBeFocused();
  await expectAccessible();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);

  const texts: readonly (readonly [string, RegExp])[] = [
    ['Mail table', /CPU 0: writer/],
    ['SVG', /^<svg/],
    ['JSON', /^\{\s*"title": "Message passing"/],
    ['Mermaid diagram', /sequenceDiagram/],
    ['Graphviz graph', /digraph/],
    ['C litmus test', /exists \(1:seen=1 \/\\ 1:value=0\)/],
    ['Text of the scenario', /^scenario "Message passing"/],
    ['Frame with score and note', /^<iframe src="http[^"]*\?embed&amp;present#2\//],
    ['Element for a blog or documentation', /<smp-scope link="http/],
  ];
  for (const [title, pattern] of texts)
    expect((await saved(page, title)).bytes.toString('utf8')).toMatch(pattern);
  const png = await saved(page, 'PNG');
  expect(png.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');

  await (await openMenu(page)).getByRole('button', { name: 'Copy C litmus test' }).click();
  await expect(page.getByRole('note')).toContainText('it ends in the same states under sc, tso and arm');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^C classics-message-passing/);
  await (await openMenu(page)).getByRole('button', { name: 'Save Promela, for Spin' }).click();
  await expect(page.getByRole('note')).toContainText('This cannot be said in Promela');
});
