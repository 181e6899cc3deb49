/** The same program here and in Spin: verdict, violated properties and final outcomes, as lines that can be compared. */
import { ADDRESS_BASE } from '../src/base/index.ts';
import { promela } from '../src/export/index.ts';
import { explore } from '../src/explore/index.ts';
import { createMachine, type Model, type Program } from '../src/machine/index.ts';
import { runSpin } from './spin-run.ts';

export interface Comparison {
  /** `violated <slug>`, `deadlock`, `livelock`, `outcome …`, sorted. */
  readonly here: readonly string[];
  readonly there: readonly string[];
  readonly states: { readonly here: number; readonly there: number };
}

const STATES = 2_000_000;

/** Throws where the program cannot be exported or one of the two gives no complete answer. */
export async function compareWithSpin(program: Program, model: Model): Promise<Comparison> {
  const text = promela(program, model);
  if (!text.ok) throw new Error(`no model: ${text.error.join('; ')}`);
  const spin = await runSpin(text.value, { reduce: false, optimize: '-O0' });
  const { outcomes, limit, states } = explore(createMachine(program, model), {
    states: STATES,
    paths: false,
  });
  if (limit !== null) throw new Error(`not explored to the end: ${limit}`);
  const here = outcomes.map(({ kind, label }) =>
    kind === 'violated' ? `violated ${label}` : kind === 'finished' ? `outcome ${label}` : kind,
  );
  const there = spin.told.map((line) => (line.startsWith('outcome') ? named(program, line) : line));
  return {
    here: [...new Set(here)].sort(),
    there: [...new Set(there)].sort(),
    states: { here: states, there: spin.states },
  };
}

/** Spin's numbers with the names that the scenario gives them. */
function named(program: Program, line: string): string {
  const numbers = [...line.matchAll(/=(-?\d+)(?= |$)/g)].map(([, value]) => Number(value));
  const values = program.observed.map((what, nth) => {
    const value = numbers[nth] ?? Number.NaN;
    const names = what.k === 'cell' ? program.cells[what.cell]?.values : undefined;
    const pointed = program.cells[value - ADDRESS_BASE];
    return `${what.name}=${names?.[value] ?? (pointed ? `&${pointed.name}` : String(value))}`;
  });
  return `outcome ${values.join(' ') || 'finished'}`;
}
