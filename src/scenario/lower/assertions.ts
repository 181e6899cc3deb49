/**
 * Words by which kernel code asserts. A condition that is true violates `warn-on` or `bug-on` in the instant in which
 * it is known; the condition itself is ordinary code. Messages and tracepoints do nothing here, but what they are given
 * is evaluated as in C; `pr_debug()` and its like are off, and evaluate nothing.
 */
import type { Expr } from '../../machine/index.ts';
import { LANGUAGE_RULES } from '../check/properties.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, not } from './fold.ts';
import type { Layout } from './layout.ts';
import type { Call, Primitive } from './primitive.ts';

const conditions = new WeakMap<Layout, Map<string, Set<string>>>();

/** The property of a rule, whose sentence tells the calls that assert it unless the scenario has its own. */
function property(ctx: Context, rule: string, call: Call): number {
  const { layout } = ctx.instance;
  const i = layout.property(rule);
  const said = conditions.get(layout) ?? new Map<string, Set<string>>();
  conditions.set(layout, said);
  const known = layout.properties[i];
  if (!known || (known.text !== LANGUAGE_RULES[rule] && !said.has(rule))) return i;
  const calls = said.get(rule) ?? new Set<string>();
  said.set(rule, calls.add(ctx.shown(call)));
  layout.properties[i] = { ...known, text: `The condition is true: ${[...calls].join(', or ')}.` };
  return i;
}

/** Violates the rule where `cond` is true. */
function violateWhen(ctx: Context, rule: string, call: Call, cond: Expr): void {
  if (cond.k === 'const' && cond.v === 0) return;
  ctx.emit({
    op: 'effect',
    effects: [{ k: 'assert', cond: not(cond), property: property(ctx, rule, call) }],
  });
}

function asserts(rule: 'warn-on' | 'bug-on', more: boolean): Primitive {
  return {
    arity: 1,
    more,
    lower: (ctx, call) => {
      const [e] = call.args;
      const cond = e ? ctx.value(e) : ZERO;
      violateWhen(ctx, rule, call, cond);
      return binary('!=', cond, ZERO);
    },
  };
}

const bug: Primitive = {
  arity: 0,
  lower: (ctx, call) => {
    violateWhen(ctx, 'bug-on', call, ONE);
    return null;
  },
};

function says(evaluates: boolean): Primitive {
  return {
    arity: 0,
    more: true,
    lower: (ctx, call) => {
      if (evaluates) for (const e of call.args) if (!ctx.isPure(e)) ctx.value(e);
      return null;
    },
  };
}

const PRINTS: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'cont'];

export const ASSERTIONS: Readonly<Record<string, Primitive>> = {
  WARN_ON: asserts('warn-on', false),
  WARN_ON_ONCE: asserts('warn-on', false),
  WARN: asserts('warn-on', true),
  WARN_ONCE: asserts('warn-on', true),
  VM_WARN_ON: asserts('warn-on', false),
  VM_WARN_ON_ONCE: asserts('warn-on', false),
  BUG_ON: asserts('bug-on', false),
  VM_BUG_ON: asserts('bug-on', false),
  BUG: bug,
  printk: says(true),
  ...Object.fromEntries(PRINTS.map((level) => [`pr_${level}`, says(true)])),
  pr_debug: says(false),
  pr_devel: says(false),
  'dev_*': says(true),
  'trace_*': says(true),
};
