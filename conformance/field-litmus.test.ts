/**
 * Published litmus tests that once were judged wrongly or took too long, where they lie beside the repository: herd7's
 * observation and, where it is known, its number of final states.
 */
import { beforeAll, expect, it } from 'vitest';
import { pathOf } from './field-table.ts';
import { judgeFolder, type Row } from './smpscope.ts';

let rows: ReadonlyMap<string, Row> = new Map();

beforeAll(async () => {
  rows = await judgeFolder(pathOf('litmus'), 'arm');
}, 300_000);

it.each([
  ['Luc00.litmus', 'Never', 3],
  ['MP+rel+pickaddr-mmufault-po.litmus', 'Never', 3],
  ['MP+rel+pickaddrR-mmufault-po.litmus', 'Never', 3],
  ['R+rel+dmb.st-mmufault-po.litmus', 'Sometimes', 4],
  ['W1.litmus', 'Never', 8],
])('%s: %s, %i', (file, verdict, finals) => {
  expect(rows.get(file)).toMatchObject({ verdict, finals });
});

it.each([
  ['slow/C-RR-R+RR-R+RR-R+RR-R+RR-R+RR-R.litmus', 'Sometimes'],
  ['slow/C-SB+l-o-o-u+l-o-o-u+l-o-o-u+l-o-o-u+l-o-o-u-XE.litmus', 'Never'],
])('%s ends: %s', (file, verdict) => {
  expect(rows.get(file)).toMatchObject({ verdict });
});
