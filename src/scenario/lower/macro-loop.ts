/**
 * Loops that the kernel writes as macros: over CPUs, and over lists (include/linux/list.h, rculist.h). A list's nodes are
 * read one behind the other as the macro reads them: with READ_ONCE where it ends in `_rcu`, plainly where it does not.
 */
import type { Expression, Span, Statement } from '../syntax/syntax.ts';
import { pointee } from '../types/ctype.ts';
import { assign } from './assignment.ts';
import type { Context } from './context.ts';
import { ZERO, binary, conditional, constant } from './fold.ts';
import { lowerForEach, lowerLoop } from './loop.ts';
import { typeOf } from './type-of.ts';

type Loop = Statement & { readonly k: 'loop' };

export function lowerMacroLoop(ctx: Context, s: Loop): void {
  if (s.name.text.startsWith('for_each_')) lowerCpus(ctx, s);
  else lowerList(ctx, s);
}

function lowerCpus(ctx: Context, s: Loop): void {
  const [cpu] = s.args;
  if (cpu?.k !== 'name' || s.args.length !== 1) {
    ctx.error('arguments', s, `\`${s.name.text}\` takes the name of a variable: \`${s.name.text}(cpu)\`.`);
    return;
  }
  const at: Span = { from: s.from, to: s.body.from };
  const mask: Expression = { k: 'name', name: 'cpu_online_mask', from: cpu.from, to: cpu.to };
  const name = { text: cpu.name, from: cpu.from, to: cpu.to };
  lowerForEach(ctx, { k: 'foreach', name, mask, body: s.body, ...at }, s);
}

/** `list_for_each_entry(pos, head, member)`: from the head's next until the head is met again. */
function lowerList(ctx: Context, s: Loop): void {
  const safe = s.name.text.includes('_safe');
  const hashed = s.name.text.startsWith('hlist');
  const [pos, ...rest] = s.args;
  const [ahead, head, member] = safe ? rest : [null, ...rest];
  const bound = pos?.k === 'name' ? ctx.names.find(pos.name) : null;
  const type = pos ? pointee(typeOf(ctx, pos)) : null;
  const name = member?.k === 'name' ? member.name : '';
  const offset = type?.k === 'struct' ? (type.members.get(name)?.offset ?? null) : null;
  if (!pos || !head || bound?.k !== 'register' || offset === null) {
    ctx.error(
      'list-loop',
      s.name,
      `Expected \`${s.name.text}(pos, ${safe ? 'next, ' : ''}&head, member)\`, where \`pos\` is a local \`struct … *\` that has a \`struct ${hashed ? 'hlist_node' : 'list_head'} member\`.`,
    );
    return;
  }
  const next = ctx.register(`${ctx.shown(pos)}->${name}.next`);
  const at = { from: s.from, to: s.args[s.args.length - 1]?.to ?? s.to, suffix: ')' };
  const end = ctx.value(head);
  /** The entry around a node; a hash list ends with NULL. */
  const around = () => {
    const entry = binary('-', ctx.read(next), constant(offset));
    return hashed ? conditional(binary('!=', ctx.read(next), ZERO), entry, ZERO) : entry;
  };
  const take = (addr: ReturnType<typeof ctx.read>) => {
    ctx.emit({ op: 'load', dst: next, addr, acquire: 'no' });
    assign(ctx, bound.r, around());
  };
  const saved = ahead?.k === 'name' ? ctx.names.find(ahead.name) : null;
  ctx.at(s, at, ctx.takeLabel(), () => {
    take(end);
  });
  lowerLoop(
    ctx,
    s,
    () => {
      const { loop } = ctx.activation;
      ctx.at(s, at, null, () => {
        const node = binary('+', ctx.read(bound.r), constant(offset));
        const ends = hashed ? binary('==', ctx.read(bound.r), ZERO) : binary('==', node, end);
        if (loop) ctx.branch(ends, loop.end);
        if (saved?.k !== 'register') return;
        ctx.emit({
          op: 'load',
          dst: next,
          addr: node,
          acquire: 'no',
        });
        // Of a hash list the node is kept, of others the entry.
        assign(ctx, saved.r, hashed ? ctx.read(next) : around());
      });
    },
    s.body,
    () => {
      ctx.at(s, at, null, () => {
        if (saved?.k === 'register' && hashed) {
          ctx.emitAsIs({ op: 'let', dst: next, value: ctx.read(saved.r) });
          assign(ctx, bound.r, around());
        } else if (saved?.k === 'register') assign(ctx, bound.r, ctx.read(saved.r));
        else take(binary('+', ctx.read(bound.r), constant(offset)));
      });
    },
  );
}
