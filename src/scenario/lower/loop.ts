/**
 * Loops. `for_each_cpu` is unrolled; the others run as they are, and the search's visited set closes them.
 */
import type { Expr } from '../../machine/index.ts';
import type { Expression, Statement } from '../syntax/syntax.ts';
import { INT } from '../types/ctype.ts';
import { convert } from './conversion.ts';
import { Names, type Context } from './context.ts';
import { jumpIf, jumpUnless } from './condition.ts';
import { ZERO, binary, constant } from './fold.ts';
import { assign } from './assignment.ts';
import { lowerSimple } from './simple.ts';
import { typeOf } from './type-of.ts';

export function lowerLoop(
  ctx: Context,
  s: Statement,
  test: () => void,
  body: Statement,
  step: () => void,
): void {
  const outer = ctx.activation.loop;
  const [head, next, end] = [ctx.label(), ctx.label(), ctx.label()];
  ctx.activation.loop = { next, end };
  ctx.loops++;
  ctx.place(head);
  test();
  ctx.lower(body);
  ctx.place(next);
  step();
  ctx.at(s, s, null, () => {
    ctx.jump(head);
  });
  ctx.place(end);
  ctx.loops--;
  ctx.activation.loop = outer;
}

export function loopTest(ctx: Context, s: Statement, cond: Expression): void {
  const { loop } = ctx.activation;
  if (!loop) return;
  ctx.at(s, { from: cond.from, to: cond.to, prefix: 'while (', suffix: ')' }, ctx.takeLabel(), () => {
    jumpUnless(ctx, cond, loop.end);
  });
}

export function lowerDo(ctx: Context, s: Statement & { k: 'do' }): void {
  const outer = ctx.activation.loop;
  const [head, next, end] = [ctx.label(), ctx.label(), ctx.label()];
  ctx.activation.loop = { next, end };
  ctx.loops++;
  ctx.place(head);
  ctx.lower(s.body);
  ctx.place(next);
  ctx.at(s, { from: s.cond.from, to: s.cond.to, prefix: 'while (', suffix: ')' }, null, () => {
    jumpIf(ctx, s.cond, head);
  });
  ctx.place(end);
  ctx.loops--;
  ctx.activation.loop = outer;
}

export function lowerFor(ctx: Context, s: Statement & { k: 'for' }): void {
  const outer = ctx.names;
  ctx.names = new Names(outer);
  const { init } = s;
  if (init) {
    if ('name' in init) {
      const type = s.type ? ctx.instance.layout.types.declared(s.type, init) : INT;
      const r = ctx.local(init.name.text, type);
      ctx.at(s, init, ctx.takeLabel(), () => {
        const value = init.init as Expression | null;
        assign(ctx, r, value ? convert(type, ctx.value(value, r), typeOf(ctx, value)) : ZERO);
      });
      ctx.names.bind(init.name.text, { k: 'register', r, type });
    } else
      ctx.at(s, init, ctx.takeLabel(), () => {
        lowerSimple(ctx, init);
      });
  }
  const step = () => {
    const { step: simple } = s;
    if (simple)
      ctx.at(s, simple, null, () => {
        lowerSimple(ctx, simple);
      });
  };
  lowerLoop(
    ctx,
    s,
    () => {
      if (s.cond) loopTest(ctx, s, s.cond);
    },
    s.body,
    step,
  );
  ctx.names = outer;
}

/** Unrolled: the CPU's number is a constant in each round, so that masks, arrays and IPIs fold. */
export function lowerForEach(
  ctx: Context,
  s: Statement & { k: 'foreach' },
  /** The statement in the tree, where `s` only stands for it. */
  at: Statement = s,
): void {
  const outer = ctx.names;
  const { loop, keyPrefix } = ctx.activation;
  let mask: Expr = ZERO;
  let members: Expr = ZERO;
  ctx.at(at, { from: s.from, to: s.mask.to, suffix: ')' }, ctx.takeLabel(), () => {
    mask = ctx.value(s.mask);
    members = mask;
    if (mask.k !== 'const' && mask.k !== 'reg') {
      const r = ctx.register('mask');
      ctx.emit({ op: 'let', dst: r, value: mask });
      mask = ctx.read(r);
    }
  });
  const end = ctx.label();
  // Masks of tasks have those of workers, too.
  const { cpuCount, taskCount } = ctx.instance;
  const count = members.k === 'const' ? taskCount : cpuCount;
  for (let cpu = 0; cpu < count; cpu++) {
    if (!mayContain(members, 1 << cpu)) continue;
    const next = ctx.label();
    ctx.instance.budget.spend(1, ctx.caller);
    ctx.activation.loop = { next, end };
    ctx.activation.keyPrefix = `${keyPrefix}${String(cpu)}/`;
    ctx.names = new Names(outer);
    ctx.names.bind(s.name.text, { k: 'value', value: constant(cpu) });
    const skip = binary('==', binary('&', mask, constant(1 << cpu)), ZERO);
    ctx.at(at, { from: s.from, to: s.mask.to, suffix: ')' }, null, () => {
      if (skip.k !== 'const') ctx.branch(skip, next);
    });
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
