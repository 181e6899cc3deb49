/**
 * What a memory model keeps in program order between two halves of instructions of one CPU, and by what. The rules are those
 * of src/machine/memory-model.md (2–5, 7, 9), read as a relation instead of as what waits for what.
 */
import type { Instr, Model, Program } from '../machine/index.ts';
import type { Instance } from './execution.ts';

export type Side = 'read' | 'write';

/** What keeps two accesses in order. */
export type Keeper =
  /** An instruction that orders: a barrier, or one of the two itself. */
  | {
      readonly k: 'construct';
      readonly pc: number;
      readonly is: 'barrier' | 'acquire' | 'release' | 'atomic';
    }
  /** The second rests on what the first read. */
  | { readonly k: 'dependency'; readonly of: 'address' | 'data' | 'control' }
  /** Both are of one location, or of one instruction. */
  | { readonly k: 'location' | 'instruction' }
  /** An interrupt is sent when what stands before is seen, and what stands behind issues later. */
  | { readonly k: 'sent' }
  | { readonly k: 'model' };

export interface Placed {
  readonly of: Instance;
  readonly side: Side;
}

/** All that keeps `first` before `second`, both of one CPU with `list` as its program order; what no construct is for comes
 *  first. Empty where nothing does. */
export function keepersOf(
  program: Program,
  model: Model,
  list: readonly Instance[],
  first: Placed,
  second: Placed,
): readonly Keeper[] {
  if (first.of === second.of)
    return first.side === 'read' && second.side === 'write' ? [{ k: 'instruction' }] : [];
  if (first.of.nth > second.of.nth) return [];
  if (model === 'sc' || program.cpus[first.of.cpu]?.agent) return [{ k: 'model' }];
  const code = (one: Instance) => program.code[one.pc];
  const [a, b] = [code(first.of), code(second.of)];
  if (!a || !b) return [];
  const between = list.slice(first.of.nth + 1, second.of.nth);
  if (between.some((one) => code(one)?.op === 'raise') && first.side === 'write') return [{ k: 'sent' }];
  if (model === 'tso') return onTso(program, first, second, between);
  return [...byItself(first, second), ...byConstructs(program, first, second, between)];
}

/** Loads stay in order, stores do, and a store stays behind every load; only a store and a load behind it may change places. */
function onTso(
  program: Program,
  first: Placed,
  second: Placed,
  between: readonly Instance[],
): readonly Keeper[] {
  if (first.side === 'read' || second.side === 'write') return [{ k: 'model' }];
  const drains = between.flatMap(({ pc }): readonly Keeper[] => {
    const instr = program.code[pc];
    if (instr?.op === 'rmw') return [{ k: 'construct', pc, is: 'atomic' }];
    if (instr?.op !== 'fence') return [];
    const isFull = ['dmb.sy', 'mfence', 'dsb.sy', 'dsb.st', 'serialize'].includes(instr.kind);
    return isFull ? [{ k: 'construct', pc, is: 'barrier' }] : [];
  });
  const own = [first, second].flatMap(({ of: { pc } }): readonly Keeper[] =>
    program.code[pc]?.op === 'rmw' ? [{ k: 'construct', pc, is: 'atomic' }] : [],
  );
  return [...own, ...drains];
}

/** What no construct is for: rule 3's addresses, rule 2's values, branches before stores, one location. */
function byItself(first: Placed, second: Placed): readonly Keeper[] {
  const keepers: Keeper[] = [];
  const { of: a } = first;
  const { of: b } = second;
  const half = (one: Placed) => (one.side === 'read' ? one.of.read : one.of.write);
  if (first.side === 'read') {
    if (b.address.has(a)) keepers.push({ k: 'dependency', of: 'address' });
    if (second.side === 'write' && b.data.has(a)) keepers.push({ k: 'dependency', of: 'data' });
    if (second.side === 'write' && b.control.has(a)) keepers.push({ k: 'dependency', of: 'control' });
  }
  const [x, y] = [half(first), half(second)];
  const isOne = x && y && x.cell === y.cell;
  if (isOne && second.side === 'write') keepers.push({ k: 'location' });
  if (isOne && first.side === 'read' && second.side === 'read' && x.value !== y.value && !y.forwarded)
    keepers.push({ k: 'location' });
  return keepers;
}

function byConstructs(
  program: Program,
  first: Placed,
  second: Placed,
  between: readonly Instance[],
): readonly Keeper[] {
  const code = (pc: number): Instr | undefined => program.code[pc];
  const keepers: Keeper[] = [];
  const a = code(first.of.pc);
  const b = code(second.of.pc);
  if (first.side === 'read' && acquires(a)) keepers.push({ k: 'construct', pc: first.of.pc, is: 'acquire' });
  if (first.side === 'write' && a?.op === 'rmw' && a.acquire !== 'no' && a.release)
    keepers.push({ k: 'construct', pc: first.of.pc, is: 'atomic' });
  if (second.side === 'write' && releases(b))
    keepers.push({ k: 'construct', pc: second.of.pc, is: 'release' });
  if (first.side === 'write' && second.side === 'read' && releases(a) && isRcsc(b))
    keepers.push({ k: 'construct', pc: second.of.pc, is: 'acquire' });
  for (const one of between) {
    const { pc } = one;
    const instr = code(pc);
    if (instr?.op !== 'fence') continue;
    const holds = fenceKeeps(instr.kind, first, second) || (instr.kind === 'isb' && synchronized(one, first));
    if (holds) keepers.push({ k: 'construct', pc, is: 'barrier' });
  }
  return keepers;
}

/** An ISB waits for branches and addresses, and so for what they rest on. */
function synchronized(isb: Instance, { of, side }: Placed): boolean {
  return side === 'read' && isb.control.has(of);
}

function fenceKeeps(kind: string, first: Placed, second: Placed): boolean {
  switch (kind) {
    case 'dmb.sy':
    case 'dsb.sy':
    case 'mfence':
    case 'serialize':
      return true;
    case 'dmb.ld':
    case 'dsb.ld':
      return first.side === 'read';
    case 'dmb.st':
      return first.side === 'write' && second.side === 'write';
    case 'dsb.st':
      return first.side === 'write';
    default:
      return false;
  }
}

function acquires(instr: Instr | undefined): boolean {
  return (instr?.op === 'load' || instr?.op === 'rmw') && instr.acquire !== 'no';
}

function isRcsc(instr: Instr | undefined): boolean {
  return (instr?.op === 'load' || instr?.op === 'rmw') && instr.acquire === 'rcsc';
}

function releases(instr: Instr | undefined): boolean {
  return (instr?.op === 'store' || instr?.op === 'rmw') && instr.release;
}
