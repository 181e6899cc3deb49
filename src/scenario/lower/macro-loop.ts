/** Loops over CPUs that the kernel writes as macros (include/linux/cpumask.h). */
import type { Expression, Span, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { lateParts } from './late.ts';
import { lowerForEach } from './loop.ts';
import { typeOf } from './type-of.ts';
import { pointee } from '../types/ctype.ts';

type Loop = Statement & { readonly k: 'loop' };

/** Over CPUs: what the mask is made of. */
const OF_CPUS = /^for_each_(?:online|possible|present|active)_cpu$/;
const OF_MASKS: Readonly<Record<string, '&' | '|' | null>> = {
  for_each_cpu_and: '&',
  for_each_cpu_or: '|',
  for_each_cpu_andnot: null,
};

/** Over CPUs, as a mask says; over lists see list-loop.ts. */
export function lowerMacroLoop(ctx: Context, s: Loop): void {
  const { text } = s.name;
  if (OF_CPUS.test(text)) lowerCpus(ctx, s, 1);
  else if (text in OF_MASKS) lowerCpus(ctx, s, 3);
  else lateParts()?.lowerListLoop(ctx, s);
}

export function isCpuLoop(name: string): boolean {
  return OF_CPUS.test(name) || name in OF_MASKS;
}

function lowerCpus(ctx: Context, s: Loop, takes: number): void {
  const [cpu, a, b] = s.args;
  if (cpu?.k !== 'name' || s.args.length !== takes) {
    const args = takes === 1 ? 'cpu' : 'cpu, mask, mask';
    ctx.error(
      'arguments',
      s,
      `\`${s.name.text}\` takes the name of a variable: \`${s.name.text}(${args})\`.`,
    );
    return;
  }
  const at: Span = { from: s.from, to: s.body.from };
  const place = { from: cpu.from, to: cpu.to };
  const op = OF_MASKS[s.name.text];
  const mask: Expression =
    a && b
      ? {
          k: 'binary',
          op: op ?? '&',
          a: maskIn(ctx, a),
          b: op === null ? { k: 'unary', op: '~', a: maskIn(ctx, b), ...place } : maskIn(ctx, b),
          ...place,
        }
      : { k: 'name', name: 'cpu_online_mask', ...place };
  const name = { text: cpu.name, ...place };
  lowerForEach(ctx, { k: 'foreach', name, mask, body: s.body, ...at }, s);
}

/** Masks are handed to such a loop by pointer; `cpu_online_mask` and what is no pointer are their bits. */
export function maskIn(ctx: Context, e: Expression): Expression {
  if (e.k === 'address') return e.a;
  return pointee(typeOf(ctx, e)) ? { k: 'deref', a: e, from: e.from, to: e.to } : e;
}
