import { expect, test } from 'vitest';
import { condense } from './condense.ts';
import { engrave } from './engrave.ts';
import { sketch } from './fixture.ts';
import type { Score } from './score.ts';

/** One line a row: the mark and words in the column of whoever acts. */
function print(score: Score): string {
  const sign = { open: 'o', full: '*', bar: '-', point: '.', irq: '!', cross: 'x', refused: '/' } as const;
  return score.rows
    .map((row) => {
      const count = row.kind === 'start' || row.kind === 'step' ? String(row.step) : '';
      const words = [row.text, row.result && `= ${row.result}`, row.detail].filter(Boolean).join(' ');
      return `${count.padStart(2)} ${' '.repeat(24 * (row.part ?? 0))}${sign[row.mark]} ${words}`;
    })
    .join('\n');
}

const buffering = sketch({ data: 0, flags: 0 }, ['W data 1; MB; R flags', 'W flags 1; R data']);

test('a row that the machine refuses stands behind the last step, with its author’s note and the reason', () => {
  const run = buffering.replay(['0.0', '0.2']);
  const refused = { cpu: 1, pc: 4, kind: 'value', what: '1', note: 'Nobody has written it.' } as const;
  const problem = { step: 2, row: 2, message: 'The data is 0.', refused };
  const score = engrave(buffering.program, { ...run, problem, end: 'impossible' });
  expect(score.rows.find(({ kind }) => kind === 'refused')).toMatchObject({
    mark: 'refused',
    step: 2,
    part: 1,
    text: buffering.program.code[4]?.at.text,
    detail: 'cannot take 1',
    note: 'Nobody has written it. The data is 0.',
  });
  expect(score.rowOfStep[2]).toBe(score.rows.findLast(({ kind }) => kind === 'step')?.index);
  expect(condense(score).rows.map(({ kind }) => kind)).toContain('refused');
  const unplayed = engrave(buffering.program, { ...run, problem, end: 'open' });
  expect(unplayed.rows.find(({ kind }) => kind === 'refused')?.detail).toBe('is not played');
});

test('a run that has ended before its first step says how on its start', () => {
  const start = (end: 'violated' | 'deadlock' | 'open') =>
    engrave(buffering.program, { ...buffering.replay([]), end }).rows[0];
  expect(start('violated')).toMatchObject({ kind: 'start', mark: 'cross', violation: 'violated' });
  expect(start('violated')?.label).toMatch(/; ends here: violated$/);
  expect(start('deadlock')).toMatchObject({ mark: 'cross', violation: 'deadlock' });
  expect(start('open')).toMatchObject({ mark: 'point', violation: null });
});

test('a store overtaken by its CPU’s load gets an issue row, a tie and a completion', () => {
  const score = engrave(buffering.program, buffering.replay(['1.1', '0.0', '0.2', '1.0']));
  expect(print(score)).toMatchInlineSnapshot(`
    " 0 . start CPU 0 kernel · CPU 1 kernel
                               o WRITE_ONCE(flags, 1) issued
     1                         * READ_ONCE(data) = 0
     2 * WRITE_ONCE(data, 1) becomes visible
       - smp_mb()
     3 * READ_ONCE(flags) = 0
     4                         * flags = 1 becomes visible"
  `);
  expect(score.ties).toMatchInlineSnapshot(`
    [
      {
        "from": 1,
        "part": 1,
        "since": 0,
        "text": "WRITE_ONCE(flags, 1)",
        "to": 6,
        "track": 0,
      },
    ]
  `);
});

test('a store that completes before anything younger has no issue row', () => {
  const score = engrave(buffering.program, buffering.replay(['0.0', '0.2', '1.0', '1.1']));
  expect(score.rows.filter((row) => row.kind === 'issue').map((row) => row.text)).toEqual(['smp_mb()']);
  expect(score.ties).toEqual([]);
});

test('a read links to the row that wrote its value, or to the start', () => {
  const score = engrave(buffering.program, buffering.replay(['1.1', '0.0', '0.2', '1.0']));
  const reads = score.links.filter((link) => link.kind === 'read');
  expect(reads.map((link) => [score.lanes[link.lane]?.name, link.value, link.source])).toEqual([
    ['data', '0', 0],
    ['flags', '0', 0],
  ]);
});

test('a load is stale where the store that it misses stands issued above it, not where the rows alone explain it', () => {
  const score = engrave(buffering.program, buffering.replay(['1.1', '0.0', '0.2', '1.0']));
  expect(score.rows.filter((row) => row.stale).map((row) => row.label)).toEqual([
    'Step 3 of 4, CPU 0: READ_ONCE(flags), value 0; stale, 1 still queued on CPU 1',
  ]);
  const dotted = score.links.flatMap((link) => (link.kind === 'read' && link.stale ? link.row : []));
  expect(dotted).toEqual(score.rows.filter((row) => row.stale).map((row) => row.index));
});

test('an issue that the author names stands where it is named, with what is said of it', () => {
  const { program } = buffering;
  const run = buffering.replay(['1.1', '0.0', '0.2', '1.0']);
  const pc = program.code.findIndex(({ at }) => at.text === 'WRITE_ONCE(data, 1)');
  const named = [{ cpu: 0, pc, issued: 0, step: 0, note: 'It sits in the store buffer.' }];
  const score = engrave(program, { ...run, named });
  expect(score.rows.slice(1, 4).map(({ label }) => label)).toEqual([
    'CPU 0, not counted: WRITE_ONCE(data, 1), issues early; It sits in the store buffer.',
    'CPU 1, not counted: WRITE_ONCE(flags, 1), issues early',
    'Step 1 of 4, CPU 1: READ_ONCE(data), value 0; stale, 1 still queued on CPU 0',
  ]);
  expect(score.rows).toHaveLength(engrave(program, run).rows.length + 1);
});

test('an open run shows what is still in flight at its end', () => {
  const score = engrave(buffering.program, buffering.replay(['1.1']));
  expect(score.ties.map((tie) => [tie.part, tie.to])).toContainEqual([1, null]);
  expect(score.rowOfStep).toHaveLength(2);
});

test('accessible text counts steps, not issue rows', () => {
  const score = engrave(buffering.program, buffering.replay(['1.1', '0.0'], { 2: 'the patch' }));
  expect(score.rows.map((row) => row.label)).toMatchInlineSnapshot(`
    [
      "Start of 2 steps: CPU 0 kernel · CPU 1 kernel",
      "CPU 1, not counted: WRITE_ONCE(flags, 1), issues early",
      "Step 1 of 2, CPU 1: READ_ONCE(data), value 0",
      "Step 2 of 2, CPU 0: WRITE_ONCE(data, 1), becomes visible; the patch",
      "CPU 0, not counted: smp_mb(), issues early",
      "CPU 0, not counted: READ_ONCE(flags), in flight",
    ]
  `);
});
