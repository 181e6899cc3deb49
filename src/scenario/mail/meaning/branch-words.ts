/**
 * Which way a branch goes where a remark speaks of the thing that it looks at, and not of the branch:
 *
 *     if (!READ_ONCE(cond))      // cond == 0       taken
 *     if (!mutex_trylock(&m))    // fails           taken
 *     if (!READ_ONCE(x->done))   // 1               not taken
 *     if (!READ_ONCE(cond))      // true            taken: that is said of the branch
 */
import type { Expression } from '../../syntax/syntax.ts';
import { OTHER, ZERO, type Said, type Seen } from './value-words.ts';

/** What is said of the branch; as it was said where that does not follow. `text`: the condition as typed. */
export function seenOfBranch(cond: Expression, text: string, said: Said): Seen {
  const isOfBranch = said.name === null ? said.isWay : !isIn(said.name, text);
  return (isOfBranch ? null : truth(cond, said.seen)) ?? said.seen;
}

function isIn(name: string, text: string): boolean {
  const last = /(\w+)(?:\[\w+\])?$/.exec(name)?.[1] ?? name;
  return new RegExp(`\\b${last}\\b`).test(text);
}

/** Whether an expression is true where the one thing in it is what was seen; null where that does not follow. */
function truth(e: Expression, seen: Seen): Seen | null {
  if (e.k === 'unary' && e.op === '!') {
    const inner = truth(e.a, seen);
    return inner && (inner.k === 'zero' ? OTHER : ZERO);
  }
  if (e.k === 'binary') {
    const [place, constant] = constantOf(e.b) === null ? [e.b, constantOf(e.a)] : [e.a, constantOf(e.b)];
    if (constant === null || constantOf(place) !== null) return null;
    const is = compared(e.op, seen, constant);
    return is === null ? null : is ? OTHER : ZERO;
  }
  if (seen.k === 'zero') return ZERO;
  return seen.k === 'other' || seen.k === 'equal' ? OTHER : null;
}

function constantOf(e: Expression): string | null {
  if (e.k === 'number') return String(e.value);
  if (e.k !== 'name') return null;
  if (/^(NULL|false)$/.test(e.name)) return '0';
  if (e.name === 'true') return '1';
  return /^[A-Z][A-Z0-9_]*$/.test(e.name) ? e.name : null;
}

function compared(op: string, seen: Seen, constant: string): boolean | null {
  if (seen.k === 'old') return null;
  if (op === '==' || op === '!=') {
    const isEqual = equals(seen, constant);
    return isEqual === null ? null : isEqual === (op === '==');
  }
  const value = seen.k === 'zero' ? 0 : seen.k === 'equal' ? Number(seen.text) : Number.NaN;
  const other = Number(constant);
  if (Number.isNaN(value) || Number.isNaN(other)) return null;
  switch (op) {
    case '<':
      return value < other;
    case '>':
      return value > other;
    case '<=':
      return value <= other;
    case '>=':
      return value >= other;
    default:
      return null;
  }
}

/** Whether what was seen is the constant; null where it may be. */
function equals(seen: Seen, constant: string): boolean | null {
  if (seen.k === 'zero') return constant === '0';
  if (seen.k === 'other') return constant === '0' ? false : null;
  if (seen.k === 'unlike') return seen.text === constant ? false : null;
  if (seen.k !== 'equal') return null;
  if (seen.text === constant) return true;
  const isNumber = [seen.text, constant].every((text) => !Number.isNaN(Number(text)));
  if (isNumber) return Number(seen.text) === Number(constant);
  // Two names are two values.
  return constant === '0' ? null : false;
}
