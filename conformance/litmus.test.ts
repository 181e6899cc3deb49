/**
 * Every litmus test under every model that has a verdict: herd7's observation and number of final states must be ours,
 * but for what `knownDifferences` explains. Unsupported tests are skipped, and may be 2 % of a folder.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownDifferences } from '../src/scenario/index.ts';
import { expectedOf, type Model, sets } from './sets.ts';
import { judge, type Row } from './smpscope.ts';

const tableFile = fileURLToPath(new URL('../.cache/test/conformance.txt', import.meta.url));
const table: string[][] = [['set', 'model', 'agree', 'disagree', 'unsupported']];
const mostUnsupported = 0.02;

afterAll(() => {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  mkdirSync(dirname(tableFile), { recursive: true });
  writeFileSync(tableFile, `${lines.join('\n')}\n`);
});

for (const { name, models } of sets) for (const model of models) conformance(name, model);

function conformance(set: string, model: Model): void {
  const expected = expectedOf(set, model);
  const differing = knownDifferences.filter((known) => known.set === set && known.model === model);

  describe(`${set} under ${model}`, () => {
    let rows: ReadonlyMap<string, Row> = new Map();
    let agree = 0;
    let disagree = 0;
    let refused = 0;

    beforeAll(async () => {
      rows = await judge(set, model);
    }, 120_000);

    afterAll(() => {
      table.push([set, model, String(agree), String(disagree), String(refused)]);
    });

    it.each(expected)('$file', ({ file, verdict, finals }) => {
      const row = rows.get(file);
      if (row?.verdict.startsWith('unsupported') === true) {
        refused += 1;
        return;
      }
      const same = row?.verdict === verdict && row.finals === finals;
      if (same) agree += 1;
      else disagree += 1;
      if (differing.some((known) => known.file === file))
        expect(same, 'a known difference is gone').toBe(false);
      else expect(row).toEqual({ verdict, finals });
    });

    it('supports 98 % of the tests', () => {
      expect(refused).toBeLessThanOrEqual(expected.length * mostUnsupported);
    });

    if (set === 'c') {
      it('forbids what the Linux-kernel model forbids', () => {
        const forbidden = expectedOf(set, 'lkmm').filter(({ verdict }) => verdict === 'Never');
        const allowed = forbidden.filter(({ file }) => {
          const verdict = rows.get(file)?.verdict ?? 'missing';
          return verdict !== 'Never' && !verdict.startsWith('unsupported');
        });
        expect(allowed).toEqual([]);
      });
    }
  });
}
