/**
 * Plays a written interleaving (rows of a mail's table) against the machine. A row names a CPU, a kind of step and a
 * statement; what the author left out is filled in, each time with the shortest sequence of
 *
 *   1. the row's own CPU going on calmly (issue, values, stores becoming visible),
 *   2. anything that CPU may do (predict, take an interrupt, fetch),
 *   3. what other CPUs' hardware finishes by itself
 *
 * that makes the row possible. Several shortest ways are fine when they lead to the same state; otherwise the row is
 * ambiguous. A row that must be refused is tried with the author's rows alone: only issuing in order is filled in.
 */
import { SQUASHED, type Machine, type ScheduleRow, type StepKind, type StepTrace } from '../machine/index.ts';
import type { Run, RunProblem } from './api.ts';
import type { FateMap } from './exploration.ts';
import { isVoid, Player } from './player.ts';
import { whyRowNot } from './why-not.ts';

export interface Schedule {
  readonly rows: readonly ScheduleRow[];
  /** Index of the row that the machine must refuse, null where all must be possible. */
  readonly impossibleAt: number | null;
}

type Kinds = ReadonlySet<StepKind>;

const ISSUE: Kinds = new Set(['issue']);
const CALM: Kinds = new Set(['issue', 'value', 'visible', 'translate', 'dc', 'ic', 'tlbi']);
const COMPLETIONS: Kinds = new Set(['value', 'visible', 'translate', 'dc', 'ic', 'tlbi', 'arrive']);
const FILL_STATES = 4000;

/** A statement that issued along with another step: a later row may name its issue without any step of its own. */
interface Issued {
  readonly cpu: number;
  readonly pc: number;
  readonly step: number;
}

/** Plays the rows. The run ends after the last one; `problem` names the row that cannot be played as written. */
export function playSchedule(machine: Machine, { rows, impossibleAt }: Schedule, fates: FateMap | null): Run {
  const player = new Player(machine, fates);
  const issued: Issued[] = [];
  for (const [index, row] of rows.entries()) {
    if (isIssued(player, issued, row)) continue;
    const refusable = index === impossibleAt;
    const found = refusable ? fill(player, row, [own(row, ISSUE)]) : fill(player, row, stages(row));
    if (found.kind === 'found' && refusable) {
      const message = `The machine should refuse this row, but it can be played.`;
      return player.run({ step: player.steps.length, row: index, message });
    }
    if (found.kind === 'none') {
      const message = whyRowNot(machine, player.state, row);
      const problem: RunProblem = { step: player.steps.length, row: index, message };
      return player.run(problem, refusable ? 'impossible' : null);
    }
    if (found.kind === 'ambiguous') {
      const message = `There are several ways to get to this row, for example ${found.ways.join(' or ')}: name the steps in between.`;
      return player.run({ step: player.steps.length, row: index, message });
    }
    for (const [nth, choice] of found.choices.entries()) {
      const last = nth === found.choices.length - 1;
      player.take(choice, last ? (row.note ?? null) : null);
      const step = player.steps.length - 1;
      for (const one of player.steps[step]?.trace.issued ?? []) {
        if (!last || row.kind !== 'issue' || !names(machine, row, one.cpu, one.pc))
          issued.push({ ...one, step });
      }
    }
  }
  return player.run();
}

/** An issue that came along with an earlier step, or before the first one: the row needs no step. */
function isIssued(player: Player, issued: Issued[], row: ScheduleRow): boolean {
  if (row.kind !== 'issue' || row.keys.length === 0) return false;
  const { machine } = player;
  const place = issued.findIndex(({ cpu, pc }) => names(machine, row, cpu, pc));
  const [found] = place < 0 ? [] : issued.splice(place, 1);
  if (found) {
    if (row.note !== undefined) player.annotate(found.step, row.note);
    return true;
  }
  if (machine.program.issueIsStep[row.cpu]) return false;
  const queue = machine.decode(player.state, 0).cpus[row.cpu]?.queue ?? [];
  return player.steps.length === 0 && queue.some(({ pc }) => names(machine, row, row.cpu, pc));
}

type Allowed = (cpu: number, kind: StepKind) => boolean;

type Fill =
  | { readonly kind: 'found'; readonly choices: readonly number[] }
  | { readonly kind: 'ambiguous'; readonly ways: readonly string[] }
  | { readonly kind: 'none' };

function own(row: ScheduleRow, kinds: Kinds): Allowed {
  return (cpu, kind) => cpu === row.cpu && kinds.has(kind);
}

function stages(row: ScheduleRow): Allowed[] {
  return [own(row, CALM), (cpu) => cpu === row.cpu, (cpu, kind) => cpu === row.cpu || COMPLETIONS.has(kind)];
}

interface Way {
  readonly state: Int32Array;
  readonly choices: readonly number[];
  readonly words: readonly string[];
}

/** The shortest way to do a row, in the first stage that has one. */
function fill(player: Player, row: ScheduleRow, allowed: readonly Allowed[]): Fill {
  const { machine } = player;
  for (const stage of allowed) {
    const ways = shortestWays(machine, player.state, row, stage);
    const [first] = ways;
    if (!first) continue;
    const distinct = ways.filter((way, nth) => ways.findIndex(({ state }) => same(state, way.state)) === nth);
    const real = distinct.length === 1 ? distinct : distinct.filter(({ state }) => !isVoid(machine, state));
    const [way] = real.length === 0 ? distinct : real;
    if (real.length > 1)
      return { kind: 'ambiguous', ways: real.slice(0, 2).map(({ words }) => words.join(', ')) };
    if (way) return { kind: 'found', choices: way.choices };
  }
  return { kind: 'none' };
}

function shortestWays(machine: Machine, from: Int32Array, row: ScheduleRow, allowed: Allowed): Way[] {
  let level: Way[] = [{ state: from, choices: [], words: [] }];
  const seen = new Set([from.join()]);
  while (level.length > 0 && seen.size < FILL_STATES) {
    const done: Way[] = [];
    const next: Way[] = [];
    for (const way of level) {
      const count = machine.enabled(way.state, 0);
      for (const choice of Array.from(machine.choices.subarray(0, count))) {
        const info = machine.choiceInfo(way.state, 0, choice);
        if (info.cpu !== row.cpu && !allowed(info.cpu, info.kind)) continue;
        const state = new Int32Array(machine.width);
        const trace = machine.trace(way.state, 0, choice, state, 0);
        if (trace.status === SQUASHED) continue;
        const words = [...way.words, `CPU ${info.cpu}: ${textOf(machine, info.pc)} ${info.words}`];
        const further = { state, choices: [...way.choices, choice], words };
        if (does(machine, row, trace)) done.push(further);
        else if (allowed(info.cpu, info.kind)) {
          const key = state.join();
          if (seen.has(key)) continue;
          seen.add(key);
          next.push(further);
        }
      }
    }
    if (done.length > 0) return done;
    level = next;
  }
  return [];
}

/** Whether a step is what the row says. Under models where an access completes at issue, that one step is both. */
function does(machine: Machine, row: ScheduleRow, trace: StepTrace): boolean {
  const { info } = trace;
  if (info.kind === row.kind && info.cpu === row.cpu) {
    const named = row.keys.length === 0 || (info.pc !== null && names(machine, row, info.cpu, info.pc));
    if (named) return means(machine, row, trace);
  }
  if (row.keys.length === 0) return false;
  if (row.kind === 'issue') return trace.issued.some(({ cpu, pc }) => names(machine, row, cpu, pc));
  if (info.pc === null || info.kind !== 'issue' || !names(machine, row, info.cpu, info.pc)) return false;
  if (row.kind === 'value') return trace.reads.some(({ cpu, pc }) => cpu === info.cpu && pc === info.pc);
  if (row.kind === 'visible') return trace.writes.length > 0 || machine.model === 'sc';
  return false;
}

function names(machine: Machine, row: ScheduleRow, cpu: number, pc: number): boolean {
  const key = machine.program.code[pc]?.at.key;
  return cpu === row.cpu && key !== undefined && row.keys.includes(key);
}

/** Whether a step's alternative is the one that the row's `what` names. */
function means(machine: Machine, { what }: ScheduleRow, { info, reads, writes }: StepTrace): boolean {
  if (what === undefined) return true;
  const { program } = machine;
  const { alternative, pc, kind } = info;
  const instr = pc === null ? undefined : program.code[pc];
  const candidates = [alternative === null ? '' : String(alternative), info.words];
  if (alternative !== null) {
    if (kind === 'irq') candidates.push(program.irqs[alternative]?.name ?? '');
    if (instr?.op === 'choose') candidates.push(instr.names[alternative] ?? '');
  }
  for (const { cell, value } of reads)
    candidates.push(cellName(machine, cell), valueName(machine, cell, value));
  for (const { cell, after } of writes)
    candidates.push(cellName(machine, cell), valueName(machine, cell, after));
  return candidates.includes(what) || new RegExp(`\\b${what.replace(/\W/g, '\\$&')}\\b`).test(info.words);
}

function cellName(machine: Machine, cell: number): string {
  return machine.program.cells[cell]?.name ?? '';
}

function valueName(machine: Machine, cell: number, value: number): string {
  return machine.program.cells[cell]?.values?.[value] ?? String(value);
}

function textOf(machine: Machine, pc: number | null): string {
  return (pc === null ? undefined : machine.program.code[pc]?.at.text) ?? '';
}

function same(a: Int32Array, b: Int32Array): boolean {
  return a.every((word, nth) => word === b[nth]);
}
