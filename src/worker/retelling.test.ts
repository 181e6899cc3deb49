/** Every bundled scenario's runs, told under every model: never nothing, never a contradiction. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { explore, playSchedule, replay, translate, type Run, type Translation } from '../explore/index.ts';
import { createMachine, type Machine, type Model } from '../machine/index.ts';
import { compileText, instantiate, type Settings } from '../scenario/index.ts';

const root = fileURLToPath(new URL('../../scenarios', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.smp'),
);
const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];
const LIMITS = { states: 30_000, paths: false };

interface Told {
  readonly title: string;
  readonly machine: Machine;
  readonly run: Run;
  readonly settings: Settings;
}

/** Each written interleaving and each variant's shortest witness, or a run that finishes. */
function runsOf(file: string): {
  readonly runs: readonly Told[];
  readonly on: (settings: Settings, model: Model) => Machine;
} {
  const { scenario } = compileText(readFileSync(join(root, file), 'utf8'), file.replace(/\.smp$/, ''));
  if (!scenario) throw new Error(`${file} does not compile`);
  const machines = new Map<string, Machine>();
  const on = (settings: Settings, model: Model) => {
    const key = JSON.stringify([settings, model]);
    const known = machines.get(key);
    if (known) return known;
    const { program } = instantiate(scenario, settings);
    if (!program) throw new Error(`${file} cannot run`);
    const machine = createMachine(program, model);
    machines.set(key, machine);
    return machine;
  };
  const variantOf = (id: string) => scenario.variants.find((one) => one.id === id);
  const written = scenario.interleavings.map((one): Told => {
    const { settings = {}, model = scenario.model } = variantOf(one.of) ?? {};
    const machine = on(settings, model);
    return { title: one.id, machine, run: playSchedule(machine, one, null), settings };
  });
  const shortest = scenario.variants.flatMap(({ id, settings, model }): Told[] => {
    const machine = on(settings, model);
    const { witness, outcomes } = explore(machine, LIMITS);
    const keys = witness ?? outcomes.find(({ kind }) => kind === 'finished')?.witness;
    return keys ? [{ title: id, machine, run: replay(machine, keys, null), settings }] : [];
  });
  return { runs: [...written, ...shortest], on };
}

/** What a step reads, by CPU, statement and location. */
function readsOf({ program }: Machine, run: Run, step: number): ReadonlyMap<string, number> {
  const reads = run.steps[step - 1]?.trace.reads ?? [];
  return new Map(
    reads.map(({ cpu, pc, cell, value }) => [
      `${cpu} ${program.code[pc]?.at.key ?? ''} ${program.cells[cell]?.name ?? ''}`,
      value,
    ]),
  );
}

const EFFECTS: ReadonlySet<string> = new Set(['value', 'visible', 'irq', 'fetch', 'arrive']);

/** Reads find what they found, and what has an effect has it in the same order unless it is told what has moved. */
function expectSame(told: Told, machine: Machine, { run, repeats, moved }: Translation, where: string): void {
  let last = 0;
  repeats.forEach((steps, nth) => {
    const now = readsOf(machine, run, nth + 1);
    for (const step of steps)
      for (const [read, value] of readsOf(told.machine, told.run, step))
        if (now.has(read)) expect(`${read} finds ${now.get(read)}`, where).toBe(`${read} finds ${value}`);
    const effects = steps.filter((step) => EFFECTS.has(told.run.steps[step - 1]?.trace.info.kind ?? ''));
    if (moved.length === 0)
      for (const step of effects) expect(step, `${where}, step ${nth + 1}`).toBeGreaterThanOrEqual(last);
    last = Math.max(last, ...effects);
  });
}

describe.each(files)('%s', (file) => {
  test('keeps its runs under every model', { timeout: 300_000 }, () => {
    const { runs, on } = runsOf(file);
    expect(runs.length).toBeGreaterThan(0);
    for (const told of runs)
      for (const model of MODELS) {
        const machine = on(told.settings, model);
        const translation = translate(machine, told, null, false);
        const { run, broken, positions, repeats } = translation;
        const where = `${told.title} ${told.machine.model} → ${model}`;
        expect(run.problem, where).toBeNull();
        expect([positions.length, repeats.length], where).toEqual([run.steps.length + 1, run.steps.length]);
        if (machine === told.machine) {
          expect(broken, where).toBeNull();
          expect(
            run.steps.map(({ key }) => key),
            where,
          ).toEqual(told.run.steps.map(({ key }) => key));
        }
        // What is not possible has its reason, and that speaks of what is there.
        if (broken) {
          expect(broken.step, where).toBeLessThanOrEqual(told.run.steps.length);
          expect(broken.why, where).toMatch(/^\S.{20,}\.$/);
          expect(broken.why, where).not.toMatch(/cannot do (.+) now: it is at \1[.;]/);
        } else if (told.run.end === 'violated') expect(run.end, where).toBe('violated');
        expectSame(told, machine, translation, where);
      }
  });
});
