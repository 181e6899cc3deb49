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
import { convert } from './conversion.ts';
import { jumpUnless } from './condition.ts';
import { assign } from './assignment.ts';
import { binary, wideConstant } from './fold.ts';
import { asLoop, endGuards, guardIn, guardsHeld, guardsOutside, leaveGuards } from './guards.ts';
import { lateParts } from './late.ts';
import { lowerMacroLoop, maskIn } from './macro-loop.ts';
import { loopTest, lowerDo, lowerFor, lowerForEach, lowerLoop } from './loop.ts';
import { ghostSet, lowerLocal, lowerStatic, lowerSimple } from './simple.ts';
import { typeOf } from './type-of.ts';
import { lowerWait } from './wait.ts';
import { literalType, promoted } from './width.ts';
import { valueFor } from './wanted.ts';

const LOOPS: readonly Statement['k'][] = ['while', 'do', 'for', 'foreach', 'loop', 'switch'];

export function lowerStatement(ctx: Context, s: Statement): void {
  if (!LOOPS.includes(s.k)) lowerPlain(ctx, s);
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
      for (const declarator of s.declarators) {
        const last = declarator === s.declarators[s.declarators.length - 1];
        // Stars belong to the type: `struct node *p = READ_ONCE(head)` assigns to p, not to what it points to.
        const from = declarator.callable ? declarator.from : declarator.name.from;
        ctx.at(s, { from, to: declarator.to }, ctx.takeLabel(), () => {
          if (s.isStatic) lowerStatic(ctx, s.type, declarator);
          else lowerLocal(ctx, s.type, declarator, last ? s.effects : []);
        });
      }
      return;
    case 'simple':
      if (guardIn(s)) {
        lateParts()?.lowerGuard(ctx, s);
        return;
      }
      ctx.at(s, s.simple, ctx.takeLabel(), () => {
        const start = ctx.instance.code.length;
        const { freedom } = ctx;
        // What happens with it needs one access that it happens with.
        if (s.effects.length > 0) ctx.freedom = null;
        if (!ghostSet(ctx, s.simple)) lowerSimple(ctx, s.simple);
        ctx.freedom = freedom;
        if (s.effects.length > 0) freedom?.forget();
        attachEffects(ctx, s.effects, start);
      });
      return;
    case 'empty':
      return;
    case 'if':
      lowerIf(ctx, s);
      return;
    case 'while': {
      const label = ctx.takeLabel();
      if (ctx.freedom?.wait(s, label) === true || lowerWait(ctx, s, label)) return;
      ctx.pendingLabel = label;
      const test = () => {
        loopTest(ctx, s, s.cond);
      };
      lowerLoop(ctx, s, test, s.body, () => undefined);
      return;
    }
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
      lowerSwitch(ctx, s);
      return;
    case 'either':
      lowerEither(ctx, s);
      return;
    case 'return':
      ctx.at(s, s, ctx.takeLabel(), () => {
        lowerReturn(ctx, s);
      });
      return;
    case 'break':
    case 'continue': {
      const { loop } = ctx.activation;
      if (!loop) ctx.error('no-loop', s, `\`${s.k}\` stands outside a loop.`);
      else {
        leaveGuards(ctx, s, guardsOutside(ctx));
        ctx.at(s, s, null, () => {
          ctx.jump(s.k === 'break' ? loop.end : loop.next);
        });
      }
      return;
    }
    case 'goto': {
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
      ctx.at(s, s, null, () => {
        ctx.jump(label);
      });
      return;
    }
    case 'assert':
      ctx.at(s, s, ctx.takeLabel(), () => {
        ctx.emit({ op: 'effect', effects: assertOf(ctx, s) });
      });
      return;
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
  const known = { value: null as boolean | null };
  const start = ctx.instance.code.length;
  ctx.at(s, { from: s.cond.from, to: s.cond.to, prefix: 'if (', suffix: ')' }, ctx.takeLabel(), () => {
    jumpUnless(ctx, s.cond, otherwise);
    if (ctx.instance.code.length === start) known.value = true;
    else if (ctx.instance.code.length === start + 1 && ctx.instance.code[start]?.op === 'jump')
      known.value = false;
    if (known.value === false) ctx.dropJumpTo(otherwise);
  });
  const { code, conditions } = ctx.instance;
  if (known.value === null) conditions.push({ text: ctx.shown(s.cond), from: start, then: code.length });
  if (known.value !== null) {
    if (known.value) ctx.lower(s.then);
    else if (s.otherwise) ctx.lower(s.otherwise);
    return;
  }
  const before = masksOf(ctx);
  ctx.lower(s.then);
  const after = masksOf(ctx);
  setMasks(ctx, before);
  if (s.otherwise) {
    ctx.at(s, s, null, () => {
      ctx.jump(end);
    });
    ctx.place(otherwise);
    ctx.lower(s.otherwise);
    ctx.place(end);
  } else ctx.place(otherwise);
  setMasks(ctx, joined([after, masksOf(ctx)]));
}

/** `switch`: one comparison after the other, then the bodies in order; `break` leaves it, what lacks one falls through. */
function lowerSwitch(ctx: Context, s: Statement & { k: 'switch' }): void {
  const end = ctx.label();
  const bodies = s.cases.map(() => ctx.label());
  ctx.at(s, { from: s.from, to: s.value.to, suffix: ')' }, ctx.takeLabel(), () => {
    let value = ctx.value(s.value);
    const type = promoted(typeOf(ctx, s.value));
    const values = new Set<number>();
    if (value.k !== 'const' && value.k !== 'reg') {
      const r = ctx.register(ctx.shown(s.value));
      assign(ctx, r, value);
      value = ctx.read(r);
    }
    let otherwise = end;
    s.cases.forEach(({ labels }, i) => {
      for (const label of labels) {
        const to = bodies[i] ?? end;
        // As the value's type, which is promoted (ISO C 6.8.4.2).
        const known = label && convert(type, wideConstant(ctx.instance.constant(label)), literalType(label));
        if (label && known?.k === 'const' && values.size === values.add(known.v).size)
          ctx.error('duplicate-case', label, 'This stands twice.');
        if (known) ctx.branch(binary('==', value, known), to);
        else otherwise = to;
      }
    });
    ctx.jump(otherwise);
  });
  const outer = ctx.activation.loop;
  const { names } = ctx;
  const before = masksOf(ctx);
  const after = [before];
  ctx.activation.loop = { next: outer?.next ?? end, end };
  ctx.names = new Names(names);
  s.cases.forEach(({ body }, i) => {
    const label = bodies[i];
    if (label) ctx.place(label);
    setMasks(ctx, before);
    for (const part of body) ctx.lower(part);
    after.push(masksOf(ctx));
  });
  ctx.place(end);
  ctx.names = names;
  ctx.activation.loop = outer;
  setMasks(ctx, joined(after));
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
    if (i + 1 < s.arms.length)
      ctx.at(s, s, null, () => {
        ctx.jump(end);
      });
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
  if (value) {
    const { fn } = ctx.activation;
    const type = fn && ctx.instance.layout.types.of(fn.type, fn.stars);
    const returned = valueFor(ctx, type, value, result);
    if (result !== null) assign(ctx, result, convert(type, returned, typeOf(ctx, value)));
  }
  leaveGuards(ctx, s, 0);
  leaveFor(ctx, exit);
  ctx.jump(exit);
}
