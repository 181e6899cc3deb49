/** Loads and stores under their kernel names, and what a value is wrapped in. */
import type { Expr } from '../../machine/index.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ZERO } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { argument } from './rmw.ts';
import { convert } from './conversion.ts';
import { typeOf } from './type-of.ts';
import { pointee } from '../types/ctype.ts';

/** The place that argument `i` names. */
function place(ctx: Context, call: Call, i: number): Expr {
  const e = call.args[i];
  return e ? ctx.address(e) : ZERO;
}

/** A load of the place that is named or, `byPointer`, pointed to by the first argument; any further ones are ignored. */
export function loadOf(acquire: 'no' | 'rcsc', byPointer: boolean, arity = 1): Primitive {
  return {
    arity,
    lower: (ctx, call, into) => {
      const addr = byPointer ? argument(ctx, call, 0) : place(ctx, call, 0);
      // On x86 an acquire is a plain load: it does not wait for earlier release stores, as LDAR does.
      const form = acquire === 'rcsc' && ctx.instance.arch === 'x86' ? 'rcpc' : acquire;
      return ctx.emit({ op: 'load', dst: into ?? ctx.register(ctx.shown(call)), addr, acquire: form });
    },
  };
}

export function storeOf(release: boolean, byPointer: boolean): Primitive {
  return {
    arity: 2,
    lower: (ctx, call) => {
      const addr = byPointer ? argument(ctx, call, 0) : place(ctx, call, 0);
      const { args } = call;
      const [to, from] = [args[0] && typeOf(ctx, args[0]), args[1] && typeOf(ctx, args[1])];
      const type = (byPointer ? pointee(to ?? null) : to) ?? null;
      const value = convert(type, argument(ctx, call, 1), from ?? null);
      ctx.emit({ op: 'store', addr, value, release });
      return null;
    },
  };
}

/** NULL publishes nothing, so storing it need not wait (include/linux/rcupdate.h, rcu_assign_pointer()). */
function publishes(e: Expression | undefined): boolean {
  return !(e?.k === 'name' ? e.name === 'NULL' : e?.k === 'number' && e.value === 0);
}

const assignPointer: Primitive = {
  arity: 2,
  lower: (ctx, call, into) => storeOf(publishes(call.args[1]), false).lower(ctx, call, into),
};

/** Its third argument says who may do this, which nobody checks here. */
const replacePointer: Primitive = {
  arity: 3,
  lower: (ctx, call, into) => {
    const addr = place(ctx, call, 0);
    const value = argument(ctx, call, 1);
    const old = ctx.emit({ op: 'load', dst: into ?? ctx.register(ctx.shown(call)), addr, acquire: 'no' });
    ctx.emit({ op: 'store', addr, value, release: publishes(call.args[1]) });
    return old;
  },
};

/** A store and a full barrier; on x86 an exchange is both. */
const storeMb: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const addr = place(ctx, call, 0);
    const [to, from] = [call.args[0], call.args[1]];
    const type = to ? typeOf(ctx, to) : null;
    const value = convert(type, argument(ctx, call, 1), from ? typeOf(ctx, from) : null);
    if (ctx.instance.arch === 'x86')
      ctx.emit({
        op: 'rmw',
        dst: ctx.register(ctx.shown(call)),
        addr,
        value,
        acquire: 'rcsc',
        release: true,
      });
    else {
      ctx.emit({ op: 'store', addr, value, release: false });
      ctx.emit({ op: 'fence', kind: 'dmb.sy' });
    }
    return null;
  },
};

const dataRace: Primitive = {
  arity: 1,
  lower: (ctx, call, into) => {
    const outer = ctx.meant;
    ctx.meant = true;
    const value = call.args[0] ? ctx.value(call.args[0], into) : ZERO;
    ctx.meant = outer;
    return value;
  },
};

/** What the last argument says of locks, `lockdep_is_held(&l)`, is evaluated by lockdep alone. */
function forLockdep(primitive: Primitive, at: number): Primitive {
  return { ...primitive, special: { at: [at], is: 'nothing' } };
}

export const MEMORY: Readonly<Record<string, Primitive>> = {
  READ_ONCE: loadOf('no', false),
  READ_ONCE_NOCHECK: loadOf('no', false),
  data_race: dataRace,
  rcu_dereference: loadOf('no', false),
  rcu_dereference_raw: loadOf('no', false),
  rcu_dereference_check: forLockdep(loadOf('no', false, 2), 1),
  rcu_dereference_protected: forLockdep(loadOf('no', false, 2), 1),
  rcu_access_pointer: loadOf('no', false),
  smp_load_acquire: loadOf('rcsc', true),
  virt_load_acquire: loadOf('rcsc', true),
  atomic_read: loadOf('no', true),
  atomic_read_acquire: loadOf('rcsc', true),
  WRITE_ONCE: storeOf(false, false),
  RCU_INIT_POINTER: storeOf(false, false),
  smp_store_release: storeOf(true, true),
  virt_store_release: storeOf(true, true),
  rcu_assign_pointer: assignPointer,
  rcu_replace_pointer: forLockdep(replacePointer, 2),
  atomic_set: storeOf(false, true),
  atomic_set_release: storeOf(true, true),
  smp_store_mb: storeMb,
  virt_store_mb: storeMb,
  set_mb: storeMb,
};
