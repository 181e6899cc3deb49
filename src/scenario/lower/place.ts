/**
 * Where things are: the address that a variable, an element, a member or `*p` names. What is read on the way to it is
 * read by a load of its own.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr } from '../../machine/index.ts';
import type { Expression, Span } from '../syntax/syntax.ts';
import { INT, isAggregate, pointee, spelled, wordsOf, type CType } from '../types/ctype.ts';
import { atCall } from './argument.ts';
import { isBitField } from './bit-fields.ts';
import type { Context } from './context.ts';
import { ZERO, binary, constant, times } from './fold.ts';
import { typeOf } from './type-of.ts';
import { wholeOf } from './whole.ts';

/** The address that an lvalue names. */
export function lowerAddress(ctx: Context, e: Expression): Expr {
  switch (e.k) {
    case 'name': {
      const bound = ctx.names.find(e.name);
      if (bound?.k === 'argument') return atCall(ctx, bound, (argument) => lowerAddress(ctx, argument));
      if (bound?.k === 'place') return constant(ADDRESS_BASE + bound.cell);
      if (bound) {
        ctx.error(
          'no-address',
          e,
          `\`${e.name}\` is a local variable or parameter; it has no address. Expected a shared variable.`,
        );
        return ZERO;
      }
      const place = ctx.instance.layout.place(e.name);
      if (!place) {
        unknown(ctx, e, e.name, 'variable');
        return ZERO;
      }
      if (place.kind === 'ghost')
        ctx.error(
          'ghost-access',
          e,
          `\`${e.name}\` is a ghost: code cannot read it; only effects (\`@\`), asserts, invariants and finals can.`,
        );
      if (place.perCpu && place.type.k === 'array') return ownCopy(ctx, e, place.cell, place.type.of);
      return constant(ADDRESS_BASE + place.cell);
    }
    case 'index':
      return elementAddress(ctx, e);
    case 'deref':
      return ctx.value(e.a);
    case 'member': {
      const whole = wholeOf(ctx, e);
      if (whole) return lowerAddress(ctx, whole);
      if (isBitField(typeOf(ctx, e)))
        ctx.error(
          'bit-field',
          e,
          `\`${ctx.shown(e)}\` is a bit-field and has no address, as in C; read and set it plainly, or make it a bit of an \`unsigned long\` for \`test_bit()\` and \`set_bit()\`.`,
        );
      return memberAddress(ctx, e);
    }
    case 'cast':
      return lowerAddress(ctx, e.a);
    case 'compound':
      if (isAggregate(typeOf(ctx, e))) return ctx.value(e);
      break;
    case 'call':
      if (e.callee.text === 'PTE') return pteAddress(ctx, e);
      if (e.callee.text === 'per_cpu') return perCpuAddress(ctx, e);
      if (isAggregate(typeOf(ctx, e))) return ctx.value(e);
      break;
    default:
      break;
  }
  ctx.error(
    'not-lvalue',
    e,
    `\`${ctx.shown(e)}\` is a value, not a place; expected a variable, \`a[i]\`, \`*p\` or \`PTE(page)\`.`,
  );
  return ZERO;
}

/** The address of the word that an lvalue is, or is a part of. */
export function wordAddress(ctx: Context, e: Expression): Expr {
  return e.k === 'member' && isBitField(typeOf(ctx, e)) ? memberAddress(ctx, e) : lowerAddress(ctx, e);
}

function pteAddress(ctx: Context, e: Expression & { k: 'call' }): Expr {
  const argument = e.args[0];
  const page = argument?.k === 'name' ? ctx.instance.layout.page(argument.name) : null;
  const found = page === null ? undefined : ctx.instance.layout.pages[page];
  if (!found) ctx.error('not-a-page', argument ?? e, 'Expected the name of a `page`.');
  return constant(ADDRESS_BASE + (found?.pte ?? 0));
}

/** An address some words further on. What it was computed from stays visible, for the check of bounds. */
function further(ctx: Context, addr: Expr, words: number): Expr {
  if (words === 0) return addr;
  const inArray = addr.k === 'bin' && addr.op === '+' && addr.a.k === 'const' && addr.b.k !== 'const';
  const moved = inArray
    ? binary('+', addr.a, binary('+', addr.b, constant(words)))
    : binary('+', addr, constant(words));
  const bound = ctx.bounds.get(addr);
  if (bound) ctx.bounds.set(moved, bound);
  return moved;
}

function elementAddress(ctx: Context, e: Expression & { k: 'index' }): Expr {
  const type = typeOf(ctx, e.base);
  const base = type?.k === 'array' ? lowerAddress(ctx, e.base) : ctx.value(e.base);
  const index = ctx.value(e.index);
  checkBounds(ctx, e, index, type);
  const addr = binary('+', base, times(index, wordsOf(pointee(type) ?? INT)));
  if (type?.k === 'array' && base.k !== 'const' && index.k !== 'const')
    ctx.bounds.set(addr, binary('&&', binary('>=', index, ZERO), binary('<', index, constant(type.extent))));
  return addr;
}

function memberAddress(ctx: Context, e: Expression & { k: 'member' }): Expr {
  const { layout, symbols } = ctx.instance;
  const name = e.base.k === 'name' && !ctx.names.find(e.base.name) ? e.base.name : '';
  if (!e.arrow && symbols.globals.get(name)?.k === 'text') {
    layout.place(name);
    const cell = layout.cells.findIndex((known) => known.name === `${name}.${e.member.text}`);
    if (cell < 0) ctx.error('unknown-member', e.member, `\`${name}\` has no part \`${e.member.text}\`.`);
    return constant(ADDRESS_BASE + Math.max(cell, 0));
  }
  const base = typeOf(ctx, e.base);
  const struct = e.arrow ? pointee(base) : base;
  if (struct?.k !== 'struct') {
    notAStruct(ctx, e, base);
    return ZERO;
  }
  const addr = e.arrow ? pointed(ctx, e.base) : lowerAddress(ctx, e.base);
  const member = layout.types.member(struct, e.member, e);
  return member ? further(ctx, addr, member.offset) : addr;
}

/** What `p->` follows: a pointer that is still marked leads nowhere (ISO C 6.3.2.3). */
function pointed(ctx: Context, e: Expression): Expr {
  const { alignment } = ctx.instance.layout;
  const addr = ctx.value(e);
  if (alignment === 1 || addr.k === 'const') return addr;
  // An expression of its own, as what is asked of it is asked here alone.
  const own = { ...addr };
  ctx.bounds.set(own, binary('==', binary('&', addr, constant(alignment - 1)), ZERO));
  return own;
}

function notAStruct(ctx: Context, e: Expression & { k: 'member' }, base: CType | null): void {
  const shown = ctx.shown(e.base);
  const { text } = e.member;
  const message =
    base?.k === 'struct'
      ? `\`${shown}\` is a \`${base.name}\`, not a pointer to one: write \`${shown}.${text}\`.`
      : base?.k === 'pointer' && base.to().k === 'struct'
        ? `\`${shown}\` is a pointer: write \`${shown}->${text}\`.`
        : `\`${shown}\` is ${base && base !== INT ? `a \`${spelled(base)}\`` : 'no struct'} and has no member \`${text}\`; declare it with its type, such as \`struct foo *${e.base.k === 'name' ? e.base.name : 'p'}\`.`;
  ctx.error('not-a-struct', e, message);
}

/** A per-CPU variable by its name: the copy of the CPU that is asked for. */
function ownCopy(ctx: Context, e: Expression & { k: 'name' }, cell: number, type: CType): Expr {
  const cpu = ctx.perCpuOf;
  if (!cpu)
    ctx.error(
      'per-cpu',
      e,
      `\`${e.name}\` is a per-CPU variable: say whose, with \`this_cpu_read(${e.name})\`, \`this_cpu_ptr(&${e.name})\` or \`per_cpu(${e.name}, cpu)\`.`,
    );
  return binary('+', constant(ADDRESS_BASE + cell), times(cpu ?? ZERO, wordsOf(type)));
}

/** The place `e` with per-CPU names in it meaning those of `cpu`. */
export function addressOn(ctx: Context, e: Expression, cpu: Expr): Expr {
  const outer = ctx.perCpuOf;
  ctx.perCpuOf = cpu;
  const addr = lowerAddress(ctx, e);
  ctx.perCpuOf = outer;
  const words = wordsApart(ctx, e);
  return words === 0 ? addr : binary('+', addr, times(cpu, words));
}

/** How far the parts of the CPUs are from each other in what alloc_percpu() gave, where a place lies in that; else 0. */
function wordsApart(ctx: Context, e: Expression): number {
  const beyond = (pointer: Expression) => wordsOf(pointee(typeOf(ctx, pointer)) ?? INT);
  if (e.k === 'deref') return beyond(e.a);
  if (e.k === 'member') return e.arrow ? beyond(e.base) : wordsApart(ctx, e.base);
  if (e.k !== 'index') return 0;
  return typeOf(ctx, e.base)?.k === 'array' ? wordsApart(ctx, e.base) : beyond(e.base);
}

function perCpuAddress(ctx: Context, e: Expression & { k: 'call' }): Expr {
  const [variable, cpu] = e.args;
  return variable && cpu ? addressOn(ctx, variable, ctx.value(cpu)) : ZERO;
}

function checkBounds(ctx: Context, e: Expression & { k: 'index' }, index: Expr, type: CType | null): void {
  if (type?.k === 'array' && index.k === 'const' && (index.v < 0 || index.v >= type.extent))
    outOfBounds(ctx, e, index.v, type.extent);
}

export function outOfBounds(ctx: Context, at: Span, index: number, extent: number): void {
  ctx.error(
    'out-of-bounds',
    at,
    `Index ${String(index)} is outside the array, which has ${String(extent)} elements.`,
  );
}

export function unknown(ctx: Context, e: Expression, name: string, what: string): void {
  const meant = ctx.instance.diagnostics.suggest(name, ctx.instance.symbols.globals.keys());
  ctx.error(
    'unknown-name',
    e,
    `Found the ${what} \`${name}\`, which is not declared.${meant === null ? '' : ` Did you mean \`${meant}\`?`}`,
  );
}
