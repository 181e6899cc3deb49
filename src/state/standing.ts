/**
 * Where a CPU is, as a person means it: at the oldest statement that it has not finished, or at the one whose row is shown.
 * What it has fetched and issued ahead of that is not where it is.
 *
 *     ◌ WRITE_ONCE(x, 1);            in flight
 *     ▶ r = READ_ONCE(y);            the row shown, else the oldest that is not finished
 *       smp_mb();
 *     ▷ return r;                    fetched ahead to here
 */
import type { Program, Snapshot } from './answers.ts';
import { snapshotAt } from './selectors.ts';
import type { RunNode } from './run-tree.ts';

type Origin = Program['code'][number]['at'];

export interface Standing {
  /** Where each frame is, its task first; empty for a CPU that is done and whose row is not shown. */
  readonly at: readonly Origin[];
  /** Up to where the innermost frame has issued, where that is further. */
  readonly ahead: Origin | null;
  /** Statements in flight. */
  readonly flying: readonly Origin[];
  /** The statement with which the run violates a property in this very row. */
  readonly violates: Origin | null;
}

const NOTHING: Standing = { at: [], ahead: null, flying: [], violates: null };

/** Where `cpu` is at a position of a run. */
export function standingAt(node: RunNode, position: number, cpu: number): Standing {
  const { program, run } = node;
  const step = run.steps[position - 1];
  // A run that has ended by a violation holds nothing any more: what stood before its last step is what it shows.
  const now = snapshotAt(node, position);
  const shown = now?.ended ? snapshotAt(node, position - 1) : now;
  const state = shown?.cpus[cpu];
  if (!state) return NOTHING;
  const own = step?.trace.info.cpu === cpu ? originOf(program, step.trace.info.pc) : null;
  const violates = step?.trace.info.cpu === cpu ? violationOf(program, step.trace, shown) : null;
  const flying = state.queue.filter(({ done }) => !done);
  if (state.finished && !own) return NOTHING;
  const frames = state.frames.length > 0 ? state.frames.map(({ pc }) => pc) : [-1];
  const at = frames.flatMap((pc, depth): Origin[] => {
    const isTop = depth === frames.length - 1;
    if (isTop && own) return [violates ?? own];
    const first = flying.find((entry) => routineOf(program, entry.pc) === routineOf(program, pc));
    const found = first ? first.at : originOf(program, pc);
    return found ? [found] : [];
  });
  const top = originOf(program, frames.at(-1) ?? -1);
  const last = at.at(-1);
  const isFurther = top !== null && last !== undefined && (top.from !== last.from || top.file !== last.file);
  return {
    at,
    ahead: isFurther && !state.finished ? top : null,
    flying: flying.map((entry) => entry.at),
    violates,
  };
}

function originOf({ code }: Program, pc: number | null): Origin | null {
  return (pc === null ? undefined : code[pc]?.at) ?? null;
}

/** The statement whose check fails: the assert itself where it is one's own, else what the step is about. */
function violationOf(
  program: Program,
  { violated, reports, info }: RunNode['run']['steps'][number]['trace'],
  before: Snapshot | null,
): Origin | null {
  const property = violated ?? reports[0];
  if (property === undefined) return null;
  const asserts = (pc: number) => {
    const instr = program.code[pc];
    const effects = instr?.op === 'effect' ? instr.effects : (instr?.then ?? []);
    return effects.some((effect) => effect.k === 'assert' && effect.property === property);
  };
  const waiting = before?.cpus[info.cpu]?.queue.find(({ pc }) => asserts(pc));
  return waiting?.at ?? originOf(program, info.pc);
}

const starts = new WeakMap<Program, readonly number[]>();

/** The routine that an instruction belongs to, by its first instruction. */
function routineOf(program: Program, pc: number): number {
  const known =
    starts.get(program) ??
    program.cpus
      .flatMap(({ entry, irqHandlers, bpHandler, faultHandler }) => [
        entry,
        ...[...irqHandlers, bpHandler, faultHandler].flatMap((handler) => handler?.entry ?? []),
      ])
      .sort((a, b) => a - b);
  starts.set(program, known);
  return known.findLast((start) => start <= pc) ?? -1;
}

/** Where a CPU's statement stands in the program, by its key; null where it has none. */
export function pcOfStatement(program: Program, cpu: number, key: string): number | null {
  const own = ownRoutines(program, cpu);
  const at = program.code.findIndex((instr, pc) => instr.at.key === key && own.has(routineOf(program, pc)));
  return at < 0 ? null : at;
}

function ownRoutines({ cpus }: Program, cpu: number): ReadonlySet<number | undefined> {
  const spec = cpus[cpu];
  return new Set([
    spec?.entry,
    ...[...(spec?.irqHandlers ?? []), spec?.bpHandler, spec?.faultHandler].map((one) => one?.entry),
  ]);
}

const QUIET: ReadonlySet<string> = new Set(['let', 'jump', 'select', 'jumpTo']);

/** A stretch of a text, and the calls that it stands in. */
export interface Stretch {
  readonly file: number;
  readonly from: number;
  readonly to: number;
  readonly calls: readonly { readonly file: number; readonly from: number }[];
}

/** What running a CPU to a line means: its first statement there that is a step of its own, or the next one behind it;
 *  `end` where only the end of the run can follow; null where nothing of this CPU stands there. */
export function targetOf(program: Program, cpu: number, line: Stretch): Origin | 'end' | null {
  const { code, scopes } = program;
  const own = ownRoutines(program, cpu);
  const isOwn = (pc: number) => own.has(routineOf(program, pc));
  const isOn = ({ file, from }: Origin) => file === line.file && from >= line.from && from <= line.to;
  const isCalled = ({ scope }: Origin) =>
    scope.length === line.calls.length &&
    scope.every((index, nth) => {
      const [place, call] = [scopes[index], line.calls[nth]];
      return place?.from === call?.from && place?.file === call?.file;
    });
  const here = code.flatMap(({ at }, pc) => (isOwn(pc) && isOn(at) ? [pc] : []));
  const meant = here.filter((pc) => code[pc] && isCalled(code[pc].at));
  const [first] = meant.length > 0 ? meant : here;
  if (first === undefined) return null;
  const next = code.findIndex(({ op }, pc) => pc >= first && !QUIET.has(op));
  const instr = code[next];
  return !instr || instr.op === 'halt' || !isOwn(next) ? 'end' : instr.at;
}
