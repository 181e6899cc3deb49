/**
 * Words about objects: from a member to the struct around it, sizes, and whose copy of a per-CPU variable is meant
 * (include/linux/container_of.h, list.h, percpu-defs.h).
 */
import type { Expr } from '../../machine/index.ts';
import { memberNamed, pointee, wordsOf } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { addressOn } from './place.ts';
import { ZERO, binary, conditional, constant, times } from './fold.ts';
import type { Call, Primitive } from './primitive.ts';
import { typeOf } from './type-of.ts';

/** `container_of(p, struct foo, member)`: an address, nothing is read. */
const containerOf: Primitive = {
  arity: 3,
  pure: true,
  lower: (ctx, call) => {
    const [inner] = call.args;
    return inner ? outer(ctx, call, ctx.value(inner)) : ZERO;
  },
};

function outer(ctx: Context, call: Call, inner: Expr): Expr {
  const [, type, member] = call.args;
  const struct = type?.k === 'type' ? typeOf(ctx, type) : null;
  const found = memberNamed(struct, member);
  if (!found && struct?.k === 'struct' && member?.k === 'name') {
    // Says which members it has.
    ctx.instance.layout.types.member(struct, { ...member, text: member.name }, member);
    return ZERO;
  }
  if (!found) {
    ctx.error(
      'arguments',
      call,
      `Expected \`${call.callee.text}(pointer, struct type, member)\` with a member that the type has.`,
    );
    return ZERO;
  }
  return binary('-', inner, constant(found.offset));
}

/** `list_first_entry(head, struct foo, member)`: reads the head's `next`. */
const firstEntry: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [head] = call.args;
    const next = ctx.emit({
      op: 'load',
      dst: ctx.register(ctx.shown(call)),
      addr: head ? ctx.value(head) : ZERO,
      acquire: 'no',
    });
    return outer(ctx, call, next);
  },
};

/** `list_first_entry_or_null(head, struct foo, member)`: NULL where the list is empty. */
const firstEntryOrNull: Primitive = {
  arity: 3,
  lower: (ctx, call) => {
    const [list] = call.args;
    const head = list ? ctx.value(list) : ZERO;
    const dst = ctx.register(ctx.shown(call));
    const next = ctx.emit({ op: 'load', dst, addr: head, acquire: 'no' });
    return conditional(binary('==', next, head), ZERO, outer(ctx, call, next));
  },
};

/** `this_cpu_ptr(&x)` and `per_cpu_ptr(&x, cpu)`: an address, nothing is read. */
function copyOf(cpu: (ctx: Context, call: Call) => Expr, arity: number): Primitive {
  return {
    arity,
    lower: (ctx, call) => {
      const [variable] = call.args;
      if (variable?.k === 'address') return addressOn(ctx, variable.a, cpu(ctx, call));
      const to = variable && pointee(typeOf(ctx, variable));
      // What alloc_percpu() gave: a part for each CPU, one behind the other.
      if (variable && to) return binary('+', ctx.value(variable), times(cpu(ctx, call), wordsOf(to)));
      ctx.error('per-cpu', call, `Expected the address of a per-CPU variable: \`${call.callee.text}(&x)\`.`);
      return ZERO;
    },
  };
}

const here = (ctx: Context): Expr => constant(ctx.home);

const readHere: Primitive = {
  arity: 1,
  lower: (ctx, call, into) => {
    const [variable] = call.args;
    const addr = variable ? addressOn(ctx, variable, here(ctx)) : ZERO;
    return ctx.emit({ op: 'load', dst: into ?? ctx.register(ctx.shown(call)), addr, acquire: 'no' });
  },
};

const writeHere: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const [variable, given] = call.args;
    const addr = variable ? addressOn(ctx, variable, here(ctx)) : ZERO;
    ctx.emit({ op: 'store', addr, value: given ? ctx.value(given) : ZERO, release: false });
    return null;
  },
};

/** `per_cpu(x, cpu)` as a value; as a place it is read in expression.ts. */
const perCpu: Primitive = {
  arity: 2,
  lower: (ctx, call, into) => {
    const addr = ctx.address(call);
    const type = typeOf(ctx, call);
    if (type?.k === 'struct' || type?.k === 'array') return addr;
    return ctx.emit({ op: 'load', dst: into ?? ctx.register(ctx.shown(call)), addr, acquire: 'no' });
  },
};

export const OBJECTS: Readonly<Record<string, Primitive>> = {
  container_of: containerOf,
  list_entry: containerOf,
  list_first_entry: firstEntry,
  list_first_entry_or_null: firstEntryOrNull,
  hlist_entry: containerOf,
  this_cpu_ptr: copyOf(here, 1),
  raw_cpu_ptr: copyOf(here, 1),
  per_cpu_ptr: copyOf((ctx, call) => (call.args[1] ? ctx.value(call.args[1]) : ZERO), 2),
  per_cpu: perCpu,
  ...Object.fromEntries(
    ['this_cpu_', '__this_cpu_', 'raw_cpu_'].flatMap((prefix) => [
      [`${prefix}read`, readHere],
      [`${prefix}write`, writeHere],
    ]),
  ),
};
