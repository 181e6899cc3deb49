/** Counters of one CPU, `local_t`, which others only read. */
import { onNumbers } from './arithmetic.ts';
import { ONE, ZERO } from './fold.ts';
import { loadOf, storeOf } from './memory.ts';
import { changeAt, type Update } from './per-cpu.ts';
import type { Primitive } from './primitive.ts';
import { LONG } from './width.ts';

/** `local_add(n, &l)` (include/asm-generic/local.h, arch/x86/include/asm/local.h): atomic towards interrupts of the CPU, as those above. */
function local(op: '+' | '-', amount: boolean, returns: boolean): Primitive {
  return {
    arity: amount ? 2 : 1,
    lower: (ctx, call) => {
      const n = amount && call.args[0] ? ctx.value(call.args[0]) : ONE;
      const place = call.args[amount ? 1 : 0];
      const addr = place ? ctx.value(place) : ZERO;
      const update: Update = (old) => onNumbers(op, old, n, LONG, LONG);
      const old = changeAt(ctx, call, addr, true, returns, update, null);
      return returns ? update(old) : null;
    },
  };
}

const localXchg: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const [place, value] = call.args;
    const given = value ? ctx.value(value) : ZERO;
    return changeAt(ctx, call, place ? ctx.value(place) : ZERO, true, true, () => given, null);
  },
};

const localCmpxchg: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [place, old, value] = call.args;
    const addr = place ? ctx.value(place) : ZERO;
    const expected = old ? ctx.value(old) : ZERO;
    const given = value ? ctx.value(value) : ZERO;
    return changeAt(ctx, call, addr, true, true, () => given, expected);
  },
};

export const LOCAL_WORDS: Readonly<Record<string, Primitive>> = Object.fromEntries(
  ['local_', 'local64_'].flatMap((prefix): [string, Primitive][] => [
    [`${prefix}inc`, local('+', false, false)],
    [`${prefix}dec`, local('-', false, false)],
    [`${prefix}add`, local('+', true, false)],
    [`${prefix}sub`, local('-', true, false)],
    [`${prefix}inc_return`, local('+', false, true)],
    [`${prefix}dec_return`, local('-', false, true)],
    [`${prefix}add_return`, local('+', true, true)],
    [`${prefix}sub_return`, local('-', true, true)],
    [`${prefix}read`, loadOf('no', true)],
    [`${prefix}set`, storeOf(false, true)],
    [`${prefix}xchg`, localXchg],
    [`${prefix}cmpxchg`, localCmpxchg],
  ]),
);
