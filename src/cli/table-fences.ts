/**
 * The barriers without which a table happens, where a stronger machine shows that order alone would forbid it: one between
 * each two rows whose order that machine keeps by itself, as few of them as do.
 */
import type { Never, Placed } from '../advice/index.ts';
import type { Model, Program } from '../machine/index.ts';
import { compileScenario, type Reading, type Scenario } from '../scenario/index.ts';

export interface Fence {
  readonly word: 'smp_mb()' | 'smp_rmb()' | 'smp_wmb()';
  /** The row of the mail that it stands before. */
  readonly line: number;
  /** The column of that row. */
  readonly cpu: number;
  /** The line of the scenario's text that it stands before, from 1. */
  readonly at: number;
}

type Ordered = Never & { readonly k: 'ordered' };

/** Which of the `open` models still have it with some barriers; null where that cannot be told. */
type Tried = (scenario: Scenario, models: readonly Model[]) => readonly Model[] | null;

/** The fewest of the barriers after which it happens under none of the models; empty where they do not help. `text`: what
 *  the program was compiled from. */
export function fencesFor(
  reading: Reading,
  program: Program,
  text: string,
  { circle }: Ordered,
  open: readonly Model[],
  tried: Tried,
): readonly Fence[] {
  const { source } = reading;
  if (source === null || open.length === 0) return [];
  const wanted = (circle ?? []).flatMap(({ from, to, because }) => {
    const isKept = because.k === 'kept' && because.by.every(({ k }) => k === 'model');
    return isKept && from.of.pc !== to.of.pc ? (fenceBetween(reading, program, text, from, to) ?? []) : [];
  });
  const forbids = (fences: readonly Fence[]): boolean => {
    const { scenario, diagnostics } = compileScenario(withFences(source, fences), 'table');
    const isRight = diagnostics.every(({ severity }) => severity !== 'error');
    return scenario !== null && isRight && tried(scenario, open)?.length === 0;
  };
  if (wanted.length === 0 || !forbids(wanted)) return [];
  let kept = wanted;
  for (const one of wanted) {
    const rest = kept.filter((other) => other !== one);
    if (rest.length > 0 && forbids(rest)) kept = rest;
  }
  return kept.toSorted((a, b) => a.line - b.line);
}

/** "with smp_mb() before line 2 and smp_rmb() before line 4". */
export function fencesWords(fences: readonly Fence[], reading: Reading): string {
  const isShared = ({ line, cpu }: Fence) =>
    reading.cells.some((cell) => cell.line === line && cell.cpu !== cpu && cell.statement !== null);
  const parts = fences.map((fence) => {
    const title = reading.columns[fence.cpu]?.title ?? '';
    const column = isShared(fence) ? ` of ${title === '' ? `column ${String(fence.cpu + 1)}` : title}` : '';
    return `${fence.word} before line ${String(fence.line)}${column}`;
  });
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function fenceBetween(
  { cells }: Reading,
  program: Program,
  text: string,
  from: Placed,
  to: Placed,
): Fence | null {
  const at = lineOf(program, text, to.of.pc);
  const cell = cells.find(({ sourceLine, cpu }) => sourceLine === at && cpu === to.of.cpu);
  if (at === null || !cell) return null;
  const isSame = from.side === to.side;
  const word = !isSame ? 'smp_mb()' : to.side === 'read' ? 'smp_rmb()' : 'smp_wmb()';
  return { word, line: cell.line, cpu: to.of.cpu, at };
}

/** The line of the scenario's text that an instruction comes from; of what a call of the prelude does, the call's. */
function lineOf(program: Program, text: string, pc: number): number | null {
  const at = program.code[pc]?.at;
  if (!at) return null;
  const scope = at.scope.map((index) => program.scopes[index]).find((one) => one?.file === 0);
  const from = at.file === 0 ? at.from : scope?.from;
  return from === undefined ? null : text.slice(0, from).split('\n').length;
}

function withFences(source: string, fences: readonly Fence[]): string {
  const lines = source.split('\n');
  for (const { at, word } of fences.toSorted((a, b) => b.at - a.at)) {
    const indent = /^\s*/.exec(lines[at - 1] ?? '')?.[0] ?? '';
    lines.splice(at - 1, 0, `${indent}${word};`);
  }
  return lines.join('\n');
}
