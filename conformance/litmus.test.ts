/**
 * Every litmus test under every model that has a verdict: herd7's observation, number of final states and flags must be ours,
 * but for what `knownDifferences` explains. Unsupported tests are skipped, and may be 2 % of a folder. Of what executions are
 * drawn of, the axioms behind the drawing must say the same.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finish, hardwareOutcomesWork, uncovered } from '../src/axiomatic/index.ts';
import { compileLitmus, knownDifferences, litmusVerdict } from '../src/scenario/index.ts';
import { expectedOf, folderOf, type Model, sets } from './sets.ts';
import { judge, type Row } from './smpscope.ts';

const tableFile = fileURLToPath(new URL('../.cache/test/conformance.txt', import.meta.url));
const table: string[][] = [['set', 'model', 'agree', 'disagree', 'unsupported', 'herd7/ours']];
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

/** Of the executions of one test; none comes near. */
const LONGEST = 20_000;

const machineModels: readonly Model[] = ['sc', 'tso', 'arm'];

for (const { name, models } of sets) for (const model of models) conformance(name, model);

/** Folders of tests whose executions are drawn. */
const drawn = ['aarch64', 'directed', 'x86_64', 'c'];

for (const { name, models } of sets)
  for (const model of models) if (drawn.includes(name) && model !== 'lkmm') drawnConformance(name, model);

function drawnConformance(set: string, model: Exclude<Model, 'lkmm'>): void {
  it(`${set}: the drawn executions under ${model} are herd7's`, () => {
    const expected = expectedOf(set, model);
    let judged = 0;
    const differing = expected.flatMap(({ file, verdict, finals }) => {
      const compiled = compileLitmus(readFileSync(join(folderOf(set), file), 'utf8'), model);
      if (compiled.kind !== 'test' || uncovered(compiled.test.program) !== null) return [];
      const outcomes = finish(hardwareOutcomesWork(compiled.test.program, model, { ms: LONGEST }));
      if (outcomes.wild !== null) return [];
      judged += 1;
      const ours = litmusVerdict(compiled.test, outcomes.finals);
      const isKnown = knownDifferences.some(
        (known) => known.set === set && known.model === model && known.file === file,
      );
      const same = ours.verdict === verdict && ours.finals === finals;
      return same !== isKnown ? [] : [{ file, ours, herd7: { verdict, finals }, bounded: outcomes.bounded }];
    });
    expect(differing).toEqual([]);
    expect(judged).toBeGreaterThan(expected.length * (1 - mostUnsupported));
  });
}

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
      const herd = expected.reduce((sum, { ms }) => sum + ms, 0);
      const ours = [...rows.values()].reduce((sum, { ms }) => sum + ms, 0);
      table.push([set, model, String(agree), String(disagree), String(refused), (herd / ours).toFixed(1)]);
    });

    it.each(expected)('$file', ({ file, verdict, finals, flags }) => {
      const row = rows.get(file);
      if (row?.verdict.startsWith('unsupported') === true) {
        refused += 1;
        return;
      }
      const ours = { verdict: row?.verdict, finals: row?.finals, flags: flags === null ? null : row?.flags };
      const same = ours.verdict === verdict && ours.finals === finals && ours.flags === flags;
      if (same) agree += 1;
      else disagree += 1;
      if (differing.some((known) => known.file === file))
        expect(same, 'a known difference is gone').toBe(false);
      else expect(ours).toEqual({ verdict, finals, flags });
    });

    it('supports 98 % of the tests', () => {
      expect(refused).toBeLessThanOrEqual(expected.length * mostUnsupported);
    });

    if (model === 'lkmm') {
      it.each(machineModels)(
        'forbids nothing that %s allows',
        async (machine) => {
          const machineRows = await judge(set, machine);
          const forbidden = expected.filter(({ file }) => rows.get(file)?.verdict === 'Never');
          const allowed = forbidden.filter(({ file }) => {
            const verdict = machineRows.get(file)?.verdict ?? 'missing';
            return verdict !== 'Never' && verdict !== 'bounded' && !verdict.startsWith('unsupported');
          });
          expect(forbidden.length).toBeGreaterThan(0);
          expect(allowed.map(({ file }) => file)).toEqual([]);
        },
        120_000,
      );
    }
  });
}
