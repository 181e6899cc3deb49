/**
 * Initializers: which word of a variable begins with which expression. Braces and designators as in C (6.7.9); what is
 * not named is 0. One value for a whole array is each element's.
 */
import { lateParts } from '../lower/late.ts';
import type { Expression, Initializer, Span, Word } from '../syntax/syntax.ts';
import { isWhole, wordsOf, type CType, type Member, type StructType } from './ctype.ts';

export interface Values {
  /** Expressions by word, counted from the variable's beginning. */
  readonly words: Map<number, Expression>;
  error(code: string, at: Span, message: string): void;
  /** The value of a designator's index. */
  constant(e: Expression): number;
}

/** Initializers of the kernel that a word of memory takes as 0: nobody holds it, nobody waits. */
const EMPTY =
  /^(__\w+_(UNLOCKED|INITIALIZER)|__\w+_INIT(IALIZER)?|SEQCNT_\w*ZERO|__SEQLOCK_UNLOCKED|COMPLETION_INITIALIZER\w*|INIT_LOCAL_LOCK|XARRAY_INIT|SRCU_\w*INIT\w*|RATELIMIT_STATE_INIT\w*)$/;
/** Those that are worth their argument; what has one is its first word. */
const WORTH = [
  'ATOMIC_INIT',
  'ATOMIC64_INIT',
  'ATOMIC_LONG_INIT',
  'REFCOUNT_INIT',
  'KREF_INIT',
  'LOCAL_INIT',
  'RCU_INITIALIZER',
];

/** Is this the name of an initializer, which is no function? */
export function isInitializer(name: string): boolean {
  return EMPTY.test(name) || WORTH.includes(name) || name === 'LIST_HEAD_INIT' || name === 'RCUREF_INIT';
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
      if (type.k === 'struct') values.words.set(offset, argument);
      else initialize(type, argument, offset, values);
      return;
    }
    if (init.callee.text === 'RCUREF_INIT' && argument) {
      const { from, to } = init;
      const one: Expression = { k: 'number', value: 1, from, to };
      values.words.set(offset, { k: 'binary', op: '-', a: argument, b: one, from, to });
      return;
    }
    if (/^(LIST_HEAD_INIT|PLIST_HEAD_INIT)$/.test(init.callee.text) && argument) {
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
  values.words.set(
    offset,
    type.k === 'scalar' && type.bits ? fields(type.bits, init, values.words.get(offset)) : init,
  );
}

/** A bit-field's value beside those of its neighbours. */
function fields(
  { shift, width }: { readonly shift: number; readonly width: number },
  init: Expression,
  others: Expression | undefined,
): Expression {
  const at = { from: init.from, to: init.to };
  const number = (value: number): Expression => ({ k: 'number', value, ...at });
  const own: Expression = {
    k: 'binary',
    op: '<<',
    a: { k: 'binary', op: '&', a: init, b: number(2 ** width - 1), ...at },
    b: number(shift),
    ...at,
  };
  return others ? { k: 'binary', op: '|', a: others, b: own, ...at } : own;
}

function initializeList(
  type: CType,
  list: Initializer & { readonly k: 'list' },
  offset: number,
  values: Values,
): void {
  let next = 0;
  for (const item of list.items.flatMap(
    (item) => lateParts()?.eachOf(item, (e) => values.constant(e)) ?? item,
  )) {
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

/** How many elements an array without a size gets, null where no list says (6.7.9: one more than the highest index). */
export function lengthOf(init: Initializer | null, constant: (e: Expression) => number): number | null {
  if (init?.k !== 'list') return null;
  let [next, most] = [0, 0];
  for (const { path } of init.items) {
    const [first] = path;
    next =
      (first && 'k' in first ? constant(first.k === 'comma' ? (first.parts.at(-1) ?? first) : first) : next) +
      1;
    most = Math.max(most, next);
  }
  return most;
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
    if (isWhole(type, designator.text)) return { index: 0, type, offset: 0 };
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

/** The value of `{ value }` for what is one word; null where it says more. */
export function onlyIn(init: Initializer): Expression | null {
  if (init.k !== 'list') return init;
  const [item, ...more] = init.items;
  return item && more.length === 0 && item.value.k !== 'list' ? item.value : null;
}
