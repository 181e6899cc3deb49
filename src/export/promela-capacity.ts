/**
 * How many entries a CPU's store buffer can ever hold, counted over its code: what a buffer is declared with. A loop
 * that stores without ever waiting for its stores has no such number; then it is the machine's own limit.
 */
import type { FenceKind, Instr, Program } from '../machine/index.ts';
import type { Routine } from './promela-names.ts';

/** The machine's limit on what is in flight. */
const LIMIT = 40;

/** Fences that hold back loads until the stores before them are visible; the others have nothing to wait for. */
export function waitsForStores(kind: FenceKind): boolean {
  return (
    kind === 'dmb.sy' || kind === 'mfence' || kind === 'dsb.sy' || kind === 'dsb.st' || kind === 'serialize'
  );
}

export interface Capacity {
  readonly entries: number;
  /** False where a store may find the buffer full and has to wait. */
  readonly enough: boolean;
}

/** Most entries in flight, and most of them behind the last fence. */
interface Filling {
  readonly all: number;
  readonly young: number;
}

export function capacityOf(program: Program, routines: readonly Routine[]): Capacity {
  const [task, ...handlers] = routines;
  // An IRET holds further stores back until the buffer is empty; after another return they pile up.
  const drains = program.arch === 'x86' && program.hardware.eos;
  const entries = handlers.reduce(
    (sum, handler) => sum + most(program, handler) * (drains ? 1 : timesRaised(program, handler.irq)),
    task ? most(program, task) : 0,
  );
  return { entries: Math.min(LIMIT, Math.max(1, entries)), enough: entries < LIMIT };
}

function most(program: Program, { entry }: Routine): number {
  return Math.max(0, ...[...fillings(program, entry).values()].map(({ all }) => all));
}

/** How often an interrupt can be taken at most. */
function timesRaised({ code, cpus }: Program, irq: number | null): number {
  const inHandlers = new Set(
    cpus.flatMap(({ irqHandlers }) =>
      irqHandlers.flatMap((handler) => (handler ? [...reached(code, handler.entry)] : [])),
    ),
  );
  return code.reduce((times, instr, pc) => {
    if (instr.op !== 'raise' || instr.irq !== irq) return times;
    const again = inHandlers.has(pc) || successors(instr, pc).some((next) => reached(code, next).has(pc));
    return times + (again ? LIMIT : 1);
  }, 0);
}

/** Instructions that control can get to. */
export function reached(code: Program['code'], from: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const todo = [from];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    const instr = code[pc];
    if (!instr || seen.has(pc)) continue;
    seen.add(pc);
    todo.push(...successors(instr, pc));
  }
  return seen;
}

function fillings({ code }: Program, entry: number): ReadonlyMap<number, Filling> {
  const found = new Map<number, Filling>();
  const todo: { pc: number; filling: Filling }[] = [{ pc: entry, filling: { all: 0, young: 0 } }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { pc, filling } = next;
    const instr = code[pc];
    const known = found.get(pc) ?? { all: -1, young: -1 };
    if (!instr || (filling.all <= known.all && filling.young <= known.young)) continue;
    const joined = {
      all: Math.min(LIMIT, Math.max(filling.all, known.all)),
      young: Math.min(LIMIT, Math.max(filling.young, known.young)),
    };
    found.set(pc, joined);
    if (joined.all === known.all && joined.young === known.young) continue;
    for (const to of successors(instr, pc)) todo.push({ pc: to, filling: after(instr, joined) });
  }
  return found;
}

function after(instr: Instr, { all, young }: Filling): Filling {
  switch (instr.op) {
    case 'store':
      return { all: all + 1, young: young + 1 };
    case 'load':
      return { all: young, young };
    case 'rmw':
    case 'raise':
      return { all: 0, young: 0 };
    case 'fence': {
      const entry = (instr.then ?? []).length > 0 && waitsForStores(instr.kind) ? 1 : 0;
      return { all: all + entry, young: waitsForStores(instr.kind) ? 0 : young };
    }
    default:
      return { all, young };
  }
}

/** Where control goes; handlers return to places that have been counted. */
export function successors(instr: Instr, pc: number): readonly number[] {
  switch (instr.op) {
    case 'jump':
      return [instr.to];
    case 'branch':
      return [pc + 1, instr.to];
    case 'choose':
      return instr.to;
    case 'await':
      return [pc + 1, instr.from];
    case 'halt':
    case 'eret':
      return [];
    default:
      return [pc + 1];
  }
}
