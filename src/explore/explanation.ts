/** Why and who at one step of a run: all that hovering and asking can be answered with, at once. */
import type { Machine } from '../machine/index.ts';
import type { Run } from './api.ts';
import { copyAccounts, type CopyAccount } from './copy-accounts.ts';
import { cpuAccounts, entryAccounts, type CpuAccount, type EntryAccount } from './cpu-accounts.ts';
import { heldSteps, type HeldStep } from './held-steps.ts';
import { cellAccount, type CellAccount } from './provenance.ts';
import { stateAfter } from './replay.ts';

export interface Explanation {
  /** Steps of the run played so far, 0 at the start. */
  readonly step: number;
  readonly held: readonly HeldStep[];
  readonly cpus: readonly CpuAccount[];
  /** One for each cell, in the program's order. */
  readonly cells: readonly CellAccount[];
  readonly entries: readonly EntryAccount[];
  readonly copies: readonly CopyAccount[];
}

/** Explains the state after the first `step` steps of a run that this machine has played. */
export function explain(machine: Machine, run: Run, step: number): Explanation {
  const { program } = machine;
  const keys = run.steps.slice(0, step).map(({ key }) => key);
  const state = stateAfter(machine, keys);
  const held = state ? heldSteps(machine, state) : [];
  const choices = run.steps[step]?.choices ?? run.next;
  const able = new Set(choices.map(({ cpu }) => cpu));
  return {
    step,
    held,
    cpus: cpuAccounts(program, run, step, held, able),
    cells: program.cells.map((_, cell) => cellAccount(program, run, step, cell)),
    entries: entryAccounts(program, run, step, held),
    copies: copyAccounts(program, run, step),
  };
}
