/**
 * Who: for a value in memory at some step of a run, the step that wrote it, since when which CPU could see it, what is
 * stored but not visible yet, and who has read something else.
 *
 *   step  CPU 0                     CPU 1
 *    4                              flags = BROKEN, issued     CPU 1 sees it from here on
 *    9    reads flags: ISOLATED                                stale: BROKEN is still in CPU 1's queue
 *   11                              … becomes visible          every CPU sees it from here on
 *
 * Steps are counted from 1, as the page and the tables count them.
 */
import type { Program } from '../machine/index.ts';
import { valueName } from '../base/index.ts';
import type { Run } from './api.ts';
import { cpuLabel, statementAt } from './labels.ts';

export interface Writer {
  readonly cpu: number;
  readonly pc: number | null;
  readonly value: number;
  /** The step in which the store issued: its own CPU has seen the value since then. Null before the first step. */
  readonly issued: number | null;
  /** The step in which the value became visible to every CPU. */
  readonly visible: number;
}

/** A store that so far only its own CPU sees. */
export interface BufferedStore {
  readonly cpu: number;
  readonly pc: number;
  /** Null while it depends on a load in flight. */
  readonly value: number | null;
  readonly issued: number | null;
  /** The step of the run in which it becomes visible, null where the run ends before. */
  readonly visible: number | null;
}

/** A read that took what another CPU's store has replaced since, or was about to. */
export interface StaleRead {
  readonly cpu: number;
  readonly pc: number;
  readonly cell: number;
  readonly value: number;
  readonly step: number;
  readonly newer: {
    readonly cpu: number;
    /** Null while it depends on a load in flight. */
    readonly value: number | null;
    /** The step that makes it visible, null where the run ends before. */
    readonly visible: number | null;
    /** It was stored already when the old value was read. */
    readonly inFlight: boolean;
  };
}

export interface CellAccount {
  readonly cell: number;
  readonly value: number;
  /** Null for the initial value. */
  readonly writer: Writer | null;
  readonly buffered: readonly BufferedStore[];
  readonly stale: readonly StaleRead[];
  /** All of it in words, a sentence each. */
  readonly words: readonly string[];
}

/** What there is to say of a cell after `steps` steps of a run. */
export function cellAccount(program: Program, run: Run, steps: number, cell: number): CellAccount {
  const now = steps === 0 ? run.initial : (run.steps[steps - 1]?.after ?? run.initial);
  const value = now.cells[cell] ?? 0;
  const writer = writerOf(run, steps, cell);
  const buffered = bufferedStores(run, steps, cell);
  const stale = staleReads(run, steps, cell);
  const name = (one: number) => valueName(program.cells, one, cell);
  const words = [
    writerWords(program, cell, writer),
    ...buffered.map(({ cpu, value: stored, issued, visible }) => {
      const what = stored === null ? 'a value that is not known yet' : name(stored);
      const never = steps === run.steps.length ? 'yet' : 'by the end of the run';
      const until = visible === null ? never : `until step ${visible}`;
      return `${cpuLabel(program, cpu)} has stored ${what}${inStep(issued)}, which no other CPU sees ${until}.`;
    }),
    ...stale.map((read) => staleWords(program, read)),
  ];
  return { cell, value, writer, buffered, stale, words };
}

/** The writer of a cell's value after `steps` steps of a run; null for the initial value. */
export function writerOf(run: Run, steps: number, cell: number): Writer | null {
  for (let at = Math.min(steps, run.steps.length) - 1; at >= 0; at--) {
    const trace = run.steps[at]?.trace;
    const write = trace?.writes.findLast((one) => one.cell === cell);
    if (!trace || !write) continue;
    const { cpu, pc } = trace.info;
    return { cpu, pc, value: write.after, issued: issueOf(run, at, cpu, pc), visible: at + 1 };
  }
  return null;
}

/** The last step up to index `at` in which the statement issued, from 1; null where it did before the first. */
function issueOf(run: Run, at: number, cpu: number, pc: number | null): number | null {
  const issued = run.steps.findLastIndex(
    ({ trace }, index) => index <= at && trace.issued.some((one) => one.cpu === cpu && one.pc === pc),
  );
  return issued < 0 ? null : issued + 1;
}

function bufferedStores(run: Run, steps: number, cell: number): readonly BufferedStore[] {
  const now = steps === 0 ? run.initial : run.steps[steps - 1]?.after;
  return (now?.cpus ?? []).flatMap(({ queue }, cpu) =>
    queue.flatMap((entry) => {
      if (entry.kind !== 'store' || entry.cell !== cell) return [];
      const { pc, value } = entry;
      const visible = run.steps.findIndex(
        ({ trace: { info, writes } }, at) =>
          at >= steps && info.cpu === cpu && info.pc === pc && writes.some((one) => one.cell === cell),
      );
      const issued = issueOf(run, steps - 1, cpu, pc);
      return [{ cpu, pc, value, issued, visible: visible < 0 ? null : visible + 1 }];
    }),
  );
}

/** Each CPU's last read of the cell so far, where it is not what the cell holds now or is about to hold. */
function staleReads(run: Run, steps: number, cell: number): readonly StaleRead[] {
  const found = new Map<number, StaleRead>();
  run.steps.slice(0, steps).forEach(({ trace }, at) => {
    for (const read of trace.reads) {
      if (read.cell !== cell) continue;
      found.delete(read.cpu);
      const stale = staleRead(run, at, read);
      if (!stale) continue;
      const { visible, inFlight } = stale.newer;
      if (inFlight || (visible !== null && visible <= steps)) found.set(read.cpu, stale);
    }
  });
  return [...found.values()];
}

/** What a read in the step at index `at` misses: another CPU's store in flight by then, else the next one that replaces
 *  the value. Null where there is none. */
export function staleRead(
  run: Run,
  at: number,
  read: Run['steps'][number]['trace']['reads'][number],
): StaleRead | null {
  const { cpu, pc, cell, value, from } = read;
  if (from === 'queue') return null;
  const later = run.steps.findIndex(
    ({ trace }, index) => index > at && trace.writes.some((one) => one.cell === cell && one.after !== value),
  );
  const trace = run.steps[later]?.trace;
  const flying = storeInFlight(run, at, read);
  const next = trace && {
    cpu: trace.info.cpu,
    value: trace.writes.findLast((one) => one.cell === cell)?.after ?? null,
    visible: later + 1,
    inFlight: flying !== null,
  };
  const newer = next ?? (flying && { ...flying, visible: null, inFlight: true });
  if (!newer || newer.cpu === cpu) return null;
  return { cpu, pc, cell, value, step: at + 1, newer };
}

/** Another CPU's store of another value, in flight when the read happened. */
function storeInFlight(
  run: Run,
  at: number,
  { cpu, cell, value }: { readonly cpu: number; readonly cell: number; readonly value: number },
): { readonly cpu: number; readonly value: number | null } | null {
  for (const [other, { queue }] of (run.steps[at]?.after.cpus ?? []).entries()) {
    if (other === cpu) continue;
    const store = queue.find((one) => one.kind === 'store' && one.cell === cell && one.value !== value);
    if (store) return { cpu: other, value: store.value };
  }
  return null;
}

function writerWords(program: Program, cell: number, writer: Writer | null): string {
  const ghost = program.cells[cell]?.kind === 'ghost';
  if (!writer)
    return ghost
      ? 'Its initial value; no CPU can read it.'
      : 'The initial value: no step has written it yet.';
  const { cpu, pc, issued, visible } = writer;
  const who = `${cpuLabel(program, cpu)}${pc === null ? '' : `: ${statementAt(program, pc)}`}`;
  if (ghost) return `Set along with ${who}, step ${visible}; no CPU can read it.`;
  if (issued === visible) return `Written by ${who}; every CPU sees it since step ${visible}.`;
  const own = issued === null ? 'from the start' : `since step ${issued}`;
  return `Written by ${who}; CPU ${cpu} itself sees it ${own}, every CPU since step ${visible}.`;
}

/** "CPU 0 took ISOLATED at step 9, before step 11 made BROKEN visible." */
function staleWords(program: Program, read: StaleRead): string {
  const { cpu, cell, value, step } = read;
  const took = `${cpuLabel(program, cpu)} took ${valueName(program.cells, value, cell)} at step ${step}`;
  return `${took}, ${missedWords(program, read)}.`;
}

/** "before step 11 made BROKEN visible". */
export function missedWords(program: Program, { cell, newer }: StaleRead): string {
  const what = newer.value === null ? 'another value' : valueName(program.cells, newer.value, cell);
  if (newer.visible === null)
    return `while ${cpuLabel(program, newer.cpu)}'s store of ${what} is still in its queue`;
  return `before step ${newer.visible} made ${what} visible`;
}

function inStep(step: number | null): string {
  return step === null ? ' before the first step' : ` in step ${step}`;
}
