import { expect, test } from 'vitest';
import locks from '../../scenarios/pause-bbm/locks.smp?raw';
import pausers from '../../scenarios/pause-bbm/pausers.smp?raw';
import kick from '../../scenarios/task-isolation/kick.smp?raw';
import { condense } from './condense.ts';
import { foldCalls } from './fold.ts';
import { scoreOf } from './scenario.fixture.ts';
import type { Score } from './score.ts';

/** Rows of folded calls: the steps they stand for, their mark and words. */
const folded = ({ rows }: Score) =>
  rows
    .filter(({ folds }) => folds > 0)
    .map((row) => `${row.since}–${row.step} ${row.mark} ${row.text}, ${row.detail ?? ''}`);

test('a lock taken without anybody in between is one row, and its words have no lane', () => {
  const score = scoreOf(locks, '000.i.nmi-inside');
  const short = foldCalls(score);
  expect(score.lanes.map(({ name }) => name)).toContain('x.owner');
  expect(short.lanes.map(({ name }) => name)).toEqual(['paused_cpus', 'resumed_cpus']);
  expect(folded(short)).toEqual([
    '2–6 full spin_lock(&x), acquired',
    '17–18 cross spin_lock(&x), waits',
    '18–18 open spin_unlock(&x), in flight',
  ]);
  expect(short.rows[2]?.label).toBe(
    'Step 6 of 18, CPU 1: spin_lock(&x), acquired; stands for steps 2 to 6; takes lock x; CPU 1 has X.',
  );
  expect(short.rows[2]?.note).toBe('CPU 1 has X.');
});

test('a contended lock waits in one row and is taken in another, with a tie between them', () => {
  const short = foldCalls(scoreOf(pausers, '000.i.fifo'));
  expect(folded(short)).toEqual([
    '1–3 open spin_lock(&cpu_pause_lock), begins',
    '4–6 open spin_lock(&cpu_pause_lock), waits',
    '7–8 full spin_lock(&cpu_pause_lock), acquired',
    '21–24 full spin_unlock(&cpu_pause_lock), released',
    '25–27 cross spin_lock(&cpu_pause_lock), waits',
  ]);
  expect(short.ties).toContainEqual({
    since: 1,
    part: 0,
    track: 0,
    from: 1,
    to: 3,
    text: 'spin_lock(&cpu_pause_lock)',
  });
});

test('an interprocessor call sends, waits and returns around what its handler does', () => {
  const short = foldCalls(scoreOf(kick, '001.i.belits-1'));
  expect(folded(short)).toEqual([
    '11–12 open smp_call_function_many(mask, true), sends, waits',
    '20–20 full smp_call_function_many(mask, true), returns',
  ]);
  const at = (words: string) => short.rows.findIndex(({ detail }) => detail === words);
  expect(short.links).toContainEqual(expect.objectContaining({ kind: 'ipi', row: at('sends, waits') }));
  expect(short.links).toContainEqual(expect.objectContaining({ kind: 'ack', to: at('returns') }));
});

test('a call that is opened stands in its steps; the others stay folded', () => {
  const score = scoreOf(pausers, '000.i.fifo');
  const [first] = score.calls;
  const short = foldCalls(score, new Set([first?.id ?? '']));
  expect(folded(short)).toHaveLength(3);
  expect(short.rows.slice(1, 4).map(({ text }) => text)).toEqual(
    score.rows.slice(1, 4).map(({ text }) => text),
  );
  expect(foldCalls(score, new Set(score.calls.map(({ id }) => id)))).toBe(score);
});

const RUNS = [
  [locks, '000.i.nmi-inside'],
  [locks, '000.i.irq-holds'],
  [pausers, '000.i.fifo'],
  [kick, '001.i.belits-1'],
  [kick, '001.i.belits-4'],
] as const;

test.each(RUNS)('what is folded keeps every step, in order, and every end of a line %#', (text, name) => {
  const score = scoreOf(text, name);
  for (const short of [foldCalls(score), condense(foldCalls(score))]) {
    expect(short.rowOfStep).toHaveLength(score.steps + 1);
    short.rowOfStep.forEach((row, step) => {
      expect(short.rows[row]).toBeDefined();
      if (step > 0) expect(row).toBeGreaterThanOrEqual(short.rowOfStep[step - 1] ?? 0);
    });
    expect(short.rows.map(({ index }) => index)).toEqual(short.rows.map((_, index) => index));
    for (const link of short.links) {
      expect(short.rows[link.row]?.part).toBe(link.part);
      if (link.kind === 'read' || link.kind === 'write') expect(short.lanes[link.lane]).toBeDefined();
      else if (link.to !== null) expect(short.rows[link.to]?.part).toBe(link.target);
    }
    for (const { part, from, to } of short.ties) {
      expect(short.rows[from]?.part).toBe(part);
      if (to !== null) expect(to).toBeGreaterThan(from);
    }
  }
  const short = foldCalls(score);
  for (const row of short.rows)
    if (row.kind === 'step') {
      expect(row.label).toMatch(new RegExp(`^Step ${row.step} of ${score.steps}, `));
      for (let step = row.since; step <= row.step; step++) expect(short.rowOfStep[step]).toBe(row.index);
    }
  for (const lane of short.copies) {
    expect(lane.stretches[0]?.from).toBe(0);
    expect(lane.stretches.at(-1)?.to).toBe(short.rows.length - 1);
    lane.stretches.forEach((one, index) => {
      if (index > 0) expect(one.from).toBe((lane.stretches[index - 1]?.to ?? 0) + 1);
    });
  }
});
