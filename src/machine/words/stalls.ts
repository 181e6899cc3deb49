/**
 * Why a CPU does not go on in program order, and why an interrupt does not come in: from the same rules that decide it
 * (issue-class.ts, actions.ts). What is in flight says for itself what it waits for (why.ts).
 */
import type { Machine } from '../api.ts';
import { cpuChart, hasRoom } from '../charts/cpu-chart.ts';
import { DraftRun } from '../cpu/draft-run.ts';
import { classify, serializes } from '../cpu/issue-class.ts';
import { RaceMachine } from '../step/race-machine.ts';
import { push, type Draft, type Entry, type Part } from '../cpu/part.ts';
import type { Expr, Instr } from '../program.ts';
import { barrierHolds, branchOpen, holdsExecution } from '../cpu/queue-rules.ts';
import { isClean, isKnown } from '../cpu/value.ts';
import { dependsOn, openGuess, waitsFor } from './why.ts';

/** A clause such as `waits for smp_mb(), which waits for WRITE_ONCE(x, 1), still in the queue`; null where the next
 *  statement can issue, where there is none, or where only a value in memory holds it back. */
export function issueStall(machine: Machine, src: Int32Array, at: number, cpu: number): string | null {
  const known = partOf(machine, src, at, cpu);
  if (!known) return null;
  const { part, race } = known;
  // Classifying only reads, so the part itself serves as the draft.
  const run = new DraftRun(race.table(cpu).setup, part as Draft);
  const { pc } = run.top();
  if (pc < 0 || classify(run).how !== 'none') return null;
  return stall(race, run, part, cpu);
}

function stall(machine: RaceMachine, run: DraftRun, part: Part, cpu: number): string | null {
  const { queue } = part;
  const text = (e: Readonly<Entry>): string => machine.program.code[e.pc]?.at.text ?? e.kind;
  const instr = run.instr(run.top().pc);
  if (instr.op === 'halt') return null;
  const fault = queue.find((e) => e.kind === 'fault');
  if (fault) return `waits for the fault of ${text(fault)}`;
  const pending = (e: Expr, what: string): string =>
    `waits for its ${what}, which ${dependsOn(queue, run.eval(e), text, instr.at.text)}`;
  const [oldest] = queue;
  if (serializes(run, instr) && oldest) return `waits for ${text(oldest)}, not complete yet: it serializes`;
  switch (instr.op) {
    case 'branch':
      return pending(instr.cond, 'condition');
    case 'jumpTo':
      return pending(instr.target, 'target');
    case 'raise': {
      const operand = instr.cpu ?? instr.mask;
      if (operand !== undefined && !isClean(run.eval(operand))) return pending(operand, 'target');
      if (branchOpen(queue, queue.length)) return `waits for ${openGuess(queue, queue.length, text)}`;
      const held = queue.findIndex((e) => holdsExecution(e));
      if (held >= 0) return barrierStall(machine, queue, held, cpu, text);
      const store = queue.find((e) => e.kind === 'store');
      return store
        ? `waits for ${text(store)}, still in the queue: an interrupt is sent after earlier stores`
        : null;
    }
    case 'execute': {
      const held = queue.findIndex(
        (e, i) => (e.fence === 'isb' || e.fence === 'serialize') && barrierHolds(queue, i, false),
      );
      return held < 0 ? null : barrierStall(machine, queue, held, cpu, text);
    }
    case 'mode': {
      const held = queue.findIndex((e) => holdsExecution(e));
      return held < 0 ? null : barrierStall(machine, queue, held, cpu, text);
    }
    default:
      return (
        accessStall(machine, run, part, cpu, instr) ?? (queue.length > 0 ? 'waits: the queue is full' : null)
      );
  }
}

function barrierStall(
  machine: RaceMachine,
  queue: readonly Readonly<Entry>[],
  held: number,
  cpu: number,
  text: (e: Readonly<Entry>) => string,
): string | null {
  const barrier = queue[held];
  if (!barrier) return null;
  return `waits for ${text(barrier)}, which waits for ${waitsFor(machine, queue, held, cpu) ?? 'what is in flight'}`;
}

/** In the strong models an access waits for what it may not overtake; what it would wait for in the queue tells. */
function accessStall(
  machine: RaceMachine,
  run: DraftRun,
  { queue, ...rest }: Part,
  cpu: number,
  instr: Instr,
): string | null {
  const text = (e: Readonly<Entry>): string => machine.program.code[e.pc]?.at.text ?? e.kind;
  if (!run.strong) return null;
  const store = queue.find((e) => e.kind === 'store');
  if (instr.op === 'rmw' && store)
    return `waits for ${text(store)}, still in the store buffer: a locked access empties it first`;
  const held = queue.findIndex((e) => e.kind !== 'store' && e.kind !== 'effect' && !e.done);
  if (instr.op === 'load' && isKnown(run.eval(instr.addr))) {
    const d: Draft = {
      ...rest,
      frames: [],
      queue: queue.map((e) => ({ ...e, was: -1 })),
      nextId: queue.length,
    };
    push(d, 'load', run.top().pc, { addr: run.eval(instr.addr), acquire: instr.acquire });
    const waits = waitsFor(machine, d.queue, d.queue.length - 1, cpu);
    if (waits !== null) return `waits for ${waits}`;
  }
  const older = queue[held];
  if (!older) return null;
  const waits = waitsFor(machine, queue, held, cpu);
  return `waits for ${text(older)}${waits === null ? ', which is not complete yet' : `, which waits for ${waits}`}`;
}

/** Why a pending interrupt cannot be taken now, as a clause: `interrupts are off`; null where it can. */
export function interruptStall(
  machine: Machine,
  src: Int32Array,
  at: number,
  cpu: number,
  irq: number,
): string | null {
  const known = partOf(machine, src, at, cpu);
  const line = machine.program.irqs[irq];
  if (!known || !line) return null;
  const { part } = known;
  if (line.kind === 'irq' && !cpuChart.is(part.chart, 'mask', 'open')) return 'interrupts are off';
  if (line.kind === 'nmi' && !cpuChart.is(part.chart, 'block', 'open'))
    return 'NMIs are blocked until the running one returns';
  if (line.kind === 'work') return part.frames.length > 1 ? 'the last one is not done' : null;
  if (line.kind === 'softirq') {
    if (!cpuChart.is(part.chart, 'mask', 'open')) return 'interrupts are off';
    if (!cpuChart.is(part.chart, 'bh', 'on')) return 'bottom halves are off';
    if (!cpuChart.is(part.chart, 'softirq', 'none')) return 'a softirq runs already, and they do not nest';
    if (!cpuChart.is(part.chart, 'irq', 'none') || !cpuChart.is(part.chart, 'nmi', 'none'))
      return 'a handler of an interrupt has to return first';
  } else if (!hasRoom(part.chart, line.kind)) return 'handlers are nested three deep already';
  if (branchOpen(part.queue, part.queue.length)) return 'an earlier branch is still a guess';
  const walk = part.queue.find((e) => e.kind === 'walk' || e.kind === 'fault');
  if (walk) return `${machine.program.code[walk.pc]?.at.text ?? 'an access'} may still fault`;
  return null;
}

function partOf(
  machine: Machine,
  src: Int32Array,
  at: number,
  cpu: number,
): { readonly race: RaceMachine; readonly part: Part } | null {
  if (!(machine instanceof RaceMachine)) return null;
  return { race: machine, part: machine.table(cpu).info(machine.part(src, at, cpu)).part };
}
