import { expect, test } from 'vitest';
import type { Part, Row, Score } from '../score/index.ts';
import { mailLink, siteLink, siteOf } from './mail-link.ts';
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
    plain: null,
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
  ends: 'open',
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
    claims: [
      'Forbidden (use-after-kick): CPU 1 uses the old data after the kick returned and the data was freed.',
    ],
    link: 'https://example.org/#1/x',
    every: true,
  });
  expect(text).toMatchInlineSnapshot(`
    "task isolation
    model tso

    CPU 0: sender                        CPU 1: isolated task
    -----------------------------------  -----------------------------------
                                         READ_ONCE(data_to_sync);
                                           // 0: CPU 0's store of 1 is not
                                           // visible yet
    smp_call_function_many(
        mask_of_all_cpus_but_the_isolated_ones,
        nop, NULL, true);
                                         assert(!kicked);
                                         // The value is from before the
                                         // kick.
                                         *** use-after-kick

    Forbidden (use-after-kick): CPU 1 uses the old data after the kick
    returned and the data was freed.

    https://example.org/#1/x
    "
  `);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(MAIL_WIDTH);
});

test('a link that is too long for a mail says so, within its width', () => {
  const link = mailLink(`https://example.org/#2/${'x'.repeat(300)}`);
  const text = mailTable(score, { title: 't', lines: [], link });
  expect(text).toContain('(The link to this run has 323 characters, too many for a mail.');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(MAIL_WIDTH);
  expect(mailLink('https://example.org/#2/x')).toBe('https://example.org/#2/x');
});

test('links lead to the site that is given', () => {
  expect(siteOf('https://example.org/smp')).toBe('https://example.org/smp/');
  expect(siteOf('https://example.org/smp/index.html?embed#x')).toBe('https://example.org/smp/index.html');
  expect(siteLink('http://localhost:4173/#2/a/b', 'https://example.org/smp')).toBe(
    'https://example.org/smp/#2/a/b',
  );
});

test('narrow columns hold the longest statements', () => {
  const long =
    'while (pte_write(ptep_get(va)) || (test_and_set_bit(RT_MUTEX_HAS_WAITERS_OR_MORE, &(*lock)->owner)))';
  const texts = [long, `x = ${'(y)'.repeat(40)}`, 'a_name_that_is_longer_than_any_column_could_ever_be_made'];
  for (const count of [1, 2, 3, 4]) {
    const parts = Array.from(
      { length: count },
      (_, cpu) => ({ ...score.parts[0], cpu, name: `CPU ${cpu}` }) as Part,
    );
    const rows = texts.flatMap((text, nth) => parts.map(({ cpu }) => row(nth + 1, cpu, text)));
    const text = mailTable({ ...score, parts, rows }, { title: 't', lines: [], link: null, every: true });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(MAIL_WIDTH);
    expect(text.replace(/[\s-]/g, '')).toContain(count === 1 ? long.replace(/[\s-]/g, '') : 'pte_write(');
  }
});
