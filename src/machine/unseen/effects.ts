/** The effects of an instruction, and which keep their order. */
import type { Effect, Instr } from '../program.ts';

/** All of them: those that are a statement, and those that come with one. */
export function effectsOf(instr: Instr): readonly Effect[] {
  return instr.op === 'effect' ? [...instr.effects, ...(instr.then ?? [])] : (instr.then ?? []);
}

/** An effect that no value holds back: such effects of one CPU happen in their order, since the branches that one waits for hold back the next one too. */
export function isInOrder(instr: Instr | undefined): boolean {
  if (instr?.op !== 'effect' || instr.timing !== undefined) return false;
  return !JSON.stringify(instr.effects).includes('"k":"reg"') && (instr.then ?? []).length === 0;
}
