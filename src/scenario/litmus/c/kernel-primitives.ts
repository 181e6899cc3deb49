/**
 * The kernel's primitives as the Linux-kernel memory model has them (tools/memory-model/linux-kernel.def): which access or
 * fence each is and how it is marked. What order follows is the model's to say.
 */
import type { FenceKind, KernelStatement, KernelTerm } from '../../../axiomatic/index.ts';
import { binaryTerm, constantTerm, unaryTerm } from './kernel-terms.ts';
import type { CExpr } from './syntax.ts';
import { type Span, unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

/** A statement without its origin; distributes over the union. */
export type KernelBody = KernelStatement extends infer S
  ? S extends unknown
    ? Omit<S, 'at'>
    : never
  : never;

/** What a primitive needs of the function that calls it. */
export interface KernelCaller {
  emit(body: KernelBody): void;
  value(arg: CExpr): KernelTerm;
  /** The address that an lvalue such as `*x` or `x[1]` names. */
  lvalue(arg: CExpr): KernelTerm;
}

/** Emits the call and returns its value, null for none; `result` is the variable that the value goes to. */
type Primitive = (
  to: KernelCaller,
  args: readonly CExpr[],
  call: Span,
  result: () => number,
) => KernelTerm | null;

type UpdateMark = 'once' | 'acquire' | 'release' | 'mb';

function argument(args: readonly CExpr[], index: number, call: Span): CExpr {
  return args[index] ?? unsupported('arguments', 'an argument is missing', call);
}

const local = (number: number): KernelTerm => ({ k: 'local', local: number });
const old: KernelTerm = { k: 'old' };

function load(mark: 'once' | 'acquire', byPointer: boolean): Primitive {
  return (to, args, call, result) => {
    const place = argument(args, 0, call);
    const address = byPointer ? to.value(place) : to.lvalue(place);
    const into = result();
    to.emit({ k: 'load', local: into, address, mark });
    return local(into);
  };
}

function store(mark: 'once' | 'release', byPointer: boolean, then?: FenceKind): Primitive {
  return (to, args, call) => {
    const place = argument(args, 0, call);
    const address = byPointer ? to.value(place) : to.lvalue(place);
    to.emit({ k: 'store', address, value: to.value(argument(args, 1, call)), mark });
    if (then !== undefined) to.emit({ k: 'fence', kind: then });
    return null;
  };
}

function fence(kind: FenceKind): Primitive {
  return (to) => {
    to.emit({ k: 'fence', kind });
    return null;
  };
}

const nothing: Primitive = () => null;

function exchange(mark: UpdateMark): Primitive {
  return (to, args, call, result) => {
    const address = to.value(argument(args, 0, call));
    const value = to.value(argument(args, 1, call));
    const into = result();
    to.emit({ k: 'update', local: into, address, value, when: null, mark });
    return local(into);
  };
}

function compareExchange(mark: UpdateMark): Primitive {
  return (to, args, call, result) => {
    const address = to.value(argument(args, 0, call));
    const when = binaryTerm('==', old, to.value(argument(args, 1, call)));
    const value = to.value(argument(args, 2, call));
    const into = result();
    to.emit({ k: 'update', local: into, address, value, when, mark });
    return local(into);
  };
}

type Combine = (a: KernelTerm, b: KernelTerm) => KernelTerm;

const combines: Readonly<Record<string, Combine>> = {
  add: (a, b) => binaryTerm('+', a, b),
  sub: (a, b) => binaryTerm('-', a, b),
  and: (a, b) => binaryTerm('&', a, b),
  or: (a, b) => binaryTerm('|', a, b),
  xor: (a, b) => binaryTerm('^', a, b),
  andnot: (a, b) => binaryTerm('&', a, unaryTerm('~', b)),
};

/** `atomic_add(i, v)`, `atomic_fetch_add`, `atomic_add_return`, `atomic_sub_and_test`; `inc` and `dec` have no operand. */
function arithmetic(
  name: string,
  gives: 'nothing' | 'fetch' | 'return' | 'test' | 'negative',
  mark: UpdateMark,
): Primitive {
  return (to, args, call, result) => {
    const unit = name === 'inc' || name === 'dec';
    const combine = combines[name === 'inc' ? 'add' : name === 'dec' ? 'sub' : name];
    if (combine === undefined) throw new Error(`internal: no operation ${name}`);
    const operand = unit ? constantTerm(1) : to.value(argument(args, 0, call));
    const address = to.value(argument(args, unit ? 0 : 1, call));
    const value = combine(old, operand);
    if (gives === 'nothing') {
      to.emit({ k: 'update', local: null, address, value, when: null, mark: 'noreturn' });
      return null;
    }
    const into = result();
    to.emit({ k: 'update', local: into, address, value, when: null, mark });
    if (gives === 'fetch') return local(into);
    const after = combine(local(into), operand);
    if (gives === 'return') return after;
    return binaryTerm(gives === 'test' ? '==' : '<', after, constantTerm(0));
  };
}

/** `atomic_add_unless(v, a, u)`: fully ordered where it adds. */
function addUnless(
  gives: 'fetch' | 'done',
  fixed?: { readonly add: number; readonly unless: number },
): Primitive {
  return (to, args, call, result) => {
    const address = to.value(argument(args, 0, call));
    const add = fixed === undefined ? to.value(argument(args, 1, call)) : constantTerm(fixed.add);
    const unless = fixed === undefined ? to.value(argument(args, 2, call)) : constantTerm(fixed.unless);
    const into = result();
    const value = binaryTerm('+', old, add);
    to.emit({ k: 'update', local: into, address, value, when: binaryTerm('!=', old, unless), mark: 'mb' });
    return gives === 'fetch' ? local(into) : binaryTerm('!=', local(into), unless);
  };
}

const lock: Primitive = (to, args, call) => {
  to.emit({ k: 'lock', address: to.value(argument(args, 0, call)) });
  return null;
};

const unlock: Primitive = (to, args, call) => {
  to.emit({ k: 'unlock', address: to.value(argument(args, 0, call)) });
  return null;
};

function asking(k: 'trylock' | 'is-locked' | 'srcu-lock'): Primitive {
  return (to, args, call, result) => {
    const address = to.value(argument(args, 0, call));
    const into = result();
    to.emit({ k, address, local: into });
    return local(into);
  };
}

const srcuUnlock: Primitive = (to, args, call) => {
  const address = to.value(argument(args, 0, call));
  to.emit({ k: 'srcu-unlock', address, value: to.value(argument(args, 1, call)) });
  return null;
};

const syncSrcu: Primitive = (to, args, call) => {
  to.emit({ k: 'sync-srcu', address: to.value(argument(args, 0, call)) });
  return null;
};

/** The test that an expression expects, `likely(x)`. */
const itself: Primitive = (to, args, call) => to.value(argument(args, 0, call));

const suffixes: Readonly<Record<string, UpdateMark>> = {
  '': 'mb',
  _relaxed: 'once',
  _acquire: 'acquire',
  _release: 'release',
};

function table(): Map<string, Primitive> {
  const fixed: Readonly<Record<string, Primitive>> = {
    READ_ONCE: load('once', false),
    WRITE_ONCE: store('once', false),
    lockless_dereference: load('once', false),
    rcu_dereference: load('once', false),
    rcu_assign_pointer: store('release', false),
    smp_load_acquire: load('acquire', true),
    smp_store_release: store('release', true),
    smp_store_mb: store('once', false, 'mb'),
    smp_mb: fence('mb'),
    smp_rmb: fence('rmb'),
    smp_wmb: fence('wmb'),
    smp_mb__before_atomic: fence('before-atomic'),
    smp_mb__after_atomic: fence('after-atomic'),
    smp_mb__after_spinlock: fence('after-spinlock'),
    smp_mb__after_unlock_lock: fence('after-unlock-lock'),
    smp_mb__after_srcu_read_unlock: fence('after-srcu-read-unlock'),
    smp_read_barrier_depends: nothing,
    barrier: fence('barrier'),
    cpu_relax: fence('barrier'),
    rcu_read_lock: fence('rcu-lock'),
    rcu_read_unlock: fence('rcu-unlock'),
    synchronize_rcu: fence('sync-rcu'),
    synchronize_rcu_expedited: fence('sync-rcu'),
    srcu_read_lock: asking('srcu-lock'),
    srcu_down_read: asking('srcu-lock'),
    srcu_read_unlock: srcuUnlock,
    srcu_up_read: srcuUnlock,
    synchronize_srcu: syncSrcu,
    synchronize_srcu_expedited: syncSrcu,
    spin_lock: lock,
    spin_unlock: unlock,
    spin_trylock: asking('trylock'),
    spin_is_locked: asking('is-locked'),
    likely: itself,
    unlikely: itself,
  };
  const primitives = new Map(Object.entries(fixed));
  for (const [suffix, mark] of Object.entries(suffixes)) {
    primitives.set(`xchg${suffix}`, exchange(mark));
    primitives.set(`cmpxchg${suffix}`, compareExchange(mark));
  }
  for (const type of ['atomic', 'atomic64', 'atomic_long']) addAtomics(primitives, type);
  return primitives;
}

function addAtomics(primitives: Map<string, Primitive>, type: string): void {
  primitives.set(`${type}_read`, load('once', true));
  primitives.set(`${type}_read_acquire`, load('acquire', true));
  primitives.set(`${type}_set`, store('once', true));
  primitives.set(`${type}_set_release`, store('release', true));
  primitives.set(`${type}_add_unless`, addUnless('done'));
  primitives.set(`${type}_fetch_add_unless`, addUnless('fetch'));
  primitives.set(`${type}_inc_not_zero`, addUnless('done', { add: 1, unless: 0 }));
  primitives.set(`${type}_add_negative`, arithmetic('add', 'negative', 'mb'));
  for (const [suffix, mark] of Object.entries(suffixes)) {
    primitives.set(`${type}_xchg${suffix}`, exchange(mark));
    primitives.set(`${type}_cmpxchg${suffix}`, compareExchange(mark));
  }
  for (const name of [...Object.keys(combines), 'inc', 'dec']) {
    primitives.set(`${type}_${name}`, arithmetic(name, 'nothing', 'mb'));
    for (const [suffix, mark] of Object.entries(suffixes)) {
      primitives.set(`${type}_fetch_${name}${suffix}`, arithmetic(name, 'fetch', mark));
      primitives.set(`${type}_${name}_return${suffix}`, arithmetic(name, 'return', mark));
    }
    primitives.set(`${type}_${name}_and_test`, arithmetic(name, 'test', 'mb'));
  }
}

/** Made when first asked for: the page loads this room without it. */
let known: ReadonlyMap<string, Primitive> | null = null;

export function kernelPrimitiveOf(name: string, call: Span): Primitive {
  known ??= table();
  return (
    known.get(name) ??
    unsupported('call', `the Linux-kernel memory model says nothing of ${quote(`${name}()`)}`, call)
  );
}
