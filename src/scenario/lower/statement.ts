/**
 * Statements. One with several shared accesses becomes one instruction each, in C's order; what touches only locals
 * becomes `let`s, which the machine runs without a step.
 */
import { assertNever } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Declarator, EffectSyntax, Expression, Simple, Statement } from '../syntax/syntax.ts';
import { Names, type Context } from './context.ts';
import { attachEffects, lowerAssert } from './effect.ts';
import { jumpIf, jumpUnless } from './expression.ts';
import { ONE, ZERO, binary, constant } from './fold.ts';
import { assignedNames } from './inline.ts';
import { nested } from './ordinals.ts';
import { lowerWait } from './wait.ts';

export function lowerStatement(ctx: Context, s: Statement): void {
  switch (s.k) {
    case 'block': {
      const outer = ctx.names;
      ctx.names = new Names(outer);
      for (const part of s.body) ctx.lower(part);
      ctx.names = outer;
      return;
    }
    case 'local':
      for (const declarator of s.declarators) {
        const last = declarator === s.declarators[s.declarators.length - 1];
        ctx.at(s, declarator, labelOf(ctx), () => { lowerLocal(ctx, declarator, last ? s.effects : []); });
      }
      return;
    case 'simple':
      ctx.at(s, s.simple, labelOf(ctx), () => {
        const start = ctx.instance.code.length;
        if (!ghostSet(ctx, s.simple)) lowerSimple(ctx, s.simple);
        attachEffects(ctx, s.effects, start);
      });
      return;
    case 'empty':
      return;
    case 'if':
      lowerIf(ctx, s);
      return;
    case 'while':
      if (!lowerWait(ctx, s, labelOf(ctx))) lowerLoop(ctx, s, () => { loopTest(ctx, s, s.cond); }, s.body, () => undefined);
      return;
    case 'do':
      lowerDo(ctx, s);
      return;
    case 'for':
      lowerFor(ctx, s);
      return;
    case 'foreach':
      lowerForEach(ctx, s);
      return;
    case 'either':
      lowerEither(ctx, s);
      return;
    case 'return':
      ctx.at(s, s, labelOf(ctx), () => { lowerReturn(ctx, s.value); });
      return;
    case 'break':
    case 'continue': {
      const { loop } = ctx.activation;
      if (!loop) ctx.error('no-loop', s, `\`${s.k}\` stands outside a loop.`);
      else ctx.at(s, s, null, () => { ctx.jump(s.k === 'break' ? loop.end : loop.next); });
      return;
    }
    case 'goto': {
      const name = s.label.text;
      const label = ctx.activation.labels.get(name) ?? ctx.label();
      ctx.activation.labels.set(name, label);
      ctx.at(s, s, null, () => { ctx.jump(label); });
      return;
    }
    case 'assert':
      ctx.at(s, s, labelOf(ctx), () => { ctx.emit({ op: 'effect', effects: [lowerAssert(ctx, s.cond, s.property)] }); });
      return;
    case 'labeled': {
      const label = ctx.activation.labels.get(s.label.text) ?? ctx.label();
      ctx.activation.labels.set(s.label.text, label);
      ctx.place(label);
      pendingLabel.set(ctx, s.label.text);
      ctx.lower(s.body);
      pendingLabel.delete(ctx);
      return;
    }
    default:
      assertNever(s);
  }
}

/** A label in front of the statement that is lowered next. */
const pendingLabel = new WeakMap<Context, string>();

function labelOf(ctx: Context): string | null {
  const label = pendingLabel.get(ctx) ?? null;
  pendingLabel.delete(ctx);
  return label;
}

function lowerLocal(ctx: Context, declarator: Declarator, effects: readonly EffectSyntax[]): void {
  const start = ctx.instance.code.length;
  const name = declarator.name.text;
  if (declarator.extent) ctx.error('local-array', declarator, 'Arrays must be shared: declare it outside the function.');
  const init = declarator.init as Expression | null;
  if (init && !assignedAgain(ctx, name)) {
    // Assigned once: a constant needs no register, so that masks and CPU numbers fold.
    const r = ctx.register(name);
    const value = ctx.value(init, r);
    if (value.k === 'const') ctx.names.bind(name, { k: 'value', value });
    else {
      assign(ctx, r, value);
      ctx.names.bind(name, { k: 'register', r });
    }
  } else {
    const r = ctx.register(name);
    if (init) assign(ctx, r, ctx.value(init, r));
    else if (isLoopBody(ctx)) ctx.emit({ op: 'let', dst: r, value: ZERO });
    ctx.names.bind(name, { k: 'register', r });
  }
  attachEffects(ctx, effects, start);
}

function isLoopBody(ctx: Context): boolean {
  return ctx.activation.loop !== null;
}

function assignedAgain(ctx: Context, name: string): boolean {
  return assignments(ctx.activation.body, name) > 0;
}

function assign(ctx: Context, r: number, value: Expr): void {
  if (value.k !== 'reg' || value.r !== r) ctx.emit({ op: 'let', dst: r, value });
}

function ghostSet(ctx: Context, simple: Simple): boolean {
  if (simple.k === 'expression') return false;
  const base = simple.target.k === 'index' ? simple.target.base : simple.target;
  if (base.k !== 'name' || ctx.names.find(base.name)) return false;
  if (ctx.instance.layout.place(base.name)?.kind !== 'ghost') return false;
  const one: Expression = { k: 'number', value: 1, from: simple.from, to: simple.to };
  const effect: EffectSyntax =
    simple.k === 'assign'
      ? { k: 'set', op: simple.op, target: simple.target, value: simple.value, from: simple.from, to: simple.to }
      : { k: 'set', op: simple.op === '++' ? '+=' : '-=', target: simple.target, value: one, from: simple.from, to: simple.to };
  attachEffects(ctx, [effect], ctx.instance.code.length);
  return true;
}

export function lowerSimple(ctx: Context, simple: Simple): void {
  if (simple.k === 'expression') {
    ctx.value(simple.e);
    return;
  }
  const { target } = simple;
  const op = simple.k === 'increment' ? (simple.op === '++' ? '+' : '-') : simple.op === '=' ? null : (simple.op.slice(0, -1) as '+');
  const amount = (into: number | null) => (simple.k === 'increment' ? ONE : ctx.value(simple.value, into));
  const bound = target.k === 'name' ? ctx.names.find(target.name) : null;
  if (bound?.k === 'register') {
    assign(ctx, bound.r, op === null ? amount(bound.r) : binary(op, ctx.read(bound.r), amount(null)));
    return;
  }
  if (bound) {
    ctx.error('not-assignable', target, 'This name stands for a constant and cannot be assigned to.');
    return;
  }
  const addr = ctx.address(target);
  let value: Expr;
  if (op === null) value = amount(null);
  else {
    const old = ctx.emit({ op: 'load', dst: ctx.register(ctx.shown(target)), addr, acquire: 'no' });
    value = binary(op, old, amount(null));
  }
  ctx.emit({ op: 'store', addr, value, release: false });
}

function lowerIf(ctx: Context, s: Statement & { k: 'if' }): void {
  const [otherwise, end] = [ctx.label(), ctx.label()];
  let known: boolean | null = null;
  ctx.at(s, { from: s.cond.from, to: s.cond.to, prefix: 'if (', suffix: ')' }, labelOf(ctx), () => {
    const start = ctx.instance.code.length;
    jumpUnless(ctx, s.cond, otherwise);
    if (ctx.instance.code.length === start) known = true;
    else if (ctx.instance.code.length === start + 1 && ctx.instance.code[start]?.op === 'jump') known = false;
    if (known === false) ctx.dropJumpTo(otherwise);
  });
  if (known !== null) {
    if (known) ctx.lower(s.then);
    else if (s.otherwise) ctx.lower(s.otherwise);
    return;
  }
  const before = ctx.irqsOff;
  ctx.lower(s.then);
  const after = ctx.irqsOff;
  ctx.irqsOff = before;
  if (s.otherwise) {
    ctx.at(s, s, null, () => { ctx.jump(end); });
    ctx.place(otherwise);
    ctx.lower(s.otherwise);
    ctx.place(end);
  } else ctx.place(otherwise);
  if (ctx.irqsOff !== after) ctx.irqsOff = null;
}

function lowerLoop(ctx: Context, s: Statement, test: () => void, body: Statement, step: () => void): void {
  const outer = ctx.activation.loop;
  const [head, next, end] = [ctx.label(), ctx.label(), ctx.label()];
  ctx.activation.loop = { next, end };
  ctx.place(head);
  test();
  ctx.lower(body);
  ctx.place(next);
  step();
  ctx.at(s, s, null, () => { ctx.jump(head); });
  ctx.place(end);
  ctx.activation.loop = outer;
}

function loopTest(ctx: Context, s: Statement, cond: Expression): void {
  const { loop } = ctx.activation;
  if (!loop) return;
  ctx.at(s, { from: cond.from, to: cond.to, prefix: 'while (', suffix: ')' }, labelOf(ctx), () => { jumpUnless(ctx, cond, loop.end); });
}

function lowerDo(ctx: Context, s: Statement & { k: 'do' }): void {
  const outer = ctx.activation.loop;
  const [head, next, end] = [ctx.label(), ctx.label(), ctx.label()];
  ctx.activation.loop = { next, end };
  ctx.place(head);
  ctx.lower(s.body);
  ctx.place(next);
  ctx.at(s, { from: s.cond.from, to: s.cond.to, prefix: 'while (', suffix: ')' }, null, () => { jumpIf(ctx, s.cond, head); });
  ctx.place(end);
  ctx.activation.loop = outer;
}

function lowerFor(ctx: Context, s: Statement & { k: 'for' }): void {
  const outer = ctx.names;
  ctx.names = new Names(outer);
  const { init } = s;
  if (init) {
    if ('name' in init) {
      const r = ctx.register(init.name.text);
      ctx.at(s, init, labelOf(ctx), () => { assign(ctx, r, init.init ? ctx.value(init.init as Expression, r) : ZERO); });
      ctx.names.bind(init.name.text, { k: 'register', r });
    } else ctx.at(s, init, labelOf(ctx), () => { lowerSimple(ctx, init); });
  }
  const step = () => {
    const { step: simple } = s;
    if (simple) ctx.at(s, simple, null, () => { lowerSimple(ctx, simple); });
  };
  lowerLoop(ctx, s, () => { if (s.cond) loopTest(ctx, s, s.cond); }, s.body, step);
  ctx.names = outer;
}

/** Unrolled: the CPU's number is a constant in each round, so that masks, arrays and IPIs fold. */
function lowerForEach(ctx: Context, s: Statement & { k: 'foreach' }): void {
  const outer = ctx.names;
  const { loop, keyPrefix } = ctx.activation;
  let mask: Expr = ZERO;
  let members: Expr = ZERO;
  ctx.at(s, { from: s.from, to: s.mask.to, suffix: ')' }, labelOf(ctx), () => {
    mask = ctx.value(s.mask);
    members = mask;
    if (mask.k !== 'const' && mask.k !== 'reg') {
      const r = ctx.register('mask');
      ctx.emit({ op: 'let', dst: r, value: mask });
      mask = ctx.read(r);
    }
  });
  const end = ctx.label();
  for (let cpu = 0; cpu < ctx.instance.cpuCount; cpu++) {
    if (!mayContain(members, 1 << cpu)) continue;
    const next = ctx.label();
    ctx.activation.loop = { next, end };
    ctx.activation.keyPrefix = `${keyPrefix}${String(cpu)}/`;
    ctx.names = new Names(outer);
    ctx.names.bind(s.name.text, { k: 'value', value: constant(cpu) });
    const skip = binary('==', binary('&', mask, constant(1 << cpu)), ZERO);
    ctx.at(s, { from: s.from, to: s.mask.to, suffix: ')' }, null, () => { if (skip.k !== 'const') ctx.branch(skip, next); });
    ctx.lower(s.body);
    ctx.place(next);
  }
  ctx.place(end);
  ctx.activation.loop = loop;
  ctx.activation.keyPrefix = keyPrefix;
  ctx.names = outer;
}

/** Could the bit be set in the mask, as far as its expression tells? */
function mayContain(mask: Expr, bit: number): boolean {
  if (mask.k === 'const') return (mask.v & bit) !== 0;
  if (mask.k !== 'bin') return true;
  if (mask.op === '&') return mayContain(mask.a, bit) && mayContain(mask.b, bit);
  return mask.op !== '|' || mayContain(mask.a, bit) || mayContain(mask.b, bit);
}

function lowerEither(ctx: Context, s: Statement & { k: 'either' }): void {
  const arms = s.arms.map(() => ctx.label());
  const end = ctx.label();
  const names = s.arms.map((arm) => arm.title?.text ?? firstWords(ctx, arm.body));
  ctx.at(s, { from: s.from, to: s.from + 6 }, labelOf(ctx), () => { ctx.choose(arms, names); });
  const before = ctx.irqsOff;
  const after = new Set<boolean | null>();
  s.arms.forEach((arm, i) => {
    const label = arms[i];
    if (label) ctx.place(label);
    ctx.irqsOff = before;
    ctx.lower(arm.body);
    after.add(ctx.irqsOff);
    if (i + 1 < s.arms.length) ctx.at(s, s, null, () => { ctx.jump(end); });
  });
  ctx.place(end);
  ctx.irqsOff = after.size === 1 ? ([...after][0] ?? null) : null;
}

function firstWords(ctx: Context, body: Statement): string {
  const first = body.k === 'block' ? body.body[0] : body;
  const words = first ? ctx.shown(first).replace(/;$/, '') : 'nothing';
  return words.length > 40 ? `${words.slice(0, 39)}…` : words;
}

function lowerReturn(ctx: Context, value: Expression | null): void {
  const { result, exit } = ctx.activation;
  if (value) {
    const returned = ctx.value(value, result);
    if (result !== null) assign(ctx, result, returned);
  }
  ctx.jump(exit);
}

/** How often a body assigns to a name besides declaring it. */
function assignments(body: Statement, name: string): number {
  // Declarations count too, so a name declared in two blocks is simply not folded.
  if (!assignedNames(body).has(name)) return 0;
  return countAssignments(body, name);
}

function countAssignments(s: Statement, name: string): number {
  let count = 0;
  const visit = (part: Statement) => {
    const simples = part.k === 'simple' ? [part.simple] : part.k === 'for' ? [part.init, part.step] : [];
    for (const simple of simples) {
      if (simple !== null && !('name' in simple) && simple.k !== 'expression' && simple.target.k === 'name' && simple.target.name === name) count++;
    }
    for (const inner of nested(part)) visit(inner);
  };
  visit(s);
  return count;
}
