/** What tables are asked in tests: read, and played under every model. */
import { expect } from 'vitest';
import { explore } from '../../../explore/index.ts';
import { createMachine, type Model } from '../../../machine/index.ts';
import {
  compileScenario,
  findTables,
  instantiate,
  readTable,
  type Edits,
  type Reading,
} from '../../index.ts';

const MODELS: readonly Model[] = ['sc', 'tso', 'arm'];

/** The first table of a text, read. */
export function read(text: string, edits: Edits = {}): Reading {
  const whole = findTables(text);
  const [table] = whole.tables;
  if (!table) throw new Error('no table');
  return readTable(table, edits, whole.tables);
}

/** The models under which what the table asks happens: `tso arm`, or `nowhere`. */
export function happens(reading: Reading, settings: Readonly<Record<string, string>> = {}): string {
  const { asked, source } = reading;
  const { scenario, diagnostics } = compileScenario(source ?? '', 'table');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (!scenario) return 'unreadable';
  const models = MODELS.filter((model) => {
    const { program } = instantiate(scenario, settings);
    if (!program) return false;
    const { verdict, properties } = explore(createMachine(program, model), { states: 100_000, paths: false });
    return asked.slug === null
      ? asked.k === 'deadlock' && verdict === 'deadlock'
      : properties.includes(asked.slug);
  });
  return models.length === 0 ? 'nowhere' : models.join(' ');
}
