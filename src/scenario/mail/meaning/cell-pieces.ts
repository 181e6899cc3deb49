/**
 * A cell that holds more than one statement as several: `q->a = 1; q->b = 2;`, `if (!p) return;`, `NMI: spin_lock(&l)`.
 * What hangs on a branch or an interrupt stands deeper than it, words between statements stand alone. A remark belongs to
 * the question of a branch, else to the last statement.
 */
import type { FoundCell } from '../found.ts';
import { readCode } from './c-code.ts';
import { isBareLock } from './bare-locks.ts';

/** The cell in pieces, in their order; the cell alone where it is one statement or no code. */
export function piecesOf(cell: FoundCell): readonly FoundCell[] {
  const remark = /\s*(?:\/\/|\/\*|\s#\s|\s<[-=]+).*$/s.exec(cell.text)?.[0] ?? '';
  const code = cell.text.slice(0, cell.text.length - remark.length).trim();
  const hanging = hangingIn(code);
  if (hanging)
    return [
      { ...cell, text: `${hanging.head}${remark}` },
      ...piecesOf({ ...cell, text: hanging.body, indent: cell.indent + 1 }),
    ];
  const taken = TAKEN.exec(code);
  const inside = taken ? code.slice(taken[0].length) : '';
  if (taken && splitAt(inside).some(isDone)) {
    const event = /nmi/i.test(taken[1] ?? '')
      ? '<nmi>'
      : /soft/i.test(taken[1] ?? '')
        ? '<softirq>'
        : '<irq>';
    // What really stands deeper is inside it too.
    const body = { ...cell, text: `${inside}${remark}`, indent: cell.indent + 0.5 };
    return [{ ...cell, text: event, typed: cell.typed ?? cell.text }, ...piecesOf(body)];
  }
  const parts = splitAt(code);
  const isBraced = /[{}]/.test(code.replace(/=\s*\{[^{};]*\}/g, ''));
  if (parts.length < 2 || isBraced || !parts.some(isDone)) return [cell];
  return parts.map((text, i) => ({ ...cell, text: i === parts.length - 1 ? `${text}${remark}` : text }));
}

/** An interrupt that is taken here, with what it does. */
const TAKEN = /^p?(NMI|IRQ|hard ?irq|soft ?irq|interrupt)\s*:\s+(?=\S)/i;

/** At semicolons outside of brackets; those behind statements stay with them. */
function splitAt(code: string): readonly string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < code.length; at++) {
    if (code[at] === '(') depth++;
    if (code[at] === ')') depth--;
    if (code[at] !== ';' || depth !== 0 || !/^\s+\S/.test(code.slice(at + 1))) continue;
    parts.push(code.slice(from, at + 1).trim());
    from = at + 1;
  }
  parts.push(code.slice(from).trim());
  return parts
    .filter((part) => part !== '')
    .map((part) => (isStatement(part) ? part : part.replace(/;$/, '').trim()));
}

/** A statement, or a word of the kernel without its brackets, or that somebody waits. */
function isDone(part: string): boolean {
  return isStatement(part) || isBareLock(part) || /^(?:waits?|spins?|sees?) \w/i.test(part);
}

/** `if (x) y = 1;` as its question and what hangs on it. */
function hangingIn(code: string): { readonly head: string; readonly body: string } | null {
  const word = /^(?:else\s+)?(?:if|while)\s*\(|^(?:\}\s*)?else\s+(?=\w)/.exec(code);
  if (!word) return null;
  let end = word[0].length;
  if (word[0].endsWith('('))
    for (let depth = 1; depth > 0; end++) {
      if (end >= code.length) return null;
      if (code[end] === '(') depth++;
      if (code[end] === ')') depth--;
    }
  const [head, body] = [code.slice(0, end).trim(), code.slice(end).trim()];
  return body !== '' && (isStatement(body) || hangingIn(body) !== null) ? { head, body } : null;
}

/** Something that is done, not a word that says how a branch went. */
function isStatement(text: string): boolean {
  // `flag = 1  (in the store buffer)`
  const code = readCode(text.replace(/\s+(?:\([a-z][^();=]*\)|(?:\.{3}|…)\s.*)$/, ''));
  if (code?.k === 'jump') return true;
  if (code?.k !== 'simple' || code.opens) return false;
  if (code.simple.k !== 'expression') return true;
  const { e } = code.simple;
  return e.k === 'call' || (text.endsWith(';') && e.k !== 'name' && e.k !== 'number');
}
