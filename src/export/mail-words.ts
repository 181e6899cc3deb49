/** What a line of a mail's table says: its statement as C has it, and the value or remark behind it. */
import { computes } from '../base/index.ts';
import type { Program } from '../machine/index.ts';
import type { Row, Score } from '../score/index.ts';

/** The statement in full, whatever is drawn of it; an event in words. */
export function codeOf(program: Program | null, row: Row): string {
  const statement = row.pc === null ? undefined : program?.code[row.pc]?.at.text;
  if (row.stepKind === 'irq') return `<${row.text.replace(/^takes /, '')}>`;
  return statementLike(statement ?? row.text);
}

/** As it ends in C. */
export function statementLike(text: string): string {
  const isOpen =
    /^(?:if|while|for|for_each_\w+|switch|either)\b|^end$|^<|[;}]$/.test(text) || !/[()=]|\+\+|--/.test(text);
  const isCondition =
    !/[^=!<>]=[^=]/.test(text) &&
    /[=!]=|[<>] /.test(text) &&
    !/^(?:return|assert|BUG_ON|WARN_ON\w*)\b/.test(text);
  return isOpen || isCondition ? text : `${text};`;
}

export const BUFFERED = 'not visible yet';
export const IN_FLIGHT = 'in flight';
export const BEGINS = 'begins';
const VISIBLE = 'visible now';

/** What a row says beside its statement. `late`: the statement has a line of its own further up. */
export function commentOf(program: Program | null, row: Row, late: boolean, waited: boolean): string | null {
  if (row.kind === 'issue' && row.folds === 0) {
    if (!/^(?:issued|in flight)$/.test(row.detail ?? '')) return null;
    const op = row.pc === null ? undefined : program?.code[row.pc]?.op;
    return op === 'store' ? BUFFERED : op === 'rmw' || op === 'load' ? IN_FLIGHT : null;
  }
  if (row.kind === 'refused' || row.kind === 'lost') return row.detail;
  const replaced = row.replaced === null ? null : 'replaced before an earlier read';
  const found = missedWords(row) ?? row.result;
  const isPart = found !== null && row.stepKind !== 'fetch' && isElse(codeOf(program, row), found);
  const said = [isPart && !found.startsWith('sees ') ? `sees ${found}` : found, replaced]
    .filter(Boolean)
    .join(', ');
  if (said) return said;
  switch (row.detail) {
    case 'becomes visible':
      return late ? VISIBLE : null;
    case 'acquired':
      return waited ? 'taken' : null;
    case 'issued':
    case 'in flight':
      return BUFFERED;
    case null:
    case 'issues':
    case 'released':
    case 'returns':
    case 'sends, returns':
      return null;
    default:
      return row.detail;
  }
}

/** Calls that give another number than the word that they read, or none. */
const OTHERWISE =
  /\b(?:\w*test_bit|\w*test_and_\w+_bit\w*|(?:set|clear|change|assign)_bit\w*|\w+_and_test\w*|\w+_(?:add|sub|inc|dec)_return\w*|\w*(?:inc_not_zero|add_unless|dec_not_one)\w*|cpumask_\w+|atomic\w*_(?:add|sub|inc|dec|or|and|xor|andnot)|WRITE_ONCE|this_cpu_write)\(/;

/** Whether what is read is a number that the statement does not give, so that it would be taken for that. */
function isElse(code: string, found: string): boolean {
  return /^-?\d/.test(found) && (computes(code) || OTHERWISE.test(code));
}

/** Whether a completion's statement stands in a line of its own further up. `before`: the rows that have lines. */
export function isLate(program: Program | null, score: Score, row: Row, before: readonly Row[]): boolean {
  if (row.kind !== 'step' || row.pc === null || row.folds > 0 || row.stepKind !== 'visible') return false;
  const own = before.filter(({ part }) => part === row.part);
  const same = own.findLast(({ pc }) => pc === row.pc);
  if (same && same.stepKind !== 'visible') return true;
  const taken = own.at(-1);
  const done = same?.index ?? -1;
  // Of a statement that reads as well the value may have a line, though its store has none.
  if (own.some((one) => one.index > done && isReadOf(program, one, row))) return true;
  if (row.voice !== 'hardware') return false;
  const issue = score.rows.findLast(({ index, pc }) => index < row.index && pc === row.pc);
  return (
    issue !== undefined && taken !== undefined && taken.index > issue.index && isBehind(program, taken, row)
  );
}

/** Whether a row is the read of a statement whose store another row completes. */
function isReadOf(program: Program | null, read: Row, store: Row): boolean {
  if (read.stepKind !== 'value' || read.pc === null || store.pc === null || read.pc >= store.pc) return false;
  const [a, b] = [program?.code[read.pc]?.at, program?.code[store.pc]?.at];
  return a !== undefined && a.text === b?.text && a.scope.join() === b.scope.join();
}

/** Whether a row is of a statement behind that of another one. */
function isBehind(program: Program | null, row: Row, other: Row): boolean {
  return program === null || row.pc === null || other.pc === null || row.pc > other.pc;
}

/** "0: CPU 1's store of BROKEN is not visible yet". */
function missedWords({ result, missed }: Row): string | null {
  if (missed === null) return null;
  const [, value, who] = /^(.*) still queued on (.*)$/.exec(missed) ?? [];
  const words =
    value === undefined || who === undefined ? missed : `${who}'s store of ${value} is not visible yet`;
  return [result, words].filter(Boolean).join(': ');
}
