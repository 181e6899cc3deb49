import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Program } from '../machine/index.ts';
import type { Diagnostic, Scenario } from './api.ts';
import { compileScenario, formatDiagnostic, instantiate } from './index.ts';

const root = fileURLToPath(new URL('../../scenarios', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.smp'),
);

/** What these texts say and do not need. They stay as they are: links that were given away carry their checksum. The last
 *  one is the mistake that its lesson is about. */
const IDLE = [
  'classics/peterson.smp unused-ghost inside',
  'related/module-load.smp unused-ghost loaded',
  'related/poke-refs.smp unused-function kprobe_int3_handler',
  'course/own-interrupt.smp irq-unsafe-lock spin_lock',
];

function nameOf(file: string, text: string, { code, from, to }: Diagnostic): string {
  return `${file} ${code} ${text.slice(from, to).split(/\W/)[0] ?? ''}`;
}

function compiled(file: string): Scenario {
  const text = readFileSync(join(root, file), 'utf8');
  const { scenario, diagnostics } = compileScenario(text, file.replace(/\.smp$/, ''));
  const told = diagnostics.map((found) => nameOf(file, text, found));
  expect(told).toEqual(IDLE.filter((one) => one.startsWith(file)));
  if (!scenario) throw new Error(`${file} does not compile`);
  return scenario;
}

/** Keys tell the instructions of one CPU apart. */
function expectDistinctKeys(program: Program): void {
  const entries = program.cpus.flatMap(({ entry, irqHandlers, bpHandler, faultHandler }) => {
    const handlers = [...irqHandlers, bpHandler, faultHandler].flatMap((handler) => handler?.entry ?? []);
    return [[entry, ...handlers]];
  });
  const starts = [...new Set(entries.flat()), program.code.length].sort((a, b) => a - b);
  for (const own of entries) {
    const keys = own.flatMap((entry) => {
      const end = starts.find((start) => start > entry);
      return program.code.slice(entry, end).map(({ at }) => at.key);
    });
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  }
}

describe('bundled scenarios', () => {
  test.each(files)('%s compiles under every single setting', (file) => {
    const scenario = compiled(file);
    for (const option of scenario.options) {
      for (const value of option.values) {
        const { program, diagnostics } = instantiate(scenario, { [option.name]: value });
        const news = diagnostics.filter((found) => !IDLE.includes(nameOf(file, scenario.text, found)));
        expect(news.map((found) => formatDiagnostic(file, scenario.text, found))).toEqual([]);
        if (program) expectDistinctKeys(program);
      }
    }
  });

  test('ids are unique over all of them, and what claims name exists', () => {
    const scenarios = files.map(compiled);
    const shown = scenarios.flatMap((s) => [...s.variants, ...s.interleavings].map(({ id }) => id));
    const claims = scenarios.flatMap((s) => s.claims);
    const ids = [...shown, ...claims.map(({ id }) => id)];
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(claims.flatMap((claim) => claim.shownBy.filter((id) => !shown.includes(id)))).toEqual([]);
  });
});
