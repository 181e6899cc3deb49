/**
 * A cell that holds more than one statement as several: `q->a = 1; q->b = 2;`, `if (!p) return;`. What hangs on a branch
 * stands deeper than it. A remark belongs to the question of a branch, else to the last statement.
 */
import type { FoundCell } from '../found.ts';
import { readCode } from './c-code.ts';

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
  const parts = code
    .split(/(?<=;)\s+(?=\S)/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length < 2 || /[{}]/.test(code) || !parts.every(isStatement)) return [cell];
  return parts.map((text, i) => ({ ...cell, text: i === parts.length - 1 ? `${text}${remark}` : text }));
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
  const code = readCode(text);
  if (code?.k === 'jump') return true;
  if (code?.k !== 'simple' || code.opens) return false;
  if (code.simple.k !== 'expression') return true;
  const { e } = code.simple;
  return e.k === 'call' || (text.endsWith(';') && e.k !== 'name' && e.k !== 'number');
}
