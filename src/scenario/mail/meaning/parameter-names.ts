/**
 * Parameters of functions that are called with a member of the same name: what stands inside goes on with the value that
 * the call read.
 *
 *     chars_in_buffer(sl->tty)        tty = sl->tty
 *       if (tty->ops)                 if (tty->ops)
 */
import { drawnWordOf as wordOf } from '../../words/table.ts';
import { readCode } from './c-code.ts';
import { calledName, type Line } from './column-tree.ts';

/** The lines, such calls as what they load, and `set(true)` as what its parameter is, where one name inside is nobody's. */
export function withParameters(lines: readonly Line[]): readonly Line[] {
  return withLiterals(lines).map((line, i) => {
    if (line.code?.k !== 'simple' || line.code.opens) return line;
    const name = calledName(line.code);
    const [, place, parameter] = /^\w+\(\s*([\w.>-]+(?:->|\.)([a-z_]\w*))\s*\)$/i.exec(line.code.text) ?? [];
    if (name === null || wordOf(name) || place === undefined || parameter === undefined) return line;
    const own = lines.filter(({ cell }) => cell.column === line.cell.column);
    const isUsed = new RegExp(`(?:^|[^\\w>.])${parameter}->`);
    const isSet = new RegExp(`^(?:[\\w *]+\\W)?${parameter}\\s*=[^=]`);
    const below = own.slice(own.indexOf(line) + 1);
    const end = below.findIndex(({ cell, code }) => code !== null && cell.indent <= line.cell.indent);
    const inside = end < 0 ? below : below.slice(0, end);
    if (!inside.some(({ text }) => isUsed.test(text.code))) return line;
    if (lines.some(({ text }) => isSet.test(text.code))) return line;
    const rest = lines.filter((other) => other !== lines[i] && !inside.includes(other));
    if (rest.some(({ text }) => isUsed.test(text.code))) return line;
    const code = readCode(`${parameter} = ${place}`);
    return code ? { ...line, code } : line;
  });
}

const LITERAL = /^([a-z_]\w*)\(\s*(true|false|\d+)\s*\)\s*\{?$/i;

function withLiterals(lines: readonly Line[]): readonly Line[] {
  const heads = lines.filter(
    (line) => line.code?.k === 'simple' && line.code.opens && LITERAL.test(line.code.text),
  );
  if (heads.length === 0) return lines;
  const parameters = new Map<Line, string>();
  for (const head of heads) {
    const own = lines.filter(({ cell }) => cell.column === head.cell.column);
    const names = new Set(
      own
        .slice(own.indexOf(head) + 1)
        .flatMap(({ code }) =>
          code?.k === 'if' ? [...code.text.matchAll(BARE)].flatMap(([, name = '']) => name) : [],
        ),
    );
    const free = [...names].filter(
      (name) => !lines.some(({ text }) => new RegExp(`(?:^|[^\\w>.])${name}\\s*=[^=]`).test(text.code)),
    );
    const [only, ...others] = free;
    if (only !== undefined && others.length === 0) parameters.set(head, only);
  }
  return lines.map((line) => {
    const name = parameters.get(line);
    const value = line.code?.k === 'simple' ? LITERAL.exec(line.code.text)?.[2] : undefined;
    const code =
      name === undefined || value === undefined ? null : readCode(`${typeOf(value)} ${name} = ${value}`);
    return code ? { ...line, code } : line;
  });
}

const BARE = /(?<![\w>.&])(?!(?:true|false)\b)([a-z_]\w*)\b(?!\s*(?:\(|->|\.))/g;

function typeOf(value: string): string {
  return /\d/.test(value) ? 'int' : 'bool';
}
