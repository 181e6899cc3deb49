/**
 * Each part of a circle that is told must be kept by what is named: without that the failure happens, or something else on
 * the same run forbids it. `EDGES=all` asks of every bundled scenario.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exploreVerdict } from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { compileText, instantiate } from '../scenario/index.ts';
import { constructsOf, without } from './constructs.ts';
import { Order } from './cycle.ts';
import { executionOf } from './execution.ts';
import { finish } from './never.ts';
import { whyHolds } from './why-holds.ts';

const LIMITS = { states: 60_000, ms: 20_000 };
const ASKED =
  process.env['EDGES'] === 'all'
    ? readdirSync('scenarios', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.smp'))
    : ['message-passing', 'store-buffering', 'causality', 'independent-reads', 'seqlock'].map(
        (name) => `classics/${name}.smp`,
      );

interface Edge {
  readonly told: string;
  /** `values`: forbidden by what is no circle of values, such as a translation; there circles say less than what holds. */
  readonly without: 'happens' | 'else' | 'values' | 'unknown';
}

function edgesOf(file: string): readonly Edge[] {
  const { scenario } = compileText(readFileSync(`scenarios/${file}`, 'utf8'), file);
  if (!scenario) throw new Error(file);
  const edges: Edge[] = [];
  for (const { id, model, settings } of scenario.variants.filter(({ expect: end }) => end === 'holds')) {
    const { program } = instantiate(scenario, settings);
    if (!program) throw new Error(id);
    for (const { slug } of scenario.properties) {
      const { never } = finish(whyHolds(program, model, { k: 'property', slug }, LIMITS));
      if (never.k !== 'ordered' || !never.circle) continue;
      const execution = executionOf(program, never.run);
      for (const { because } of never.circle) {
        const by = because.k === 'kept' ? because.by : [];
        const pcs = by.flatMap((one) => (one.k === 'construct' ? [one.pc] : []));
        const named = constructsOf(program).filter((one) => pcs.some((pc) => one.pcs.has(pc)));
        if (named.length === 0) continue;
        const less = without(program, named);
        const { properties, limit } = exploreVerdict(createMachine(less, model), LIMITS);
        const isElse = new Order(less, model, execution).circle() !== null;
        const isTable = program.pages.length > 0 || program.sites.length > 0;
        const end = properties.includes(slug)
          ? 'happens'
          : isElse
            ? 'else'
            : limit !== null
              ? 'unknown'
              : isTable
                ? 'values'
                : null;
        const told = `${id} ${slug}: ${named.map(({ text }) => text).join(', ')}`;
        expect([told, end]).not.toEqual([told, null]);
        if (end) edges.push({ told, without: end });
      }
    }
  }
  return edges;
}

test('without what keeps a part of a circle it happens, or something else forbids it', () => {
  const edges = ASKED.flatMap(edgesOf);
  expect(edges.filter((one) => one.without === 'happens').length).toBeGreaterThan(20);
});
