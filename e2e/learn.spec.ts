import { expect, test } from './fixtures.ts';
import { Screen } from './screen.ts';

const BUFFERS = '2/classics/store-buffering/arch=x86/tso/M_G3H-NpZmMGysLth4@4';
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('the bare address asks who moves: one key fails or saves, a switch turns the verdict in place', async ({
  page,
  expectAccessible,
}) => {
  await page.goto('./');
  const choices = page.getByRole('list', { name: 'Which CPU moves?' }).getByRole('button');
  await expect(choices).toHaveCount(2);
  const verdict = page.locator('.first-verdict');
  await expect(verdict).toContainText('Violated: both miss');
  await expectAccessible();
  await choices.filter({ hasText: 'reads 0' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('✕ Both CPUs raised their flag')).toBeVisible();
  await page.getByRole('button', { name: 'Once more' }).press('Enter');
  await choices.filter({ hasText: 'becomes visible' }).press('Enter');
  await expect(page.getByText('Saved: one of the two')).toBeVisible();
  await page.getByRole('switch').press(' ');
  await expect(verdict).toContainText('Holds: in none of');
  await page.getByRole('switch').press(' ');
  await expect(verdict).toContainText('Violated: both miss');
});

test('a phone has the sentence, the score, two choices and three doors on one page; who comes again goes on in one tap', async ({
  visitor,
}) => {
  const phone = await visitor(PHONE);
  const page = await phone.newPage();
  await page.goto('./');
  const choices = page.getByRole('list', { name: 'Which CPU moves?' }).getByRole('button');
  await expect(choices).toHaveCount(2);
  for (const choice of await choices.all())
    expect((await choice.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await choices.last().tap();
  await expect(page.getByText('✕ Both CPUs raised their flag')).toBeVisible();
  await page.getByRole('switch').tap();
  await expect(page.locator('.first-verdict')).toContainText('Holds');
  const doors = page.getByRole('navigation', { name: 'Ways in' });
  await expect(doors.locator('.door')).toHaveCount(3);
  await expect(doors.locator('.door').last()).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.goto(`./#${BUFFERS}`);
  await new Screen(page).grid.waitFor();
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('smpscope.preferences')))
    .toContain('last');
  const later = await phone.newPage();
  await later.goto('./');
  await later.getByRole('link', { name: /^Go on where you were: Store buffering/ }).tap();
  await expect(new Screen(later).currentRow).toHaveAccessibleName(/^Step 4 of 4/);
});

test('a claim is predicted before anything tells; a wrong guess leads to the step where it parts from the machine', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await page.goto(`./?predict#2/task-isolation/kick/-/arm/ynwvlSoHFslT8m22klNNh3yNeB3ztg@7`);
  const asked = page.getByRole('region', { name: 'Predict' });
  await expect(asked.getByText('Can this happen?')).toBeVisible();
  await expect(page.getByText(/violated|holds/i)).toHaveCount(0);
  await expect(page).toHaveTitle('Predict · smpscope');
  await expectAccessible();
  await asked.getByRole('button', { name: 'Skip' }).press('Enter');
  await expect(asked.getByText('Question 2')).toBeVisible();
  await asked.getByRole('button', { name: 'No', exact: true }).press('Enter');
  await expect(asked.getByRole('status')).toContainText('Not so: yes, it happens');
  await asked.getByRole('button', { name: /^Show/ }).press('Enter');
  await expect(screen.verdict).toHaveText(/^(Holds|Violated)/);
  await asked.getByRole('button', { name: 'Next question' }).press('Enter');
  await expect(screen.verdict).toHaveCount(0);
});

test('a round is won in the fewest steps, and one is lost, with a hint before and the way back behind', async ({
  page,
  expectAccessible,
}) => {
  await page.goto(`./#${BUFFERS}`);
  await new Screen(page).grid.waitFor();
  await page.getByRole('button', { name: 'Break it' }).click();
  const round = page.getByRole('region', { name: 'Break it' });
  await expect(round.getByText('the shortest way has 4')).toBeVisible();
  await expectAccessible();
  const moves = round.getByRole('list', { name: 'Who moves?' }).getByRole('button');
  await round.getByRole('button', { name: 'Hint' }).press('Enter');
  const losing = moves.filter({ hasText: 'out of reach' });
  await expect(losing).toHaveCount(1);
  await losing.press('Enter');
  await expect(round.getByText('Out of reach since step 1.')).toBeVisible();
  await round.getByRole('button', { name: 'Take back' }).press('Enter');
  for (const [step, move] of [
    /flag1\), reads 0/,
    /flag1, 1\), becomes/,
    /flag0\), reads 0/,
    /flag0, 1\), becomes/,
  ].entries()) {
    await expect(
      round.getByText(step === 1 ? '1 step' : `${step} steps`, { exact: false }).first(),
    ).toBeVisible();
    await moves.filter({ hasText: move }).press('Enter');
  }
  await expect(round.getByText('Done in 4 steps, the fewest possible.')).toBeVisible();
});

test('barriers are added by touch until nothing fails; each attempt is answered by how it fails', async ({
  visitor,
}) => {
  const page = await (await visitor(PHONE)).newPage();
  await page.goto(`./#${BUFFERS}`);
  await new Screen(page).grid.waitFor();
  await page.getByRole('button', { name: /^Verdict: Violated/ }).tap();
  await page.getByRole('button', { name: 'Fix it' }).tap();
  const repair = page.getByRole('region', { name: 'Fix it' });
  await repair.getByText('smp_wmb()').tap();
  await repair.getByRole('button', { name: 'Try it' }).tap();
  await expect(repair.getByText('It still fails')).toBeVisible();
  await repair.getByRole('button', { name: 'Show how it fails' }).tap();
  await expect(new Screen(page).currentRow).toHaveAccessibleName(/both-miss/);
  await repair.getByText('smp_mb()', { exact: true }).tap();
  await repair.getByRole('button', { name: 'Try it' }).tap();
  await expect(
    repair.getByText(/Nothing fails any more.* with 2 barriers more: the fewest that help/),
  ).toBeVisible();
  // And anywhere in the code: what was tried is shown as it fails there, and goes with the round.
  await repair.getByText('nothing', { exact: true }).tap();
  await repair.getByText('Or anywhere in the code').tap();
  const left = repair.getByRole('region', { name: 'CPU 0' });
  await left.getByRole('button', { name: 'other = READ_ONCE(flag1)' }).tap();
  await left.getByRole('button', { name: 'smp_mb() before' }).tap();
  await repair.getByRole('button', { name: 'Try it' }).tap();
  await expect(repair.getByText(/It still fails.* with 1 barrier more/)).toBeVisible();
  await repair.getByRole('button', { name: 'Show how it fails' }).tap();
  await expect(new Screen(page).currentRow).toHaveAccessibleName(/both-miss/);
  await expect(page.getByRole('grid').getByText('smp_mb()')).toBeVisible();
  const right = repair.getByRole('region', { name: 'CPU 1' });
  await right.getByRole('button', { name: 'other = READ_ONCE(flag0)' }).tap();
  await right.getByRole('button', { name: 'smp_mb() before' }).tap();
  await repair.getByRole('button', { name: 'Try it' }).tap();
  await expect(repair.getByText(/with 2 barriers more: the fewest that help/)).toBeVisible();
  await repair.getByRole('button', { name: 'Stop and show everything' }).tap();
  await expect(page.getByRole('grid').getByText('smp_mb()')).toHaveCount(0);
});

test('notes step along on a wall, and each word of theirs is a key away with its source', async ({
  page,
  expectAccessible,
}) => {
  const screen = new Screen(page);
  await page.goto('./?present#2/task-isolation/kick/-/arm/ynwvlSoHFslT8m22klNNh3yNeB3ztg@7');
  const note = page.getByRole('region', { name: 'Note' });
  await expect(note).toContainText('CPU 1 enters while the sender is past its store.');
  await page.keyboard.press('PageDown');
  await expect(note).toContainText('Which flag the sender finds is a race.');
  await expect(screen.currentRow).toHaveAccessibleName(/^Step 8 of 19/);
  await expectAccessible();
  await page.getByRole('button', { name: 'Next note' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('navigation', { name: 'Scenarios' })).toBeVisible();
  expect(page.url()).not.toContain('present');
  const word = page.locator('.caption').getByRole('button', { name: 'barrier' });
  await word.focus();
  await expect(word).toHaveAccessibleDescription(/keeps accesses before it .*memory-barriers\.txt/);
  await expect(screen.note).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(screen.note).toHaveCount(0);
  // In the rows nothing is marked, and what the pointer rests on is explained all the same.
  const written = screen.grid.getByText('smp_mb()').first();
  await expect(async () => {
    // A row that is scrolled to meanwhile is not what the pointer rests on.
    await written.hover({ position: { x: 20, y: 8 } });
    await expect(screen.note).toContainText('barrier', { timeout: 3000 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(screen.note).toHaveCount(0);
  await page.keyboard.press('W');
  const words = page.getByRole('dialog', { name: 'What the words mean' });
  await expect(words.getByRole('heading', { name: 'On this page' })).toBeVisible();
  await expectAccessible();
  // The same in a frame of another page, which leads to the whole page and nowhere else.
  await page.goto('./?embed&present#2/task-isolation/kick/-/arm/ynwvlSoHFslT8m22klNNh3yNeB3ztg@7');
  await expect(note).toContainText('CPU 1 enters while the sender is past its store.');
  await expect(page.getByRole('button', { name: 'Leave' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Open in smpscope' })).toHaveAttribute('href', /\/#2\/task/);
});
