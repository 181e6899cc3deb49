/**
 * The kernel's primitives by their kernel names: what touches the machine directly. Composite ones are functions of
 * the prelude. Mapping as in arch/arm64 and arch/x86 (barrier.h, atomic_lse.h, cmpxchg.h).
 */
import type { Expr } from '../../machine/index.ts';
import { ATOMICS } from './atomics.ts';
import type { Context } from './context.ts';
import { BARRIERS } from './barriers.ts';
import { ENTRIES, FAULTS } from './entries.ts';
import { ONE, ZERO, binary, constant } from './fold.ts';
import { HARDWARE } from './hardware.ts';
import type { Call, Primitive } from './primitive.ts';

/** Argument `i` as a value. */
function value(ctx: Context, call: Call, i: number): Expr {
  const e = call.args[i];
  return e ? ctx.value(e) : ZERO;
}

/** The place that argument `i` names. */
function place(ctx: Context, call: Call, i: number): Expr {
  const e = call.args[i];
  return e ? ctx.address(e) : ZERO;
}

function loadOf(acquire: 'no' | 'rcsc', byPointer: boolean): Primitive {
  return {
    arity: 1,
    lower: (ctx, call, into) => {
      const addr = byPointer ? value(ctx, call, 0) : place(ctx, call, 0);
      // On x86 an acquire is a plain load: it does not wait for earlier release stores, as LDAR does.
      const form = acquire === 'rcsc' && ctx.instance.arch === 'x86' ? 'rcpc' : acquire;
      return ctx.emit({ op: 'load', dst: into ?? ctx.register(ctx.shown(call)), addr, acquire: form });
    },
  };
}

function storeOf(release: boolean, byPointer: boolean): Primitive {
  return {
    arity: 2,
    lower: (ctx, call) => {
      const addr = byPointer ? value(ctx, call, 0) : place(ctx, call, 0);
      ctx.emit({ op: 'store', addr, value: value(ctx, call, 1), release });
      return null;
    },
  };
}

function pure(arity: number, compute: (ctx: Context, args: readonly Expr[]) => Expr): Primitive {
  return {
    arity,
    pure: true,
    lower: (ctx, call) =>
      compute(
        ctx,
        call.args.map((e) => ctx.value(e)),
      ),
  };
}

/** A test of one bit of a mask in memory. */
const testBit: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const n = value(ctx, call, 0);
    const mask = ctx.emit({
      op: 'load',
      dst: ctx.register(ctx.shown(call)),
      addr: value(ctx, call, 1),
      acquire: 'no',
    });
    return binary('&', binary('>>', mask, n), ONE);
  },
};

const maskEmpty: Primitive = {
  arity: 1,
  lower: (ctx, call) =>
    binary(
      '==',
      ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(call)), addr: value(ctx, call, 0), acquire: 'no' }),
      ZERO,
    ),
};

const setMask = (all: boolean): Primitive => ({
  arity: 1,
  lower: (ctx, call) => {
    const mask = all ? (1 << ctx.instance.cpuCount) - 1 : 0;
    ctx.emit({ op: 'store', addr: value(ctx, call, 0), value: constant(mask), release: false });
    return null;
  },
});

const translation: Primitive = {
  arity: 1,
  pure: true,
  lower: (ctx, call) => {
    const known = ctx.instance.translation(call);
    if (!known) ctx.error('not-a-frame', call, 'Expected the name of a frame of a `page`, or of a variable.');
    return known ?? ZERO;
  },
};

const MEMORY: Readonly<Record<string, Primitive>> = {
  READ_ONCE: loadOf('no', false),
  rcu_dereference: loadOf('no', false),
  smp_load_acquire: loadOf('rcsc', true),
  atomic_read: loadOf('no', true),
  atomic_read_acquire: loadOf('rcsc', true),
  WRITE_ONCE: storeOf(false, false),
  smp_store_release: storeOf(true, true),
  rcu_assign_pointer: storeOf(true, false),
  atomic_set: storeOf(false, true),
  atomic_set_release: storeOf(true, true),
  test_bit: testBit,
  cpumask_test_cpu: testBit,
  cpumask_empty: maskEmpty,
  cpumask_setall: setMask(true),
  cpumask_clear: setMask(false),
  cpu_relax: pure(0, () => ZERO),
  barrier: pure(0, () => ZERO),
  rcu_read_lock: pure(0, () => ZERO),
  rcu_read_unlock: pure(0, () => ZERO),
  likely: pure(1, (_, [a]) => a ?? ZERO),
  unlikely: pure(1, (_, [a]) => a ?? ZERO),
  BIT: pure(1, (_, [n]) => binary('<<', ONE, n ?? ZERO)),
  cpumask_of: pure(1, (_, [n]) => binary('<<', ONE, n ?? ZERO)),
  smp_processor_id: pure(0, (ctx) => constant(ctx.cpu)),
  raw_smp_processor_id: pure(0, (ctx) => constant(ctx.cpu)),
  in_interrupt: pure(0, (ctx) => constant(Number(ctx.kind === 'irq' || ctx.kind === 'nmi'))),
  num_online_cpus: pure(0, (ctx) => constant(ctx.instance.cpuCount)),
  pte: translation,
  pte_invalid: translation,
};

const TABLE = new Map<string, Primitive>(
  Object.entries({ ...MEMORY, ...BARRIERS, ...ATOMICS, ...HARDWARE, ...ENTRIES, ...FAULTS }),
);

export function primitiveOf(name: string): Primitive | null {
  return TABLE.get(name) ?? null;
}

export function primitiveNames(): readonly string[] {
  return [...TABLE.keys()];
}
