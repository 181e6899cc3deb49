/**
 * CPUs that run the same program, and when two of them are in the same situation. A group is a set of CPUs any two of
 * which can be exchanged (exchange.ts), together with the cells that go with each:
 *
 *   cpus   0        1        2
 *   own    flag[0]  flag[1]  flag[2]      the other cells belong to all
 *
 * Names in a part (pcs, cells) become those of the group's first CPU; parts that are equal then get the same number.
 */
import { ADDRESS_BASE, invariant, valueOf } from '../../base/index.ts';
import type { Machine } from '../api.ts';
import { exchangeOf, type Exchange } from './exchange.ts';
import { RaceMachine } from '../step/race-machine.ts';
import { normalExpr, type Names } from './normal-expr.ts';
import { partKey, type Hook, type Part } from '../cpu/part.ts';
import type { Val } from '../cpu/value.ts';

export interface CpuGroup {
  readonly cpus: readonly number[];
  /** Cells of each of them, in the same order. */
  readonly own: readonly (readonly number[])[];
}

export interface Symmetry {
  readonly groups: readonly CpuGroup[];
  /** A number for what word `word` of CPU `cpu` stands for: the same for CPUs of one group whose parts differ in names
   *  only. */
  situation(cpu: number, word: number): number;
  /** Observed values after the CPUs changed places: CPU c is where CPU `from[c]` is in the state. */
  observe(src: Int32Array, at: number, from: readonly number[]): number[];
  /** A choice after CPU `choiceCpu` became `cpu`. */
  choiceOf(choice: number, cpu: number): number;
}

/** All orders of all groups are tried for the outcomes of a final state, so there should not be more: six CPUs. */
const MOST_ORDERS = 720;

/** The groups of identical CPUs, null where there are none. */
export function symmetryOf(machine: Machine): Symmetry | null {
  if (!(machine instanceof RaceMachine)) return null;
  // What is called later belongs to objects that are not looked at here.
  if (machine.program.code.some((instr) => instr.op === 'raise' && instr.lines)) return null;
  const groups = groupsOf(machine);
  return groups.length > 0 ? new CpuSymmetry(machine, groups) : null;
}

interface Member {
  readonly group: Group;
  readonly names: Names;
  readonly pc: (pc: number) => number;
  /** Numbers of situations, by word. */
  readonly known: number[];
}

class Group implements CpuGroup {
  readonly cpus: readonly number[];
  readonly own: readonly (readonly number[])[];
  readonly exchanges: readonly (Exchange | null)[];
  readonly situations = new Map<string, number>();

  constructor(cpus: readonly number[], own: CpuGroup['own'], exchanges: readonly (Exchange | null)[]) {
    this.cpus = cpus;
    this.own = own;
    this.exchanges = exchanges;
  }
}

function groupsOf(machine: RaceMachine): readonly Group[] {
  const setups = machine.cpus.map(({ setup }) => setup);
  const groups: Group[] = [];
  const left = new Set(setups.keys());
  let orders = 1;
  for (const first of left) {
    left.delete(first);
    const cpus = [first];
    const exchanges: (Exchange | null)[] = [null];
    for (const other of left) {
      const more = orders * (cpus.length + 1);
      const exchange = more <= MOST_ORDERS ? exchangeOf(setups, first, other) : null;
      if (!exchange) continue;
      orders = more;
      left.delete(other);
      cpus.push(other);
      exchanges.push(exchange);
    }
    const own = cpus.length > 1 ? ownCells(exchanges) : null;
    if (own) groups.push(new Group(cpus, own, exchanges));
  }
  const all = groups.flatMap(({ own }) => own.flat());
  return new Set(all).size === all.length ? groups : [];
}

/** The cells that each exchange takes away from the first CPU, and what takes their places. */
function ownCells(exchanges: readonly (Exchange | null)[]): CpuGroup['own'] | null {
  const moves = exchanges.flatMap((exchange) => (exchange ? [exchange.cells] : []));
  const [move] = moves;
  if (!move) return null;
  const isFirst = ([cell, other]: readonly [number, number]): boolean =>
    moves.length === 1 ? cell < other : moves.every((one) => one.has(cell));
  const own = [...move].filter(isFirst).map(([cell]) => cell);
  if (moves.some(({ size }) => size !== 2 * own.length)) return null;
  const all = [own, ...moves.map((one) => own.map((cell) => one.get(cell) ?? -1))];
  return new Set(all.flat()).size === all.length * own.length ? all : null;
}

class CpuSymmetry implements Symmetry {
  readonly groups: readonly Group[];
  private readonly machine: RaceMachine;
  private readonly members: (Member | undefined)[] = [];
  /** Where a cell belongs: the group, which of its CPUs, which cell of that. */
  private readonly places = new Map<number, readonly [Group, number]>();

  constructor(machine: RaceMachine, groups: readonly Group[]) {
    this.machine = machine;
    this.groups = groups;
    for (const group of groups) {
      group.own.forEach((cells) => {
        cells.forEach((cell, nth) => this.places.set(cell, [group, nth]));
      });
      group.cpus.forEach((cpu, nth) => (this.members[cpu] = memberOf(group, group.exchanges[nth] ?? null)));
    }
  }

  situation(cpu: number, word: number): number {
    const member = this.members[cpu];
    invariant(member !== undefined, 'a CPU of no group');
    return (member.known[word] ??= numberOf(member, this.machine.table(cpu).info(word).part));
  }

  observe(src: Int32Array, at: number, from: readonly number[]): number[] {
    const { machine } = this;
    return machine.program.observed.map((o) => {
      if (o.k === 'cell') return valueOf(src[at + this.cellFrom(o.cell, from)] ?? 0);
      return o.k === 'reg' ? machine.register(src, at, from[o.cpu] ?? o.cpu, o.r) : 0;
    });
  }

  choiceOf(choice: number, cpu: number): number {
    return (choice & 0xffffff) | (cpu << 24);
  }

  private cellFrom(cell: number, from: readonly number[]): number {
    const place = this.places.get(cell);
    if (!place) return cell;
    const [group, nth] = place;
    const at = group.own.findIndex((cells) => cells[nth] === cell);
    return group.own[group.cpus.indexOf(from[group.cpus[at] ?? -1] ?? -1)]?.[nth] ?? cell;
  }
}

function memberOf(group: Group, exchange: Exchange | null): Member {
  const nothing = (): void => undefined;
  return {
    group,
    names: {
      cell: (cell) => exchange?.cells.get(cell) ?? cell,
      cpu: (cpu) => cpu,
      indexed: nothing,
      number: nothing,
    },
    pc: (pc) => {
      if (!exchange || pc < 0) return pc;
      const first = exchange.code.get(pc);
      invariant(first !== undefined, 'a pc outside the code of its CPU');
      return first;
    },
    known: [],
  };
}

function numberOf(member: Member, part: Part): number {
  const { situations } = member.group;
  const key = keyOf(member, part);
  let number = situations.get(key);
  if (number === undefined) situations.set(key, (number = situations.size));
  return number;
}

/** Identity of a part in the names of the group's first CPU. */
function keyOf({ names, pc }: Member, part: Part): string {
  const key = partKey({
    ...part,
    frames: part.frames.map((frame) => ({ ...frame, pc: pc(frame.pc) })),
    queue: part.queue.map((e) => ({ ...e, pc: pc(e.pc), addr: addressOf(e.addr, names), hooks: [] })),
    nextId: 0,
  });
  const hooks = part.queue.flatMap((e, at) => e.hooks.map((hook) => `#${at}:${hookText(hook, names)}`));
  return key + hooks.join('');
}

function hookText(hook: Hook, names: Names): string {
  if (hook.k === 'assert') return `${hook.property}?${normalExpr(hook.cond, names)}`;
  const index = hook.index === null ? '' : normalExpr(hook.index, names);
  return `${names.cell(hook.cell)}[${index}]=${normalExpr(hook.value, names)}`;
}

function addressOf(v: Val, { cell }: Names): Val {
  if (typeof v === 'number') return v < ADDRESS_BASE ? v : cell(v - ADDRESS_BASE) + ADDRESS_BASE;
  return 'c' in v ? { ...v, c: v.c < ADDRESS_BASE ? v.c : cell(v.c - ADDRESS_BASE) + ADDRESS_BASE } : v;
}
