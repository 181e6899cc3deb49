import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const course = (page: Page) => page.getByRole('region', { name: 'Course' });
const press = async (page: Page, name: string | RegExp, role: 'button' | 'radio' = 'button') => {
  await course(page).getByRole(role, { name }).first().focus();
  await page.keyboard.press(role === 'radio' ? 'Space' : 'Enter');
};

test('a lesson from its start to its end by keyboard, with progress after a reload', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await screen.open();
  await page.getByRole('navigation', { name: 'Scenarios' }).waitFor();
  await page.keyboard.press('L');
  await press(page, 'Begin: A flag and a message');
  await expect(course(page).getByRole('heading', { name: 'A flag and a message' })).toBeVisible();
  await expect(screen.verdict).toContainText('Hidden');
  await expect(page).toHaveURL(/\?lesson=message#2\//);

  await press(page, /^Predict/);
  await press(page, 'Depends on the model');
  await expect(course(page).getByText('Right')).toBeVisible();
  await expect(screen.verdict).toContainText('Violated');

  await press(page, /^Break it/);
  await expect(course(page).getByText('the shortest way has 4')).toBeVisible();
  for (const move of [
    /^got = READ_ONCE\(message\)/,
    /^WRITE_ONCE\(message, 1\)/,
    /^WRITE_ONCE\(flag, 1\)/,
    /^raised = READ_ONCE\(flag\)/,
  ])
    await press(page, move);
  await expect(course(page).getByText('Done in 4 steps, the fewest possible.')).toBeVisible();

  await press(page, /^Fix it/);
  for (const barrier of ['smp_wmb() between', 'smp_rmb() between']) {
    const choice = course(page).getByRole('group', { name: barrier });
    await choice.getByRole('radio', { name: 'on' }).focus();
    await page.keyboard.press('Space');
  }
  await press(page, 'Try it');
  await expect(course(page).getByText('with 2 changes: the fewest that help')).toBeVisible();
  await expectAccessible('.course');

  await page.reload();
  await expect(course(page).getByText('✓ answered')).toHaveCount(3);
  await press(page, 'Twelve steps');
  await expect(course(page).getByRole('button', { name: /A flag and a message done/ })).toBeVisible();
  await expect(course(page).getByRole('button', { name: 'Go on: Two flags' })).toBeVisible();
  await expectAccessible('.course');
  await course(page).getByRole('button', { name: 'Close' }).press('Enter');
  await page.getByRole('button', { name: 'Kept here' }).press('Enter');
  await page.getByRole('button', { name: 'Forget Your answers in lessons' }).press('Enter');
  await expect(page.getByRole('note')).toContainText('What you answered in lessons is forgotten.');
});

test('a teacher’s link hides the answer and opens at its step; a sheet has blanks, and answers on a page of their own', async ({
  page,
  visitor,
  expectAccessible,
}) => {
  await page.goto('./?lesson=two-flags');
  await expect(course(page).getByRole('heading', { name: 'Two flags' })).toBeVisible();
  await new Screen(page).grid.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await press(page, 'For teachers');
  const hidden = course(page).getByRole('link', { name: 'Everything hidden until it is answered' });
  await expect(hidden).toHaveAttribute('href', /\?predict#2\/.*@2$/);
  await expectAccessible('.teacher');

  const student = await (await visitor()).newPage();
  await student.goto((await hidden.getAttribute('href')) ?? '');
  await expect(new Screen(student).slider).toHaveAttribute('aria-valuenow', '2');
  await expect(student.getByRole('region', { name: 'Predict' })).toBeVisible();
  await expect(student.getByText(/Violated|Holds/)).toHaveCount(0);

  await press(page, 'A sheet to print');
  const sheet = page.getByRole('dialog', { name: 'Sheet to print' });
  const [asked, answers] = [
    sheet.getByRole('article', { name: 'Questions' }),
    sheet.getByRole('article', { name: 'Answers' }),
  ];
  await expect(asked.getByRole('img', { name: 'A run with blanks to fill' })).toContainText('____');
  await expect(asked).not.toContainText('in 4 steps');
  await expect(answers).toContainText('left_mb = on and right_mb = on');
  await expect(answers).toContainText('never under sc, under tso in 4 steps at least');
  await expectAccessible('.sheets');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('main')).toBeHidden();
  expect(await answers.evaluate((one) => getComputedStyle(one).breakBefore)).toBe('page');
});

test('on a phone, by touch; and a course of one’s own stays after a reload', async ({ visitor }) => {
  const context = await visitor({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const page = await context.newPage();
  await page.goto('./#course/own-interrupt');
  await course(page)
    .getByRole('button', { name: /^Predict/ })
    .tap();
  await course(page).getByRole('button', { name: 'Yes' }).tap();
  await expect(course(page).getByText('Right')).toBeVisible();
  await course(page)
    .getByRole('button', { name: /^Fix it/ })
    .tap();
  const task = course(page).getByRole('group', { name: 'interrupts while the task on CPU 0' });
  await task.getByRole('radio', { name: 'spin_lock_irqsave()' }).tap();
  await course(page).getByRole('button', { name: 'Try it' }).tap();
  await expect(course(page).getByText('with 1 change: the fewest that help')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

  await course(page).getByRole('button', { name: 'Twelve steps' }).tap();
  const words = Array.from({ length: 110 }, (_, nth) => `word${nth}`).join(' ');
  const scenario = 'scenario "Mine"\narch arm64\nint x;\ncpu 0 "a" { WRITE_ONCE(x, 1); }\n';
  const lesson = `---\ntitle: Mine alone\n---\n\n${words}\n\n\`\`\`smp\n${scenario}\`\`\`\n`;
  await course(page)
    .getByLabel('Open a course file')
    .setInputFiles({ name: 'mine.md', mimeType: 'text/markdown', buffer: Buffer.from(lesson) });
  await expect(course(page).getByRole('heading', { name: 'Mine alone' })).toBeVisible();
  await page.reload();
  await expect(course(page).getByRole('heading', { name: 'Mine alone' })).toBeVisible();

  // It travels in a link, and a list beside the page may name lessons that come along.
  await course(page).getByRole('button', { name: 'A lesson of your own' }).tap();
  await course(page).getByRole('button', { name: 'For teachers' }).tap();
  const link = await course(page).getByRole('link', { name: 'This course' }).getAttribute('href');
  // What the offline copy fetches by itself no test can answer.
  const student = await (await visitor({ serviceWorkers: 'block' })).newPage();
  await student.goto(link ?? '');
  await expect(course(student).getByRole('heading', { name: 'Mine alone' })).toBeVisible();
  await student.route('**/mine/list.md', (route) =>
    route.fulfill({ body: '---\ntitle: Another order\n---\n\n1. [Two flags](two-flags.md)\n' }),
  );
  await student.goto('./?course=mine/list.md');
  await expect(course(student).getByRole('heading', { name: 'Another order' })).toBeVisible();
  await course(student).getByRole('button', { name: 'Begin: Two flags' }).click();
  await expect(student).toHaveURL(/\?course=mine(\/|%2F)list\.md&lesson=two-flags#2\//);
});
