/** `switch`, which becomes comparisons and jumps. */
import type { Statement } from '../syntax/syntax.ts';
import { assign } from './assignment.ts';
import { Names, type Context } from './context.ts';
import { convert } from './conversion.ts';
import { binary, wideConstant } from './fold.ts';
import { lateParts } from './late.ts';
import { joined, masksOf, setMasks } from './masks.ts';
import { typeOf } from './type-of.ts';
import { literalType, promoted } from './width.ts';

/** `switch`: one comparison after the other, then the bodies in order; `break` leaves it, what lacks one falls through. */
export function lowerSwitch(ctx: Context, s: Statement & { k: 'switch' }): void {
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
        if (label?.k === 'comma') {
          lateParts()?.branchInRange(ctx, s.value, label, value, to);
          continue;
        }
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
