/**
 * What orders without a word for it: an access whose address comes of an earlier load, a store whose value does, a store behind
 * a branch on one. Found in the program by following registers along every way of a CPU's task, so that what one way alone
 * makes depend counts too.
 */
import { successors, type Expr, type Instr, type Program } from '../machine/index.ts';
import { placeOf } from './constructs.ts';

export type DependencyKind = 'address' | 'data' | 'control';

export interface Dependency {
  readonly of: DependencyKind;
  readonly cpu: number;
  /** The load that it begins with. */
  readonly load: number;
  /** What depends: an access, for `control` the branch or wait that rests on it. */
  readonly at: number;
  /** The access that is kept in order. */
  readonly to: number;
}

/** All that begins with one statement of the text, whatever CPUs run it. */
export interface DependingOn {
  /** Where the statement stands in the text, and what loads there: `rcu_dereference(gp)`. */
  readonly from: number;
  readonly text: string;
  readonly dependencies: readonly Dependency[];
}

type Rest = ReadonlySet<number>;

interface Flow {
  readonly regs: ReadonlyMap<number, Rest>;
  /** Branches and waits that were passed, each with the loads that it rests on. */
  readonly behind: ReadonlyMap<number, Rest>;
}

const NOTHING: Rest = new Set();

/** In the order of the text; only what begins in it with a load that acquires nothing, since that orders by itself. */
export function dependenciesOf(program: Program): readonly DependingOn[] {
  const found = new Map<string, DependingOn & { readonly dependencies: Dependency[] }>();
  program.cpus.forEach(({ entry, agent }, cpu) => {
    if (agent) return;
    for (const one of inTask(program, cpu, entry)) {
      const { key, text, from } = placeOf(program, one.load);
      if (program.code[one.load]?.at.file !== 0) continue;
      const known = found.get(key);
      if (known) known.dependencies.push(one);
      else found.set(key, { from, text, dependencies: [one] });
    }
  });
  return [...found.values()].sort((a, b) => a.from - b.from);
}

function inTask(program: Program, cpu: number, entry: number): readonly Dependency[] {
  const flows = new Map<number, Flow>([[entry, { regs: new Map(), behind: new Map() }]]);
  const todo = [entry];
  for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
    const instr = program.code[pc];
    const flow = flows.get(pc);
    if (!instr || !flow) continue;
    const after = flowAfter(instr, pc, flow);
    for (const next of successors(instr, pc)) {
      // Backwards is the same code once more.
      const known = flows.get(next);
      const joined = known ? join(known, after) : after;
      if (known && sizeOf(joined) === sizeOf(known)) continue;
      flows.set(next, joined);
      todo.push(next);
    }
  }
  return [...flows].flatMap(([pc, flow]) => {
    const instr = program.code[pc];
    return instr ? dependingAt(program, cpu, pc, instr, flow) : [];
  });
}

function dependingAt(
  program: Program,
  cpu: number,
  pc: number,
  instr: Instr,
  flow: Flow,
): readonly Dependency[] {
  if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return [];
  const free = (load: number) => isFree(program.code[load]) && load !== pc;
  const made = (of: DependencyKind, loads: Rest, at: number) =>
    [...loads].filter(free).map((load): Dependency => ({ of, cpu, load, at, to: pc }));
  const address = made('address', restOf(flow, instr.addr), pc);
  if (instr.op === 'load') return address;
  const data = instr.op === 'store' ? made('data', restOf(flow, instr.value), pc) : [];
  return [
    ...address,
    ...data,
    ...[...flow.behind].flatMap(([branch, loads]) => made('control', loads, branch)),
  ];
}

/** A load that orders nothing by itself. */
function isFree(instr: Instr | undefined): boolean {
  return (instr?.op === 'load' || instr?.op === 'rmw') && instr.acquire === 'no';
}

function flowAfter(instr: Instr, pc: number, flow: Flow): Flow {
  const set = (r: number, rest: Rest): Flow => ({ ...flow, regs: new Map([...flow.regs, [r, rest]]) });
  const passed = (cond: Expr): Flow => {
    const rest = restOf(flow, cond);
    return rest.size === 0 ? flow : { ...flow, behind: new Map([...flow.behind, [pc, rest]]) };
  };
  switch (instr.op) {
    case 'let':
      return set(instr.dst, restOf(flow, instr.value));
    case 'select':
      return set(instr.dst, union(restOf(flow, instr.cond), restOf(flow, instr.a), restOf(flow, instr.b)));
    case 'load':
      return set(instr.dst, new Set([pc]));
    case 'rmw':
      return instr.dst === null ? flow : set(instr.dst, new Set([pc]));
    case 'branch':
    case 'await':
      return passed(instr.cond);
    default:
      return flow;
  }
}

function join(a: Flow, b: Flow): Flow {
  return { regs: joinMaps(a.regs, b.regs), behind: joinMaps(a.behind, b.behind) };
}

function joinMaps(a: ReadonlyMap<number, Rest>, b: ReadonlyMap<number, Rest>): ReadonlyMap<number, Rest> {
  const all = new Map(a);
  for (const [key, rest] of b) all.set(key, union(all.get(key) ?? NOTHING, rest));
  return all;
}

function sizeOf({ regs, behind }: Flow): number {
  return [...regs.values(), ...behind.values()].reduce((sum, rest) => sum + 1 + rest.size, 0);
}

function restOf(flow: Flow, expr: Expr): Rest {
  switch (expr.k) {
    case 'reg':
      return flow.regs.get(expr.r) ?? NOTHING;
    case 'un':
      return restOf(flow, expr.a);
    case 'bin':
      return union(restOf(flow, expr.a), restOf(flow, expr.b));
    case 'cond':
      return union(restOf(flow, expr.c), restOf(flow, expr.a), restOf(flow, expr.b));
    default:
      return NOTHING;
  }
}

function union(...sets: readonly Rest[]): Rest {
  const full = sets.filter(({ size }) => size > 0);
  return full.length < 2 ? (full[0] ?? NOTHING) : new Set(full.flatMap((one) => [...one]));
}
