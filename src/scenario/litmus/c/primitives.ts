/**
 * Kernel primitives as machine instructions, as arch/arm64 (with LSE atomics) and arch/x86 define them. On x86 every
 * atomic read-modify-write is locked; acquire and release are plain there.
 */
import type { Arch, Expr, InstrBody } from '../../../machine/index.ts';
import type { CExpr } from './syntax.ts';
import { binary, complement, constant, old } from '../expressions.ts';
import { type Span, unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

/** What a primitive needs of the function that calls it. */
export interface Caller {
  readonly arch: Arch;
  emit(body: InstrBody): void;
  /** The register that the result goes to. */
  result(): number;
  value(arg: CExpr): Expr;
  /** The address that an lvalue such as `*x` or `x[1]` names. */
  lvalue(arg: CExpr): Expr;
  /** Emits `body`, then waits until the register is 0: a lock that is taken in the end. */
  awaitZero(body: InstrBody, register: number): void;
}

/** Returns the value of the call, null for none. */
export type Primitive = (caller: Caller, args: readonly CExpr[], call: Span) => Expr | null;

type Ordering = '' | '_relaxed' | '_acquire' | '_release';
type Order = Pick<Extract<InstrBody, { readonly op: 'rmw' }>, 'acquire' | 'release'>;

const relaxed: Order = { acquire: 'no', release: false };

/** Value-returning atomics without a suffix are fully ordered. */
function orderOf(suffix: Ordering): Order {
  return {
    acquire: suffix === '' || suffix === '_acquire' ? 'rcsc' : 'no',
    release: suffix === '' || suffix === '_release',
  };
}

function argument(args: readonly CExpr[], index: number, call: Span): CExpr {
  return args[index] ?? unsupported('arguments', 'an argument is missing', call);
}

const register = (r: number): Expr => ({ k: 'reg', r });

function load(acquire: boolean, byPointer: boolean): Primitive {
  return (caller, args, call) => {
    const place = argument(args, 0, call);
    const addr = byPointer ? caller.value(place) : caller.lvalue(place);
    const dst = caller.result();
    caller.emit({ op: 'load', dst, addr, acquire: acquire && caller.arch === 'arm64' ? 'rcsc' : 'no' });
    return register(dst);
  };
}

function store(release: boolean, byPointer: boolean): Primitive {
  return (caller, args, call) => {
    const place = argument(args, 0, call);
    const addr = byPointer ? caller.value(place) : caller.lvalue(place);
    const value = caller.value(argument(args, 1, call));
    caller.emit({ op: 'store', addr, value, release: release && caller.arch === 'arm64' });
    return null;
  };
}

function fence(arm64: 'dmb.sy' | 'dmb.ld' | 'dmb.st' | null, x86: 'mfence' | null): Primitive {
  return (caller) => {
    const kind = caller.arch === 'arm64' ? arm64 : x86;
    if (kind !== null) caller.emit({ op: 'fence', kind });
    return null;
  };
}

/** `smp_store_mb(x, v)`: a store and a full barrier; on x86 one locked exchange. */
const storeMb: Primitive = (caller, args, call) => {
  const addr = caller.lvalue(argument(args, 0, call));
  const value = caller.value(argument(args, 1, call));
  if (caller.arch === 'x86') caller.emit({ op: 'rmw', dst: caller.result(), addr, value, ...orderOf('') });
  else {
    caller.emit({ op: 'store', addr, value, release: false });
    caller.emit({ op: 'fence', kind: 'dmb.sy' });
  }
  return null;
};

const none: Primitive = () => null;

function exchange(suffix: Ordering): Primitive {
  return (caller, args, call) => {
    const addr = caller.value(argument(args, 0, call));
    const value = caller.value(argument(args, 1, call));
    const dst = caller.result();
    caller.emit({ op: 'rmw', dst, addr, value, ...orderOf(suffix) });
    return register(dst);
  };
}

function compareExchange(suffix: Ordering): Primitive {
  return (caller, args, call) => {
    const addr = caller.value(argument(args, 0, call));
    const compare = caller.value(argument(args, 1, call));
    const value = caller.value(argument(args, 2, call));
    const dst = caller.result();
    const when = binary('==', old, compare);
    caller.emit({ op: 'rmw', dst, addr, value, when, compare, ...orderOf(suffix) });
    return register(dst);
  };
}

type Combine = (a: Expr, b: Expr) => Expr;

const combines: Readonly<Record<string, Combine>> = {
  add: (a, b) => binary('+', a, b),
  sub: (a, b) => binary('-', a, b),
  and: (a, b) => binary('&', a, b),
  or: (a, b) => binary('|', a, b),
  xor: (a, b) => binary('^', a, b),
  andnot: (a, b) => binary('&', a, complement(b)),
};

/** `atomic_add(i, v)`; `inc` and `dec` have no operand of their own. */
function operands(
  caller: Caller,
  name: string,
  args: readonly CExpr[],
  call: Span,
): { readonly addr: Expr; readonly combine: (a: Expr) => Expr } {
  const unit = name === 'inc' || name === 'dec';
  const combine = combines[name === 'inc' ? 'add' : name === 'dec' ? 'sub' : name];
  if (combine === undefined) throw new Error(`internal: no operation ${name}`);
  const operand = unit ? constant(1) : caller.value(argument(args, 0, call));
  return {
    addr: caller.value(argument(args, unit ? 0 : 1, call)),
    combine: (a) => combine(a, operand),
  };
}

/** Returns nothing: the load has no reader, and no order. */
function voidAtomic(name: string): Primitive {
  return (caller, args, call) => {
    const { addr, combine } = operands(caller, name, args, call);
    caller.emit({ op: 'rmw', dst: null, addr, value: combine(old), ...relaxed });
    return null;
  };
}

/** `atomic_fetch_add`, `atomic_add_return`, `atomic_sub_and_test`. */
function valueAtomic(name: string, result: 'fetch' | 'return' | 'test', suffix: Ordering): Primitive {
  return (caller, args, call) => {
    const { addr, combine } = operands(caller, name, args, call);
    const dst = caller.result();
    caller.emit({ op: 'rmw', dst, addr, value: combine(old), ...orderOf(suffix) });
    const after = combine(register(dst));
    if (result === 'fetch') return register(dst);
    return result === 'return' ? after : binary('==', after, constant(0));
  };
}

/** `atomic_add_unless(v, a, u)`: fully ordered where it adds. */
function addUnless(
  fetch: boolean,
  fixed: { readonly add: number; readonly unless: number } | null,
): Primitive {
  return (caller, args, call) => {
    const addr = caller.value(argument(args, 0, call));
    const add = fixed === null ? caller.value(argument(args, 1, call)) : constant(fixed.add);
    const unless = fixed === null ? caller.value(argument(args, 2, call)) : constant(fixed.unless);
    const dst = caller.result();
    const when = binary('!=', old, unless);
    caller.emit({ op: 'rmw', dst, addr, value: binary('+', old, add), when, ...orderOf('') });
    return fetch ? register(dst) : binary('!=', register(dst), unless);
  };
}

/** A lock is 0 when it is free. A run in which the lock is never had does not exist. */
const spinLock: Primitive = (caller, args, call) => {
  const addr = caller.value(argument(args, 0, call));
  const dst = caller.result();
  caller.awaitZero({ op: 'rmw', dst, addr, value: constant(1), ...orderOf('_acquire') }, dst);
  return null;
};

const spinTryLock: Primitive = (caller, args, call) => {
  const addr = caller.value(argument(args, 0, call));
  const dst = caller.result();
  const when = binary('==', old, constant(0));
  const order = orderOf('_acquire');
  caller.emit({ op: 'rmw', dst, addr, value: constant(1), when, compare: constant(0), ...order });
  return binary('==', register(dst), constant(0));
};

const spinIsLocked: Primitive = (caller, args, call) => {
  const addr = caller.value(argument(args, 0, call));
  const dst = caller.result();
  caller.emit({ op: 'load', dst, addr, acquire: 'no' });
  return binary('!=', register(dst), constant(0));
};

const spinUnlock: Primitive = (caller, args, call) => {
  const addr = caller.value(argument(args, 0, call));
  caller.emit({ op: 'store', addr, value: constant(0), release: caller.arch === 'arm64' });
  return null;
};

/** The test that an expression expects, `likely(x)`. */
const itself: Primitive = (caller, args, call) => caller.value(argument(args, 0, call));

const orderings: readonly Ordering[] = ['', '_relaxed', '_acquire', '_release'];

function primitiveTable(): Map<string, Primitive> {
  const fixed: Readonly<Record<string, Primitive>> = {
    READ_ONCE: load(false, false),
    WRITE_ONCE: store(false, false),
    lockless_dereference: load(false, false),
    rcu_dereference: load(false, false),
    rcu_assign_pointer: store(true, false),
    smp_load_acquire: load(true, true),
    smp_store_release: store(true, true),
    smp_store_mb: storeMb,
    smp_mb: fence('dmb.sy', 'mfence'),
    smp_rmb: fence('dmb.ld', null),
    smp_wmb: fence('dmb.st', null),
    smp_mb__before_atomic: fence('dmb.sy', null),
    smp_mb__after_atomic: fence('dmb.sy', null),
    smp_mb__after_spinlock: fence('dmb.sy', null),
    // Only powerpc needs more than the lock itself.
    smp_mb__after_unlock_lock: none,
    smp_read_barrier_depends: none,
    barrier: none,
    cpu_relax: none,
    rcu_read_lock: none,
    rcu_read_unlock: none,
    spin_lock: spinLock,
    spin_trylock: spinTryLock,
    spin_unlock: spinUnlock,
    spin_is_locked: spinIsLocked,
    likely: itself,
    unlikely: itself,
  };
  const table = new Map(Object.entries(fixed));
  for (const suffix of orderings) {
    table.set(`xchg${suffix}`, exchange(suffix));
    table.set(`cmpxchg${suffix}`, compareExchange(suffix));
  }
  for (const type of ['atomic', 'atomic64', 'atomic_long']) addAtomics(table, type);
  return table;
}

function addAtomics(table: Map<string, Primitive>, type: string): void {
  table.set(`${type}_read`, load(false, true));
  table.set(`${type}_read_acquire`, load(true, true));
  table.set(`${type}_set`, store(false, true));
  table.set(`${type}_set_release`, store(true, true));
  table.set(`${type}_add_unless`, addUnless(false, null));
  table.set(`${type}_fetch_add_unless`, addUnless(true, null));
  table.set(`${type}_inc_not_zero`, addUnless(false, { add: 1, unless: 0 }));
  for (const suffix of orderings) {
    table.set(`${type}_xchg${suffix}`, exchange(suffix));
    table.set(`${type}_cmpxchg${suffix}`, compareExchange(suffix));
  }
  for (const name of [...Object.keys(combines), 'inc', 'dec']) {
    table.set(`${type}_${name}`, voidAtomic(name));
    for (const suffix of orderings) {
      table.set(`${type}_fetch_${name}${suffix}`, valueAtomic(name, 'fetch', suffix));
      table.set(`${type}_${name}_return${suffix}`, valueAtomic(name, 'return', suffix));
    }
    table.set(`${type}_${name}_and_test`, valueAtomic(name, 'test', ''));
  }
}

const primitives = primitiveTable();

/** Grace periods and sleeping locks are protocols of their own, not accesses. */
const families: readonly (readonly [RegExp, string])[] = [
  [/rcu/, 'rcu'],
  [/lock/, 'lock'],
  [/^__(atomic|cmpxchg|xchg|load|store|fence|lock|unlock)/, 'bell'],
];

export function primitiveOf(name: string, call: Span): Primitive {
  const found = primitives.get(name);
  if (found !== undefined) return found;
  const family = families.find(([pattern]) => pattern.test(name))?.[1] ?? 'call';
  return unsupported(family, `the call of ${quote(name)} is not supported`, call);
}
