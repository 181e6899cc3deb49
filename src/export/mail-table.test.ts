import { expect, test } from 'vitest';
import type { Row, Score } from '../score/index.ts';
import { MAIL_WIDTH, mailTable } from './mail-table.ts';

function row(step: number, part: number, text: string, more: Partial<Row> = {}): Row {
  return {
    index: step,
    kind: 'step',
    step,
    part,
    voice: 'program',
    stepKind: 'value',
    pc: 0,
    text,
    result: null,
    detail: null,
    mark: 'full',
    track: 0,
    stale: false,
    missed: null,
    replaced: null,
    note: null,
    violation: null,
    ghosts: [],
    facts: [],
    label: '',
    call: null,
    folds: 0,
    since: step,
    ...more,
  };
}

const score: Score = {
  parts: [0, 1].map((cpu) => ({
    cpu,
    name: `CPU ${cpu}`,
    title: ['sender', 'isolated task'][cpu] ?? '',
    agent: false,
    tracks: 1,
    spans: 0,
  })),
  lanes: [],
  ties: [],
  links: [],
  spans: [],
  copies: [],
  calls: [],
  rowOfStep: [],
  steps: 3,
  fates: [],
  noReturn: 2,
  points: [],
  rows: [
    row(1, 1, 'READ_ONCE(data_to_sync)', { result: '0', stale: true, missed: '1 still queued on CPU 0' }),
    row(2, 0, 'smp_call_function_many(mask_of_all_cpus_but_the_isolated_ones, nop, NULL, true)'),
    row(3, 1, 'assert(!kicked)', { violation: 'use-after-kick', note: 'The value is from before the kick.' }),
  ],
};

test('a table for a mail', () => {
  const text = mailTable(score, {
    title: 'task isolation',
    lines: ['model tso'],
    link: 'https://example.org/#1/x',
  });
  expect(text).toMatchInlineSnapshot(`
    "task isolation
    model tso

         CPU 0: sender                     CPU 1: isolated task
         --------------------------------- ---------------------------------
      1                                    READ_ONCE(data_to_sync)  // 0, 1
                                             still queued on CPU 0
      2  smp_call_function_many(
           mask_of_all_cpus_but_the_isolat
           ed_ones, nop, NULL, true)
         *** point of no return: every continuation fails from here
      3                                    assert(!kicked)
         *** use-after-kick
         // The value is from before the kick.

    https://example.org/#1/x
    "
  `);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(MAIL_WIDTH);
});
