/**
 * Loops over lists, which the kernel writes as macros (include/linux/list.h, rculist.h, llist.h, list_bl.h). A list's nodes are
 * read one behind the other as the macro reads them: with READ_ONCE where it ends in `_rcu`, plainly where it does not. Which way
 * one goes, where it begins and ends, and where its arguments stand is known by its name (list-loop-names.ts).
 */
import { memberNamed, pointee } from '../types/ctype.ts';
import { assign } from './assignment.ts';
import type { Context } from './context.ts';
import { ZERO, binary, conditional, constant } from './fold.ts';
import { lowerScopedGuard } from './guard-classes.ts';
import { isListLoop, keepsNode, listLoop, type ListLoop, type Loop } from './list-loop-names.ts';
import { lowerLoop } from './loop.ts';
import { typeOf } from './type-of.ts';

/** A loop that is none over CPUs. */
export function lowerListLoop(ctx: Context, s: Loop): void {
  const { text } = s.name;
  if (text === 'scoped_guard') lowerScopedGuard(ctx, s);
  else if (isListLoop(text)) lowerList(ctx, s);
  else
    ctx.error(
      'unknown-loop',
      s.name,
      `\`${text}\` is no loop that is known here; say what it is: \`#define ${text}(p, head) for (p = (head)->first; p; p = p->next)\`.`,
    );
}

/** `list_for_each_entry(pos, head, member)`: from the head's next until the head is met again. */
function lowerList(ctx: Context, s: Loop): void {
  const shape = listLoop(s);
  const { pos, head, member, hashed, bare } = shape;
  const bound = pos?.k === 'name' ? ctx.names.find(pos.name) : null;
  const type = pos ? pointee(typeOf(ctx, pos)) : null;
  const name = member ? ctx.shown(member) : '';
  const found = memberNamed(type, member);
  const offset = bare ? 0 : (found?.offset ?? null);
  const needsHead = shape.begins === 'head' || !hashed;
  if (!pos || (needsHead && !head) || bound?.k !== 'register' || offset === null) {
    wrongArguments(ctx, s, shape);
    return;
  }
  const node = bare ? type : found?.type;
  const link = node?.k === 'struct' ? (node.members.get(shape.link)?.offset ?? 0) : 0;
  const next = ctx.register(bare ? ctx.shown(pos) : `${ctx.shown(pos)}->${name}.${shape.link}`);
  const at = { from: s.from, to: s.args[s.args.length - 1]?.to ?? s.to, suffix: ')' };
  const end = head ? ctx.value(head) : ZERO;
  // A list whose head is a lock bit as well (list_bl.h): the bit is no part of the pointer.
  const tagged = s.name.text.startsWith('hlist_bl');
  /** The entry around a node; a hash list ends with NULL. */
  const around = () => {
    const entry = binary('-', ctx.read(next), constant(offset));
    return hashed && offset !== 0 ? conditional(binary('!=', ctx.read(next), ZERO), entry, ZERO) : entry;
  };
  const take = (addr: ReturnType<typeof ctx.read>, isHead = false) => {
    ctx.emit({ op: 'load', dst: next, addr: binary('+', addr, constant(link)), acquire: 'no' });
    if (isHead && tagged)
      ctx.emitAsIs({ op: 'let', dst: next, value: binary('&', ctx.read(next), constant(~1)) });
    assign(ctx, bound.r, around());
  };
  const here = () => binary('+', ctx.read(bound.r), constant(offset));
  const saved = shape.ahead?.k === 'name' ? ctx.names.find(shape.ahead.name) : null;
  ctx.at(s, at, ctx.takeLabel(), () => {
    if (shape.first) {
      ctx.emitAsIs({ op: 'let', dst: next, value: end });
      assign(ctx, bound.r, around());
    } else if (shape.begins === 'head') take(end, true);
    else if (shape.begins === 'behind') take(here());
  });
  lowerLoop(
    ctx,
    s,
    () => {
      const { loop } = ctx.activation;
      ctx.at(s, at, null, () => {
        const ends = hashed ? binary('==', ctx.read(bound.r), ZERO) : binary('==', here(), end);
        if (loop) ctx.branch(ends, loop.end);
        if (saved?.k !== 'register') return;
        ctx.emit({ op: 'load', dst: next, addr: binary('+', here(), constant(link)), acquire: 'no' });
        // Of a hash list the node is kept, of others the entry.
        assign(ctx, saved.r, keepsNode(shape) ? ctx.read(next) : around());
      });
    },
    s.body,
    () => {
      ctx.at(s, at, null, () => {
        if (saved?.k === 'register' && keepsNode(shape)) {
          ctx.emitAsIs({ op: 'let', dst: next, value: ctx.read(saved.r) });
          assign(ctx, bound.r, around());
        } else if (saved?.k === 'register') assign(ctx, bound.r, ctx.read(saved.r));
        else take(here());
      });
    },
  );
}

function wrongArguments(ctx: Context, s: Loop, { ahead, hashed, bare, begins }: ListLoop): void {
  const { text } = s.name;
  const node = text.startsWith('hlist_bl') ? 'node, ' : '';
  const args = `pos, ${node}${ahead ? 'next, ' : ''}${hashed && begins !== 'head' ? '' : '&head'}${bare ? '' : ', member'}`;
  const of = text.startsWith('llist')
    ? 'llist_node'
    : hashed
      ? `${text.startsWith('hlist_bl') ? 'hlist_bl' : 'hlist'}_node`
      : 'list_head';
  const which = bare
    ? `a local \`struct ${of} *\``
    : `a local \`struct … *\` that has a \`struct ${of} member\``;
  ctx.error('list-loop', s.name, `Expected \`${text}(${args})\`, where \`pos\` is ${which}.`);
}
