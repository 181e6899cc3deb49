/** RCU's own words: sections of readers, what waits for them (rcu.ts), and callbacks. */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Effect, Expr } from '../../machine/index.ts';
import type { Span } from '../syntax/syntax.ts';
import { INT, memberNamed, pointee, pointerTo } from '../types/ctype.ts';
import { Names, type Context } from './context.ts';
import { inlineCall } from './inline.ts';
import type { Layout, Place } from './layout.ts';
import { ONE, ZERO, binary, conditional, constant } from './fold.ts';
import { deepen, registerOf, requires } from './held.ts';
import type { Call, Primitive } from './primitive.ts';
import { beginSection, count, endSection } from './rcu.ts';
import { typeOf } from './type-of.ts';

function depth(ctx: Context): number {
  return registerOf(ctx, 'read-side sections');
}

function reading(begins: boolean): Primitive {
  return {
    arity: 0,
    lower: (ctx) => {
      const r = depth(ctx);
      if (begins) beginSection(ctx, ONE, true);
      else {
        requires(ctx, 'unlock-not-held', binary('>', ctx.read(r), ZERO));
        endSection(ctx, ONE, true);
      }
      const by = begins ? ONE : constant(-1);
      ctx.emitAsIs({ op: 'let', dst: r, value: binary('+', ctx.read(r), by) });
      deepen(ctx, by);
      return null;
    },
  };
}

const isHeld: Primitive = { arity: 0, lower: (ctx) => binary('>', ctx.read(depth(ctx)), ZERO) };

/** A wait for a context until it is in none of the sections that `counts` counts. */
function waitForOne(ctx: Context, counts: Expr, n: number): void {
  const { statement } = ctx;
  ctx.statement = { ...statement, text: `${statement.text}: ${ctx.instance.contextName(n)}` };
  const from = ctx.instance.code.length;
  const inside = ctx.emitAsIs({
    op: 'load',
    dst: ctx.register(`readers of ${ctx.instance.contextName(n)}`),
    addr: binary('+', counts, constant(n)),
    acquire: 'no',
  });
  ctx.emitAsIs({ op: 'await', cond: binary('<=', inside, ZERO), from });
  ctx.statement = statement;
}

/** Of more, all orders are too much code: they are waited for one behind the other. */
const MOST_ORDERED = 4;

/**
 * One wait for each of the contexts, in any order: one that begins a section while another is waited for has been in none
 * before, and need not be waited for again ("Requirements", Grace-Period Guarantee). What is left to wait for is where the
 * code is:
 *
 *     {0, 2}: choose 0 or 2      0: wait for 0, go to {2}      2: wait for 2, go to {0}
 */
function waitFor(ctx: Context, counts: Expr, others: readonly number[]): void {
  if (others.length < 2 || others.length > MOST_ORDERED) {
    for (const n of others) waitForOne(ctx, counts, n);
    return;
  }
  const all = 2 ** others.length - 1;
  const left = Array.from({ length: all + 1 }, () => ctx.label());
  const within = (set: number) => others.filter((_, i) => (set >> i) % 2 === 1);
  const without = (set: number, n: number) => left[set - 2 ** others.indexOf(n)];
  // The sets that are left of one stand behind it.
  for (let set = all; set > 0; set--) {
    const here = left[set];
    const which = within(set);
    if (here) ctx.place(here);
    const ways = which.map(() => ctx.label());
    if (which.length > 1)
      ctx.choose(
        ways,
        which.map((n) => ctx.instance.contextName(n)),
      );
    which.forEach((n, i) => {
      const way = ways[i];
      if (way && which.length > 1) ctx.place(way);
      waitForOne(ctx, counts, n);
      const rest = without(set, n);
      if (rest) ctx.jump(rest);
    });
  }
  const over = left[0];
  if (over) ctx.place(over);
}

const contexts = (ctx: Context) => Array.from({ length: ctx.instance.contextCount }, (_, n) => n);

const waitForReaders: Primitive = {
  arity: 0,
  lower: (ctx) => {
    const { readers } = ctx.instance;
    if (!readers) return null;
    waitFor(
      ctx,
      constant(ADDRESS_BASE + readers.cell),
      contexts(ctx).filter((n) => n !== ctx.cpu),
    );
    return null;
  },
};

/** The counts of a `struct srcu_struct`, of which the argument is the address; null, and a mistake, for anything else. */
function countsOf(ctx: Context, call: Call): Expr | null {
  const [e] = call.args;
  const to = e && pointee(typeOf(ctx, e));
  if (e && to?.k === 'struct' && to.name === 'struct srcu_struct') return ctx.value(e);
  const at: Span = e ?? call;
  ctx.error('not-a-domain', at, 'Expected the address of a `struct srcu_struct`, such as `&ss`.');
  return null;
}

function srcu(begins: boolean): Primitive {
  return {
    arity: begins ? 1 : 2,
    lower: (ctx, call) => {
      const counts = countsOf(ctx, call);
      const [, index] = call.args;
      if (index) ctx.value(index);
      if (!counts) return ZERO;
      const cell = binary('+', counts, constant(ctx.cpu));
      count(ctx, cell, begins ? ONE : constant(-1), begins ? 'now' : 'behind', true);
      return begins ? ZERO : null;
    },
  };
}

const waitForSrcu: Primitive = {
  arity: 1,
  lower: (ctx, call) => {
    const counts = countsOf(ctx, call);
    if (!counts) return null;
    // The first that is waited for is the domain's first context (kernel/thread.ts of the scenario room).
    const others = contexts(ctx).filter((n) => n !== ctx.cpu);
    if (ctx.cpu === 0) waitForOne(ctx, counts, ctx.cpu);
    waitFor(ctx, counts, others);
    if (ctx.cpu > 0) waitForOne(ctx, counts, ctx.cpu);
    return null;
  },
};

/**
 * Callbacks that are not over, of two colours, where somebody waits for them, and behind these the colour that new ones
 * get. Who waits changes the colour and waits for the other one, so that what is queued meanwhile keeps nobody.
 */
export function callbackCounts(layout: Layout): Place {
  const counts = layout.addLocal('callbacks', { k: 'array', of: INT, extent: 2 }, NOWHERE, 'ghost');
  // A variable of its own, so that a search sees that no count is meant where it is looked at.
  layout.addLocal('callback color', INT, NOWHERE, 'ghost');
  return counts;
}

const NOWHERE = { from: 0, to: 1 };

function callbacks(
  ctx: Context,
): { readonly counts: number; readonly color: Expr & { readonly k: 'cell' } } | null {
  const place = ctx.instance.callbacks;
  return place && { counts: place.cell, color: { k: 'cell', cell: place.cell + 2 } };
}

/** A callback begins or ends; its head keeps the colour, at the address that is given. */
function counting(begins: boolean): Primitive {
  return {
    arity: 1,
    lower: (ctx, call) => {
      const known = callbacks(ctx);
      const [e] = call.args;
      if (!known || !e) return null;
      const address = ctx.value(e);
      // Counted from the word before the first, so that any cell may be meant.
      const own = { cell: -1, index: binary('-', address, constant(ADDRESS_BASE - 1)) } as const;
      const which = begins ? known.color : ({ k: 'cell', ...own } as const);
      const of = { cell: known.counts, index: which } as const;
      const effects: Effect[] = [
        ...(begins ? [{ k: 'set', ...own, value: known.color } as const] : []),
        { k: 'set', ...of, value: binary('+', { k: 'cell', ...of }, constant(begins ? 1 : -1)) },
      ];
      ctx.emitUnseen({ op: 'effect', effects, timing: 'behind' });
      return null;
    },
  };
}

const waitForCallbacks: Primitive = {
  arity: 0,
  lower: (ctx) => {
    const known = callbacks(ctx);
    if (!known) return null;
    const look = (what: string, addr: Expr) =>
      ctx.emitAsIs({ op: 'load', dst: ctx.register(what), addr, acquire: 'no' });
    const color = look('color of callbacks', constant(ADDRESS_BASE + known.color.cell));
    const changed = { k: 'set', cell: known.color.cell, value: binary('-', ONE, color) } as const;
    ctx.emitUnseen({ op: 'effect', effects: [changed], timing: 'behind' });
    const from = ctx.instance.code.length;
    const left = look(
      'callbacks that are not over',
      binary('+', constant(ADDRESS_BASE + known.counts), color),
    );
    ctx.emitAsIs({ op: 'await', cond: binary('<=', left, ZERO), from });
    return null;
  },
};

/** `kfree_rcu(p, member)`: kvfree_call_rcu() with the head and how far it is from the beginning of what is freed. */
const freeLater: Primitive = {
  arity: 2,
  lower: (ctx, call) => {
    const [p, member] = call.args;
    const found = p ? memberNamed(pointee(typeOf(ctx, p)), member) : null;
    const callee = ctx.instance.symbols.functions.get('kvfree_call_rcu');
    if (!p || !callee || found?.type.k !== 'struct' || found.type.name !== 'struct rcu_head') {
      ctx.error(
        'no-rcu-head',
        member ?? call,
        'Expected the name of a member that is a `struct rcu_head`: `kfree_rcu(p, rcu)`; without one, `kfree_rcu_mightsleep(p)`.',
      );
      return null;
    }
    const at = { from: call.from, to: call.to };
    const offset = { k: 'number' as const, value: found.offset, ...at };
    const head = binary('+', ctx.value(p), constant(found.offset));
    const r = ctx.register(ctx.shown(call));
    ctx.emitAsIs({
      op: 'let',
      dst: r,
      value: conditional(binary('==', head, offset.value === 0 ? ZERO : constant(found.offset)), ZERO, head),
    });
    ctx.names = new Names(ctx.names);
    ctx.names.bind(HEAD, { k: 'register', r, type: pointerTo(found.type) });
    inlineCall(
      ctx,
      callee,
      { ...call, callee: callee.decl.name, args: [{ k: 'name', name: HEAD, ...at }, offset] },
      null,
    );
    return null;
  },
};

/** A name that no text can have. */
const HEAD = 'head of kfree_rcu()';

/** RCU's words that touch the machine; the others are functions of the prelude (rcu.smp). */
export const RCU: Readonly<Record<string, Primitive>> = {
  rcu_read_lock: reading(true),
  rcu_read_unlock: reading(false),
  rcu_read_lock_held: isHeld,
  rcu_callback_begins: counting(true),
  rcu_callback_ends: counting(false),
  rcu_wait_for_callbacks: waitForCallbacks,
  kfree_rcu: freeLater,
  kvfree_rcu: freeLater,
  rcu_wait_for_readers: waitForReaders,
  srcu_read_lock: srcu(true),
  srcu_read_unlock: srcu(false),
  srcu_wait_for_readers: waitForSrcu,
};
