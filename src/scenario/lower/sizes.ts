/**
 * `sizeof`, `offsetof`, `ARRAY_SIZE` and what is asserted of them while compiling. Memory is words here, and every scalar takes one:
 * a number that code computes or compares with is C's, in bytes; one that says how much is moved, or how far a
 * pointer to bytes goes, is taken in words (`inWords`), for there it means whole members.
 */
import type { Expr } from '../../machine/index.ts';
import type { Expression, FileSyntax } from '../syntax/syntax.ts';
import { byteOffset, bytesOf } from '../types/bytes.ts';
import { memberNamed, pointee, wordsOf, type CType } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { ZERO, constant } from './fold.ts';
import type { Instance } from './instance.ts';
import type { Call, Primitive } from './primitive.ts';
import { typeOf } from './type-of.ts';
import { bitsIn } from './width.ts';

/** `e`, of which sizes and offsets count words. */
export function inWords(ctx: Context, e: Expression): Expr {
  const outer = ctx.inWords;
  ctx.inWords = true;
  const value = ctx.value(e);
  ctx.inWords = outer;
  return value;
}

/** Of what a size or an offset is said that is known before anything runs: in a constant, in an initializer. */
export function sizeIn({ layout }: Instance, { callee, args }: Call): Expr | null {
  const [first, member] = args;
  const type =
    first?.k === 'type'
      ? layout.types.of(first.type, first.stars)
      : first?.k === 'name'
        ? (layout.place(first.name)?.type ?? null)
        : null;
  if (!type) return null;
  if (callee.text === 'sizeof') return constant(bytesOf(type, bitsIn));
  if (callee.text === 'ARRAY_SIZE') return type.k === 'array' ? constant(type.extent) : null;
  const offset = callee.text === 'offsetof' ? byteOffset(type, member, bitsIn) : null;
  return offset === null ? null : constant(offset);
}

const sizeOf: Primitive = {
  arity: 1,
  pure: true,
  looks: true,
  lower: (ctx, call) => {
    const [of] = call.args;
    const type: CType = (of && typeOf(ctx, of)) ?? { k: 'void' };
    return constant(ctx.inWords ? wordsOf(type) : bytesOf(type, bitsIn));
  },
};

/** `struct_size(p, member, n)`: all of what `p` points to, whose last member has the room that it has here. */
const structSize: Primitive = {
  ...sizeOf,
  arity: 3,
  special: { at: [1], is: 'nothing' },
  lower: (ctx, call) => {
    const [p] = call.args;
    const type = (p && pointee(typeOf(ctx, p))) ?? { k: 'void' as const };
    return constant(ctx.inWords ? wordsOf(type) : bytesOf(type, bitsIn));
  },
};

const arraySize: Primitive = {
  arity: 1,
  pure: true,
  looks: true,
  lower: (ctx, call) => {
    const [array] = call.args;
    const type = array ? typeOf(ctx, array) : null;
    if (type?.k === 'array') return constant(type.extent);
    ctx.error(
      'arguments',
      call,
      'Expected the name of an array: a pointer does not know how many elements there are.',
    );
    return ZERO;
  },
};

const offsetOf: Primitive = {
  arity: 2,
  pure: true,
  looks: true,
  lower: (ctx, call) => {
    const [first, member] = call.args;
    const type = first ? typeOf(ctx, first) : null;
    const found = ctx.inWords ? memberNamed(type, member)?.offset : byteOffset(type, member, bitsIn);
    if (found === undefined || found === null)
      ctx.error(
        'arguments',
        call,
        'Expected `offsetof(struct type, member)` with a member that the type has.',
      );
    return constant(found ?? 0);
  },
};

/** What must hold, or must not, where the text is compiled; what only a run knows is nobody's mistake. */
function asserted(holds: boolean, arity = 1, more = false): Primitive {
  return {
    arity,
    more,
    special: { at: [1], is: 'nothing' },
    lower: (ctx, call) => {
      const [cond] = call.args;
      const value = cond && ctx.isPure(cond) ? ctx.value(cond) : null;
      if (value?.k === 'const' && (value.v !== 0) !== holds)
        ctx.error(
          'build-bug',
          call,
          `This does not compile: \`${ctx.shown(call.args[0] ?? call)}\` is ${holds ? 'false' : 'true'} here.`,
        );
      return null;
    },
  };
}

export const SIZES: Readonly<Record<string, Primitive>> = {
  sizeof: sizeOf,
  ARRAY_SIZE: arraySize,
  struct_size: structSize,
  offsetof: offsetOf,
  BUILD_BUG_ON: asserted(false),
  BUILD_BUG_ON_MSG: asserted(false, 2),
  static_assert: asserted(true, 1, true),
};

/** `static_assert(…);` where declarations stand. */
export function checkAsserts(file: FileSyntax, instance: Instance): void {
  for (const decl of file.declarations) {
    if (decl.k !== 'macro' || decl.name.text !== 'static_assert') continue;
    const [cond] = decl.args;
    if (cond && instance.constantOrNull(cond) === 0)
      instance.diagnostics.error('build-bug', decl, 'This does not compile: what is asserted is false here.');
  }
}
