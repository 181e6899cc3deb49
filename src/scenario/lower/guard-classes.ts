/** The kernel's guards by their classes (DEFINE_GUARD() and DEFINE_LOCK_GUARD_n() in its headers): what takes and gives back each. */
import type { Expression, Span, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { addGuard, asLoop, endGuards, guardIn, guardsHeld } from './guards.ts';
import type { Loop } from './list-loop-names.ts';
import { primitiveOf } from './primitives.ts';
import { LONG } from './width.ts';

/** `keeps`: what the first word gives, or puts into a local, goes back with the second. */
type Class = readonly [take: string, give: string, keeps?: 'flags' | 'index'];

const CLASSES: Readonly<Record<string, Class>> = {
  mutex: ['mutex_lock', 'mutex_unlock'],
  rwsem_read: ['down_read', 'up_read'],
  rwsem_write: ['down_write', 'up_write'],
  percpu_read: ['percpu_down_read', 'percpu_up_read'],
  percpu_write: ['percpu_down_write', 'percpu_up_write'],
  rcu: ['rcu_read_lock', 'rcu_read_unlock'],
  srcu: ['srcu_read_lock', 'srcu_read_unlock', 'index'],
  preempt: ['preempt_disable', 'preempt_enable'],
  migrate: ['migrate_disable', 'migrate_enable'],
  irq: ['local_irq_disable', 'local_irq_enable'],
  irqsave: ['local_irq_save', 'local_irq_restore', 'flags'],
  cpus_read_lock: ['cpus_read_lock', 'cpus_read_unlock'],
  ...Object.fromEntries(
    [
      ['spinlock', 'spin'],
      ['raw_spinlock', 'raw_spin'],
      ['read_lock', 'read'],
      ['write_lock', 'write'],
    ].flatMap(([name = '', word = '']): [string, Class][] => [
      [name, [`${word}_lock`, `${word}_unlock`]],
      [`${name}_irq`, [`${word}_lock_irq`, `${word}_unlock_irq`]],
      [`${name}_bh`, [`${word}_lock_bh`, `${word}_unlock_bh`]],
      [`${name}_irqsave`, [`${word}_lock_irqsave`, `${word}_unlock_irqrestore`, 'flags']],
    ]),
  ),
};

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
  const found = CLASSES[text] ?? ([`${text}_lock`, `${text}_unlock`] as const);
  const [takes, gives, keeps] = found;
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
