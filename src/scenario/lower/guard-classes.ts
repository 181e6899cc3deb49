/** The kernel's guards by their classes: what is taken is given back at the end of the block. */
import type { Expression, Span, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { addGuard, asLoop, endGuards, guardIn, guardsHeld } from './guards.ts';
import { guardClass } from './guard-words.ts';
import type { Loop } from './list-loop-names.ts';
import { primitiveOf } from './primitives.ts';
import { LONG } from './width.ts';

/** `guard(class)(lock);`: held up to the end of the block. */
export function lowerGuard(ctx: Context, s: Statement): void {
  const e = guardIn(s);
  const name = e?.fn.k === 'call' ? e.fn.args[0] : undefined;
  if (e) take(ctx, s, name, e.args, e);
}

/** `scoped_guard(class, lock) …`: held while the statement behind it runs, which `break` leaves as it does a loop. */
export function lowerScopedGuard(ctx: Context, s: Loop): void {
  const [name, ...args] = s.args;
  const [outer, kept] = [ctx.activation.loop, guardsHeld(ctx)];
  const end = ctx.label();
  take(ctx, s, name, args, s.name);
  const inner = guardsHeld(ctx);
  ctx.activation.loop = { next: end, end };
  asLoop(ctx, () => {
    ctx.lower(s.body);
  });
  if (inner > kept) ctx.place(end);
  endGuards(ctx, s, kept);
  ctx.activation.loop = outer;
}

function take(
  ctx: Context,
  s: Statement,
  name: Expression | undefined,
  args: readonly Expression[],
  at: Span,
): void {
  const text = name?.k === 'name' ? name.name : '';
  const own = [`class_${text}_take`, `class_${text}_give`] as const;
  const [takes, gives, keeps] = ctx.instance.symbols.functions.has(own[0]) ? own : guardClass(text);
  const isThere = (word: string) => ctx.instance.symbols.functions.has(word) || primitiveOf(word) !== null;
  if (!isThere(takes) || !isThere(gives)) {
    ctx.error(
      'unknown-guard',
      name ?? at,
      `No guard \`${text}\` is known here; define \`${takes}(…)\` and \`${gives}(…)\`, which it calls, or take and give back the lock by its own words.`,
    );
    return;
  }
  const place = { from: at.from, to: at.to };
  const kept: Expression = { k: 'name', name: KEPT, ...place };
  const call = (word: string, more: readonly Expression[]): Expression & { readonly k: 'call' } => ({
    k: 'call',
    callee: { text: word, ...place },
    args: [...args, ...more],
    ...place,
  });
  if (keeps) ctx.names.bind(KEPT, { k: 'register', r: ctx.register(keeps), type: LONG });
  ctx.at(s, place, ctx.takeLabel(), () => {
    if (keeps !== 'index') ctx.value(call(takes, keeps ? [kept] : []));
    else ctx.value({ k: 'assign', op: '=', target: kept, value: call(takes, []), ...place });
  });
  addGuard(ctx, call(gives, keeps ? [kept] : []));
}

/** A name that no text can have. */
const KEPT = 'what a guard keeps';
