/**
 * Statements. One with several shared accesses becomes one instruction each, in C's order; what touches only locals
 * becomes `let`s, which the machine runs without a step.
 */
import { arriveAt, joined, leaveFor, masksOf, setMasks, type Masks } from './masks.ts';
import { assertNever } from '../../base/index.ts';
import type { Effect } from '../../machine/index.ts';
import { everyExpression } from '../check/walk.ts';
import type { Statement } from '../syntax/syntax.ts';
import { Names, type Context } from './context.ts';
import { attachEffects, isLook, lowerAssert } from './effect.ts';
import { jumpUnless } from './condition.ts';
import type { Label } from './instance.ts';
import { assign } from './assignment.ts';
import { asLoop, endGuards, guardIn, guardsHeld, guardsOutside, leaveGuards } from './guards.ts';
import { returnedValue } from './inline.ts';
import { lateParts } from './late.ts';
import { lowerMacroLoop, maskIn } from './macro-loop.ts';
import { loopTest, lowerDo, lowerFor, lowerForEach, lowerLoop } from './loop.ts';
import { ghostSet, lowerLocal, lowerSimple } from './simple.ts';
import { lowerWait } from './wait.ts';

const LOOPS: ReadonlySet<Statement['k']> = new Set<Statement['k']>([
  'while',
  'do',
  'for',
  'foreach',
  'loop',
  'switch',
]);

export function lowerStatement(ctx: Context, s: Statement): void {
  if (!LOOPS.has(s.k)) lowerPlain(ctx, s);
  else
    asLoop(ctx, () => {
      lowerPlain(ctx, s);
    });
}

function lowerPlain(ctx: Context, s: Statement): void {
  switch (s.k) {
    case 'block': {
      const outer = ctx.names;
      const held = guardsHeld(ctx);
      ctx.names = new Names(outer);
      for (const part of s.body) ctx.lower(part);
      endGuards(ctx, s, held);
      ctx.names = outer;
      return;
    }
    case 'local':
      lowerLocals(ctx, s);
      return;
    case 'simple':
      if (guardIn(s)) lateParts()?.lowerGuard(ctx, s);
      else lowerOne(ctx, s);
      return;
    case 'empty':
      return;
    case 'if':
      lowerIf(ctx, s);
      return;
    case 'while':
      lowerWhile(ctx, s);
      return;
    case 'do':
      lowerDo(ctx, s);
      return;
    case 'for':
      lowerFor(ctx, s);
      return;
    case 'foreach':
      lowerForEach(ctx, { ...s, mask: maskIn(ctx, s.mask) }, s);
      return;
    case 'loop':
      lowerMacroLoop(ctx, s);
      return;
    case 'switch':
      lateParts()?.lowerSwitch(ctx, s);
      return;
    case 'either':
      lowerEither(ctx, s);
      return;
    case 'return':
      lowerReturn(ctx, s);
      return;
    case 'break':
    case 'continue':
      lowerLeaving(ctx, s);
      return;
    case 'goto':
      lowerGoto(ctx, s);
      return;
    case 'assert': {
      const outer = ctx.enter(s, s, ctx.takeLabel());
      ctx.emit({ op: 'effect', effects: assertOf(ctx, s) });
      ctx.statement = outer;
      return;
    }
    case 'labeled': {
      const label = ctx.activation.labels.get(s.label.text) ?? ctx.label();
      ctx.activation.labels.set(s.label.text, label);
      arriveAt(ctx, label, ctx.isReached());
      ctx.place(label);
      ctx.pendingLabel = s.label.text;
      ctx.lower(s.body);
      ctx.pendingLabel = null;
      return;
    }
    default:
      assertNever(s);
  }
}

function lowerLocals(ctx: Context, s: Statement & { k: 'local' }): void {
  for (const declarator of s.declarators) {
    const last = declarator === s.declarators[s.declarators.length - 1];
    // Stars belong to the type: `struct node *p = READ_ONCE(head)` assigns to p, not to what it points to.
    const from = declarator.callable ? declarator.from : declarator.name.from;
    const outer = ctx.enter(s, { from, to: declarator.to }, ctx.takeLabel());
    if (s.isStatic) lateParts()?.lowerStatic(ctx, s.type, declarator);
    else lowerLocal(ctx, s.type, declarator, last ? s.effects : []);
    ctx.statement = outer;
  }
}

function lowerOne(ctx: Context, s: Statement & { k: 'simple' }): void {
  const outer = ctx.enter(s, s.simple, ctx.takeLabel());
  const start = ctx.instance.code.length;
  const { freedom } = ctx;
  // What happens with it needs one access that it happens with.
  if (s.effects.length > 0) ctx.freedom = null;
  if (!ghostSet(ctx, s.simple)) lowerSimple(ctx, s.simple);
  ctx.freedom = freedom;
  if (s.effects.length > 0) freedom?.forget();
  attachEffects(ctx, s.effects, start);
  ctx.statement = outer;
}

function lowerWhile(ctx: Context, s: Statement & { k: 'while' }): void {
  const label = ctx.takeLabel();
  if (ctx.freedom?.wait(s, label) === true || lowerWait(ctx, s, label)) return;
  ctx.pendingLabel = label;
  const test = () => {
    loopTest(ctx, s, s.cond);
  };
  lowerLoop(ctx, s, test, s.body, () => undefined);
}

function lowerLeaving(ctx: Context, s: Statement & { k: 'break' | 'continue' }): void {
  const { loop } = ctx.activation;
  if (!loop) {
    ctx.error('no-loop', s, `\`${s.k}\` stands outside a loop.`);
    return;
  }
  leaveGuards(ctx, s, guardsOutside(ctx));
  jumpAt(ctx, s, s.k === 'break' ? loop.end : loop.next);
}

function lowerGoto(ctx: Context, s: Statement & { k: 'goto' }): void {
  if (guardsHeld(ctx) > 0)
    ctx.error(
      'guard-goto',
      s,
      'A `goto` may not leave the block of a `guard()`; give the lock back by its own word.',
    );
  const name = s.label.text;
  const label = ctx.activation.labels.get(name) ?? ctx.label();
  ctx.activation.labels.set(name, label);
  leaveFor(ctx, label);
  jumpAt(ctx, s, label);
}

function jumpAt(ctx: Context, s: Statement, label: Label): void {
  const outer = ctx.enter(s, s, null);
  ctx.jump(label);
  ctx.statement = outer;
}

/** What calls something, `READ_ONCE(x)` too, is code like any other and loads; a condition without a call looks at memory as
 *  it is in that instant, and so does one that looks at a ghost, which code cannot. */
function assertOf(ctx: Context, s: Statement & { k: 'assert' }): readonly Effect[] {
  const { layout } = ctx.instance;
  let [calls, looks] = [false, false];
  everyExpression(s, (e) => {
    if (e.k === 'call') calls ||= !isLook(ctx, e);
    // Its own variable on the stack a CPU finds as it left it.
    else if (e.k === 'name' && ctx.names.find(e.name)?.k === 'place') calls = true;
    else if (e.k === 'name') looks ||= layout.place(e.name)?.kind === 'ghost';
  });
  if (calls && looks)
    ctx.instance.diagnostics.warning(
      'looked-at',
      s,
      'This looks at memory in the instant in which it stands, since it looks at a ghost too; to load, write `int v = READ_ONCE(x);` before it.',
    );
  if (!calls || looks) return lowerAssert(ctx, s.cond, s.property);
  return [{ k: 'assert', cond: ctx.value(s.cond), property: layout.property(s.property.text) }];
}

function lowerIf(ctx: Context, s: Statement & { k: 'if' }): void {
  ctx.freedom?.branches(s);
  const [otherwise, end] = [ctx.label(), ctx.label()];
  const { code, conditions } = ctx.instance;
  const start = code.length;
  const { from, to } = s.cond;
  const outer = ctx.enter(s, { from, to, prefix: 'if (', suffix: ')' }, ctx.takeLabel());
  jumpUnless(ctx, s.cond, otherwise);
  const isTrue = code.length === start;
  const isFalse = code.length === start + 1 && code[start]?.op === 'jump';
  if (isFalse) ctx.dropJumpTo(otherwise);
  ctx.statement = outer;
  if (isTrue || isFalse) {
    if (isTrue) ctx.lower(s.then);
    else if (s.otherwise) ctx.lower(s.otherwise);
    return;
  }
  conditions.push({ text: ctx.shown(s.cond), from: start, then: code.length });
  const before = masksOf(ctx);
  ctx.lower(s.then);
  const after = masksOf(ctx);
  setMasks(ctx, before);
  if (s.otherwise) {
    jumpAt(ctx, s, end);
    ctx.place(otherwise);
    ctx.lower(s.otherwise);
    ctx.place(end);
  } else ctx.place(otherwise);
  setMasks(ctx, joined([after, masksOf(ctx)]));
}

function lowerEither(ctx: Context, s: Statement & { k: 'either' }): void {
  const arms = s.arms.map(() => ctx.label());
  const end = ctx.label();
  const names = s.arms.map((arm) => arm.title?.text ?? firstWords(ctx, arm.body));
  ctx.at(s, { from: s.from, to: s.from + 6 }, ctx.takeLabel(), () => {
    ctx.choose(arms, names);
  });
  const before = masksOf(ctx);
  const after: Masks[] = [];
  s.arms.forEach((arm, i) => {
    const label = arms[i];
    if (label) ctx.place(label);
    setMasks(ctx, before);
    ctx.lower(arm.body);
    after.push(masksOf(ctx));
    if (i + 1 < s.arms.length) jumpAt(ctx, s, end);
  });
  ctx.place(end);
  setMasks(ctx, joined(after));
}

function firstWords(ctx: Context, body: Statement): string {
  const first = body.k === 'block' ? body.body[0] : body;
  const words = first ? ctx.shown(first).replace(/;$/, '') : 'nothing';
  return words.length > 40 ? `${words.slice(0, 39)}…` : words;
}

function lowerReturn(ctx: Context, s: Statement & { k: 'return' }): void {
  const { value } = s;
  const { result, exit } = ctx.activation;
  const outer = ctx.enter(s, s, ctx.takeLabel());
  if (value) {
    const { fn } = ctx.activation;
    const returned = fn ? returnedValue(ctx, fn, value, result) : ctx.value(value, result);
    if (result !== null) assign(ctx, result, returned);
  }
  leaveGuards(ctx, s, 0);
  leaveFor(ctx, exit);
  ctx.jump(exit);
  ctx.statement = outer;
}
