/**
 * Words that change nothing while the program runs, as they are for the compiler, for lockdep or for a sanitizer; other names of
 * words of RCU; arithmetic; masks of CPUs by value or by address; and memory of which each CPU has its own part.
 */
import type { Expr } from '../../machine/index.ts';
import { INT, pointee, type CType } from '../types/ctype.ts';
import { allocate, release } from './allocation.ts';
import { onNumbers } from './arithmetic.ts';
import type { Context } from './context.ts';
import { convert } from './conversion.ts';
import { ONE, ZERO, binary, conditional, constant, unary, wideConstant } from './fold.ts';
import { loadOf } from './memory.ts';
import { LOCAL_WORDS } from './local-words.ts';
import { plain } from './plain.ts';
import type { Call, Primitive } from './primitive.ts';
import { typeOf } from './type-of.ts';
import { ULONG, common, isSourceOp, operatorOn } from './width.ts';

/** Nothing that happens while the program runs; its arguments are not evaluated. */
function nothing(arity: number, more = false): Primitive {
  return {
    arity,
    more,
    special: { at: Array.from({ length: 8 }, (_, i) => i), is: 'nothing' },
    lower: () => null,
  };
}

/** Worth its first argument. */
function worth(arity: number): Primitive {
  return {
    arity,
    pure: true,
    special: { at: [1, 2], is: 'nothing' },
    lower: (ctx, call) => (call.args[0] ? ctx.value(call.args[0]) : ZERO),
  };
}

/** `rcu_dereference_check(p, condition)`: what stands behind `p` is for lockdep. */
function dereference(arity: number): Primitive {
  return { ...loadOf('no', false, arity), special: { at: [1, 2], is: 'nothing' } };
}

/** In a register, so that it may be used twice. */
function once(ctx: Context, value: Expr, name: string): Expr {
  if (value.k === 'const' || value.k === 'reg') return value;
  const dst = ctx.register(name);
  ctx.emit({ op: 'let', dst, value });
  return ctx.read(dst);
}

function valueAs(ctx: Context, call: Call, i: number, type: CType): Expr {
  const e = call.args[i];
  return e ? once(ctx, convert(type, ctx.value(e), typeOf(ctx, e)), ctx.shown(e)) : ZERO;
}

/** `clamp_t(type, value, least, most)`; `min3(a, b, c)`. */
function bounded(typeAt: number, fold: (values: readonly Expr[], type: CType) => Expr): Primitive {
  return {
    arity: typeAt < 0 ? 3 : 4,
    lower: (ctx, call) => {
      const at = typeAt < 0 ? [0, 1, 2] : [1, 2, 3];
      const named = call.args[0];
      const type =
        typeAt < 0
          ? call.args.reduce<CType>((all, e) => common(all, typeOf(ctx, e)), INT)
          : ((named && typeOf(ctx, named)) ?? INT);
      return fold(
        at.map((i) => valueAs(ctx, call, i, type)),
        type,
      );
    },
  };
}

function chosen(op: '<' | '>', a: Expr, b: Expr, type: CType): Expr {
  return conditional(onNumbers(op, a, b, type, type), a, b);
}

function extreme(op: '<' | '>'): Primitive {
  return bounded(-1, ([a = ZERO, b = ZERO, c = ZERO], type) => chosen(op, chosen(op, a, b, type), c, type));
}

function between([value = ZERO, least = ZERO, most = ZERO]: readonly Expr[], type: CType): Expr {
  return chosen('<', chosen('>', value, least, type), most, type);
}

/** `clamp_val(value, least, most)`, compared as the value's type. */
const clampVal: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const type = (call.args[0] && typeOf(ctx, call.args[0])) ?? INT;
    return between(
      [0, 1, 2].map((i) => valueAs(ctx, call, i, type)),
      type,
    );
  },
};

const abs: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const type = (call.args[0] && typeOf(ctx, call.args[0])) ?? INT;
    const value = valueAs(ctx, call, 0, type);
    return conditional(
      onNumbers('<', value, ZERO, type, INT),
      onNumbers('-', ZERO, value, type, type),
      value,
    );
  },
};

/** Of numbers of 64 bits. */
function wide(compute: (...args: readonly Expr[]) => Expr, arity: number): Primitive {
  return { arity, pure: true, lower: (ctx, call) => compute(...call.args.map((e) => ctx.value(e))) };
}

function onWide(op: '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&', a: Expr, b: Expr): Expr {
  return binary(isSourceOp(op) ? operatorOn(op, ULONG) : op, a, b);
}

const LOW = wideConstant(0xffffffff);

/** A mask's bits: what an address leads to, or what is given. */
const maskOf: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const [e] = call.args;
    if (!e) return ZERO;
    const type = typeOf(ctx, e);
    if (!pointee(type) && e.k !== 'address') return ctx.value(e);
    return ctx.emit({
      op: 'load',
      dst: ctx.register(ctx.shown(e)),
      addr: ctx.value(e),
      acquire: 'no',
      ...plain(ctx),
    });
  },
};

/** `alloc_percpu(type)`: one for each CPU, cleared. */
function perCpuOf(arity: number): Primitive {
  const typeIn = (ctx: Context, call: Call): CType => ({
    k: 'array',
    of: (call.args[0] && typeOf(ctx, call.args[0])) ?? INT,
    extent: ctx.instance.cpuCount,
  });
  return allocate(true, arity, typeIn, arity > 1 ? 1 : 0);
}

/** Nothing that is checked here, so that none of it may be wrong. */
const QUIET: Readonly<Record<string, number>> = {
  lockdep_set_class: 2,
  lockdep_set_class_and_name: 3,
  lockdep_set_subclass: 2,
  lockdep_set_novalidate_class: 1,
  lockdep_init_map: 4,
  lockdep_register_key: 1,
  lockdep_unregister_key: 1,
  lock_map_acquire: 1,
  lock_map_acquire_read: 1,
  lock_map_release: 1,
  lockdep_assert_rq_held: 1,
  lockdep_assert_preemption_disabled: 0,
  lockdep_assert_preemption_enabled: 0,
  might_lock: 1,
  might_lock_read: 1,
  cant_sleep: 0,
  cant_migrate: 0,
  RCU_LOCKDEP_WARN: 2,
  rcu_sleep_check: 0,
  lockdep_off: 0,
  lockdep_on: 0,
  ASSERT_EXCLUSIVE_WRITER: 1,
  ASSERT_EXCLUSIVE_ACCESS: 1,
  ASSERT_EXCLUSIVE_BITS: 2,
  instrumentation_begin: 0,
  instrumentation_end: 0,
  kmemleak_not_leak: 1,
  kmemleak_ignore: 1,
  debug_check_no_locks_freed: 2,
  OPTIMIZER_HIDE_VAR: 1,
  barrier_nospec: 0,
  io_stop_wc: 0,
  prefetch: 1,
  prefetchw: 1,
  dump_stack: 0,
  touch_nmi_watchdog: 0,
  cpumask_pr_args: 1,
  compiletime_assert: 2,
};

/** What lockdep, sanitizers, leak detectors and statistics are told: any name of these. */
const TOLD =
  /^(?:(?:__)?(?:kasan|kmsan|kcsan|kmemleak|instrument|schedstat|psi|delayacct|audit|lockevent|kcov|lockdep(?!_assert|_is|_hardirq)|rcu_lockdep|debug_(?:object|work|rcu|timer|mutex|rt_mutex|check|spin|lockdep)|csd_lock_record|compiletime_assert|fs_reclaim|might_(?:lock|fault|alloc)|count_(?:vm|memcg)|(?:hard|soft)irqs?_(?:enter|exit)_|perf_sw_event|sched_annotate|mem_dump_obj)(?:_\w+)?|(?:percpu_rwsem|rwsem|mutex|spin|rwlock|seqcount|lock|lock_map|(?:s?rcu|local)_lock|rt_mutex_base)_(?:acquire|release|acquired|contended)(?:_\w+)?)$/;

/** Checks that nobody makes. */
const UNCHECKED = /^lockdep_assert_\w+$/;

/** The word that all words of a family are; null for others. */
export function familyOf(name: string): string | null {
  return UNCHECKED.test(name) ? 'lockdep_assert_*' : TOLD.test(name) ? 'kasan_*' : null;
}

/** Said to be what it is, as what a scenario says and nobody checks may be wrong. */
const unchecked: Primitive = {
  ...nothing(0, true),
  lower: (ctx, call) => {
    const { text } = call.callee;
    ctx.instance.diagnostics.warning('unchecked', call, `Nobody checks \`${text}()\` here; it is read over.`);
    return null;
  },
};

export const QUIET_WORDS: Readonly<Record<string, Primitive>> = {
  ...Object.fromEntries(Object.entries(QUIET).map(([name, arity]) => [name, nothing(arity)])),
  'kasan_*': nothing(0, true),
  'lockdep_assert_*': unchecked,
  __acquire: nothing(1),
  __release: nothing(1),
  rcu_dereference_bh: dereference(1),
  rcu_dereference_sched: dereference(1),
  rcu_dereference_bh_check: dereference(2),
  rcu_dereference_sched_check: dereference(2),
  rcu_dereference_raw_check: dereference(1),
  rcu_dereference_rtnl: dereference(1),
  rtnl_dereference: dereference(1),
  srcu_dereference: dereference(2),
  srcu_dereference_check: dereference(3),
  unrcu_pointer: worth(1),
  rcu_pointer_handoff: worth(1),
  RCU_INITIALIZER: worth(1),
  __builtin_expect: worth(2),
  array_index_nospec: worth(2),
  cpu_to_le16: worth(1),
  cpu_to_le32: worth(1),
  cpu_to_le64: worth(1),
  le16_to_cpu: worth(1),
  le32_to_cpu: worth(1),
  le64_to_cpu: worth(1),
  __builtin_constant_p: { ...nothing(1), lower: () => ZERO },
  min3: extreme('<'),
  max3: extreme('>'),
  clamp_t: bounded(0, between),
  clamp_val: clampVal,
  abs,
  div_u64: wide((n = ZERO, by = ONE) => onWide('/', n, by), 2),
  div64_u64: wide((n = ZERO, by = ONE) => onWide('/', n, by), 2),
  DIV_ROUND_CLOSEST: wide(
    (n = ZERO, by = ONE) => binary('/', binary('+', n, binary('/', by, constant(2))), by),
    2,
  ),
  DIV_ROUND_UP_ULL: wide((n = ZERO, by = ONE) => onWide('/', onWide('-', onWide('+', n, by), ONE), by), 2),
  roundup: wide(
    (n = ZERO, to = ONE) => onWide('*', onWide('/', onWide('-', onWide('+', n, to), ONE), to), to),
    2,
  ),
  rounddown: wide((n = ZERO, to = ONE) => onWide('-', n, onWide('%', n, to)), 2),
  upper_32_bits: wide((n = ZERO) => onWide('&', onWide('>>', n, constant(32)), LOW), 1),
  lower_32_bits: wide((n = ZERO) => onWide('&', n, LOW), 1),
  BIT_MASK: wide((n = ZERO) => onWide('<<', ONE, onWide('%', n, constant(64))), 1),
  BIT_WORD: wide((n = ZERO) => binary('/', n, constant(64)), 1),
  BITS_TO_LONGS: wide((n = ZERO) => binary('/', binary('+', n, constant(63)), constant(64)), 1),
  IS_ALIGNED: wide((n = ZERO, to = ONE) => unary('!', onWide('&', n, onWide('-', to, ONE))), 2),
  mask_of: maskOf,
  alloc_percpu: perCpuOf(1),
  alloc_percpu_gfp: perCpuOf(2),
  free_percpu: { arity: 1, lower: (ctx, call) => release(ctx, call, call.args[0]) },
  ...LOCAL_WORDS,
};
