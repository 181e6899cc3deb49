/**
 * A run as what it does to memory and to other CPUs, in order: which access takes its value and from whom, which becomes
 * visible, which interrupt is taken. That is what stays the same when the same run is told by another machine, where an
 * access may issue and complete in one step that takes two here.
 *
 *     arm   0:issue W x   0:issue R y   0:value R y   0:visible W x        sc   0:issue R y … cannot come first
 *     hard                              reads y ←init writes x
 *
 * `hard` effects must be done in this order. Others are none, but where there is a choice the new run does them at the
 * same places: `firm` ones are what properties may see (a ghost that is set, a mode), `soft` ones nobody but their CPU.
 */
import type { Instr, Machine, Program, StepTrace } from '../machine/index.ts';
import type { Run } from './api.ts';
import { parseChoiceKey } from './choice-key.ts';
import { pcOf } from './cpu-code.ts';

export interface Effect {
  readonly hard: boolean;
  readonly firm: boolean;
  readonly cpu: number;
  /** `reads`, `writes`, `issues`, or the kind of step. */
  readonly does: string;
  /** Key of the statement; empty where there is none. */
  readonly statement: string;
  /** Interrupt, version, arm, CPU reached: where the kind has several. */
  readonly alternative: string | null;
  /** Name of the cell that a write changes; null where it changes none, or that is not known. */
  readonly cell: string | null;
  /** Who wrote what a read takes, as `Writers` names it; null where that is not known or does not matter. */
  readonly source: string | null;
  /** The step of the run that does it, from 1. */
  readonly step: number;
}

/** Who wrote what each cell holds, by cell; cells that nobody has written are missing. */
export type Writers = ReadonlyMap<number, string>;

const EVENTS = new Set(['irq', 'fetch', 'fault', 'arrive', 'dc', 'ic', 'tlbi']);

/** What one step does. Reads are told with their writers before the step. */
export function effectsOf(machine: Machine, trace: StepTrace, writers: Writers, step: number): Effect[] {
  const { program, model } = machine;
  const { info } = trace;
  const instr = info.pc === null ? undefined : program.code[info.pc];
  const key = instr?.at.key ?? '';
  const isShared = (cell: number) => program.cells[cell]?.kind !== 'ghost';
  const found: Effect[] = [];
  const add = (
    hard: boolean,
    does: string,
    statement: string,
    more: Partial<Pick<Effect, 'cpu' | 'firm' | 'alternative' | 'cell' | 'source'>> = {},
  ) =>
    found.push({
      hard,
      firm: false,
      cpu: info.cpu,
      does,
      statement,
      alternative: null,
      cell: null,
      source: null,
      step,
      ...more,
    });
  if (EVENTS.has(info.kind)) add(true, info.kind, key, { alternative: alternativeOf(info.key) });
  for (const { cpu, pc, cell, from } of trace.reads)
    if (isShared(cell)) {
      const source = from === 'queue' ? `${cpu} itself` : (writers.get(cell) ?? 'nobody');
      add(true, 'reads', program.code[pc]?.at.key ?? '', { cpu, source });
    }
  const stores = instr?.op === 'store' || instr?.op === 'rmw';
  const change = trace.writes.find(({ cell }) => isShared(cell));
  if (info.kind === 'visible' || (stores && (change || (model === 'sc' && instr.op === 'store'))))
    add(true, 'writes', key, { cell: change ? (program.cells[change.cell]?.name ?? null) : null });
  if (info.kind === 'issue' && instr?.op === 'choose')
    add(true, 'chooses', key, { alternative: alternativeOf(info.key) });
  else if (info.kind === 'issue') add(false, 'issues', key, { firm: isSeen(trace, instr) });
  if (info.kind === 'predict' || info.kind === 'translate')
    add(false, info.kind, key, { alternative: alternativeOf(info.key) });
  return found;
}

/** Properties may see that the statement issues. */
function isSeen({ writes, violated }: StepTrace, instr: Instr | undefined): boolean {
  return violated !== null || writes.length > 0 || (instr !== undefined && SEEN.has(instr.op));
}

const SEEN: ReadonlySet<Instr['op']> = new Set(['effect', 'mode', 'raise', 'execute', 'eret']);

/** The writers after a step. */
export function writersAfter(program: Program, writers: Writers, { info, writes }: StepTrace): Writers {
  const own = writes.filter(({ cell }) => program.cells[cell]?.kind !== 'ghost');
  if (own.length === 0) return writers;
  const after = new Map(writers);
  for (const { cell, after: value } of own) after.set(cell, `${info.cpu} with ${value}`);
  return after;
}

/** What a run does, step by step. */
export function effectsOfRun(machine: Machine, run: Run): readonly Effect[] {
  let writers: Writers = new Map();
  return run.steps.flatMap(({ trace }, at) => {
    const effects = effectsOf(machine, trace, writers, at + 1);
    writers = writersAfter(machine.program, writers, trace);
    return effects;
  });
}

/** What choice keys say that a run does, where the machine that made them is not there: from whom is not known. */
export function effectsOfKeys({ program, model }: Machine, keys: readonly string[]): readonly Effect[] {
  return keys.flatMap((text, at): Effect[] => {
    const key = parseChoiceKey(text);
    if (!key) return [];
    const { cpu, kind, statement, alternative } = key;
    const effect = (hard: boolean, does: string, told: string | null = null): Effect => ({
      hard,
      firm: false,
      cpu,
      does,
      statement,
      alternative: told,
      cell: null,
      source: null,
      step: at + 1,
    });
    const op = program.code[pcOf(program, cpu, statement) ?? -1]?.op;
    if (kind === 'value') return [effect(true, 'reads')];
    if (kind === 'visible') return [effect(true, 'writes')];
    if (EVENTS.has(kind)) return [effect(true, kind, alternative)];
    if (kind !== 'issue') return [effect(false, kind, alternative)];
    if (op === 'choose') return [effect(true, 'chooses', alternative)];
    const reads = model !== 'arm' && (op === 'load' || op === 'rmw') ? [effect(true, 'reads')] : [];
    const writes = model === 'sc' && op === 'store' ? [effect(true, 'writes')] : [];
    return [...reads, ...writes, effect(false, 'issues')];
  });
}

/** Whether two effects are of the same access, whatever it finds. */
export function isSameAccess(a: Effect, b: Effect): boolean {
  return a.cpu === b.cpu && a.does === b.does && a.statement === b.statement;
}

/** Whether two effects are the same: of the same access, the same alternative, the same writer. */
export function isSameEffect(a: Effect, b: Effect): boolean {
  if (!isSameAccess(a, b)) return false;
  if (a.alternative !== null && b.alternative !== null && a.alternative !== b.alternative) return false;
  return a.source === null || b.source === null || a.source === b.source;
}

function alternativeOf(key: string): string | null {
  return parseChoiceKey(key)?.alternative ?? null;
}
