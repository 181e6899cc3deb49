/** What the benchmarks run on: every bundled scenario that compiles, each variant under every model. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMachine, type Machine, type Model } from '../src/machine/index.ts';
import { compileScenario, instantiate, type Scenario } from '../src/scenario/index.ts';

export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly settings: Readonly<Record<string, string>>;
  readonly model: Model;
  /** A new machine, with empty tables, as the first visit finds it. */
  readonly machine: () => Machine;
}

const FOLDER = fileURLToPath(new URL('../scenarios', import.meta.url));
const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

export function bundledTexts(): { readonly id: string; readonly text: string }[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.smp'))
    .sort()
    .map((name) => ({ id: name.replace(/\.smp$/, ''), text: readFileSync(join(FOLDER, name), 'utf8') }));
}

export function bundledScenarios(): Scenario[] {
  return bundledTexts().flatMap(({ id, text }) => compileScenario(text, id).scenario ?? []);
}

/** Scenario × variant × model, equal combinations once. */
export function cases(): Case[] {
  const found = new Map<string, Case>();
  for (const scenario of bundledScenarios()) {
    for (const { settings } of [{ settings: {} }, ...scenario.variants]) {
      const { program } = instantiate(scenario, settings);
      if (!program) continue;
      for (const model of MODELS) {
        const name = `${scenario.id} ${JSON.stringify(settings)} ${model}`;
        found.set(name, { name, scenario, settings, model, machine: () => createMachine(program, model) });
      }
    }
  }
  return [...found.values()];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
