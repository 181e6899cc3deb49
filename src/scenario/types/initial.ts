/**
 * Initializers: which word of a variable begins with which expression. Braces and designators as in C (6.7.9); what is
 * not named is 0. One value for a whole array is each element's.
 */
import type { Expression, Initializer, Span, Word } from '../syntax/syntax.ts';
import { wordsOf, type CType, type Member, type StructType } from './ctype.ts';

export interface Values {
  /** Expressions by word, counted from the variable's beginning. */
  readonly words: Map<number, Expression>;
  error(code: string, at: Span, message: string): void;
  /** The value of a designator's index. */
  constant(e: Expression): number;
}

/** Initializers of the kernel that a word of memory takes as 0: nobody holds it, nobody waits. */
const EMPTY = /^(__\w+_(UNLOCKED|INITIALIZER)|__\w+_INIT(IALIZER)?|SEQCNT_\w*ZERO|__SEQLOCK_UNLOCKED)$/;
/** Those that are worth their argument. */
const WORTH = ['ATOMIC_INIT', 'ATOMIC64_INIT', 'ATOMIC_LONG_INIT', 'REFCOUNT_INIT'];

/** Is this the name of an initializer, which is no function? */
export function isInitializer(name: string): boolean {
  return EMPTY.test(name) || WORTH.includes(name) || name === 'LIST_HEAD_INIT';
}

/** Notes what `init` puts into the words of a variable of `type` that begin at `offset`. */
export function initialize(type: CType, init: Initializer, offset: number, values: Values): void {
  if (init.k === 'list') {
    initializeList(type, init, offset, values);
    return;
  }
  if (init.k === 'call') {
    const [argument] = init.args;
    if (EMPTY.test(init.callee.text)) return;
    if (WORTH.includes(init.callee.text) && argument) {
      initialize(type, argument, offset, values);
      return;
    }
    if (init.callee.text === 'LIST_HEAD_INIT' && argument) {
      const self: Expression = { k: 'address', a: argument, from: init.from, to: init.to };
      for (let i = 0; i < wordsOf(type); i++) values.words.set(offset + i, self);
      return;
    }
  }
  if (type.k === 'array') {
    for (let i = 0; i < type.extent; i++) initialize(type.of, init, offset + i * wordsOf(type.of), values);
    return;
  }
  if (type.k === 'struct') {
    values.error(
      'initializer',
      init,
      `A \`${type.name}\` takes its values in braces: \`{ .member = value }\`.`,
    );
    return;
  }
  values.words.set(offset, init);
}

function initializeList(
  type: CType,
  list: Initializer & { readonly k: 'list' },
  offset: number,
  values: Values,
): void {
  let next = 0;
  for (const item of list.items) {
    const [first, ...more] = item.path;
    const part = first ? designated(type, first, values) : positional(type, next, list, values);
    if (!part) continue;
    next = part.index + 1;
    let { type: inner, offset: at } = part;
    for (const designator of more) {
      const deeper = designated(inner, designator, values);
      if (!deeper) break;
      inner = deeper.type;
      at += deeper.offset;
    }
    initialize(inner, item.value, offset + at, values);
  }
}

/** The members that have names: words may be free between them. */
function named(type: StructType): readonly Member[] {
  return [...type.members.values()].filter(({ name }) => !name.startsWith('('));
}

interface Part {
  /** Which member or element, counted. */
  readonly index: number;
  readonly type: CType;
  readonly offset: number;
}

function designated(type: CType, designator: Word | Expression, values: Values): Part | null {
  if (!('k' in designator)) {
    const members = type.k === 'struct' ? named(type) : [];
    const index = members.findIndex((member) => member.name === designator.text);
    const member = members[index];
    if (member) return { index, type: member.type, offset: member.offset };
    values.error('unknown-member', designator, `There is no member \`${designator.text}\` here.`);
    return null;
  }
  const index = values.constant(designator);
  if (type.k === 'array' && index >= 0 && index < type.extent)
    return { index, type: type.of, offset: index * wordsOf(type.of) };
  values.error('initializer', designator, 'There is no such element here.');
  return null;
}

function positional(type: CType, index: number, list: Span, values: Values): Part | null {
  if (type.k === 'array' && index < type.extent)
    return { index, type: type.of, offset: index * wordsOf(type.of) };
  if (type.k === 'struct') {
    const member = named(type)[index];
    if (member) return { index, type: member.type, offset: member.offset };
  }
  if (type.k !== 'array' && type.k !== 'struct' && index === 0) return { index, type, offset: 0 };
  values.error('initializer', list, 'There are more values here than there are words to take them.');
  return null;
}
