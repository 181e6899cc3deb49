/**
 * Per-CPU variables: `this_cpu_inc(cnt)` in two columns counts two things. Where another column looks at the name itself
 * (`[L] readers`, `any_readers()`), its author has one variable in mind, which no CPU but its own changes; it is read and
 * written as such.
 */
import type { Expression } from '../../syntax/syntax.ts';
import { readCode } from './c-code.ts';
import type { Line, Node } from './column-tree.ts';
import { everyCode } from './node-walk.ts';
import { visit } from './walk-expression.ts';
import { wordsOf } from './verbs.ts';

const WORD = /^(?:(?:__|raw_)?this_cpu_\w+|raw_cpu_\w+|per_cpu|per_cpu_ptr|get_cpu_(?:var|ptr))$/;
const CALL = /^(.*?)\b(?:__|raw_)?this_cpu_(read|write|inc|dec)\(\s*(\w+)\s*(?:,\s*(.+?)\s*)?\)(.*)$/;

/** The lines, those about a variable that other columns see as it is without its being per-CPU. */
export function withoutPerCpu(lines: readonly Line[]): readonly Line[] {
  return lines.map((line) => {
    const found = line.as === 'statement' ? CALL.exec(line.text.code) : null;
    const [, before = '', deed = '', name = '', value = '', after = ''] = found ?? [];
    if (!found || !isSeenElsewhere(name, line, lines)) return line;
    const code = readCode(`${before}${asShared(deed, name, value)}${after}`);
    return code ? { ...line, code } : line;
  });
}

function asShared(deed: string, name: string, value: string): string {
  if (deed === 'read') return `READ_ONCE(${name})`;
  if (deed === 'write') return `WRITE_ONCE(${name}, ${value})`;
  return `WRITE_ONCE(${name}, READ_ONCE(${name}) ${deed === 'inc' ? '+' : '-'} 1)`;
}

/** Another column has the name otherwise than in a per-CPU word, if only in the name of a function. */
function isSeenElsewhere(name: string, line: Line, lines: readonly Line[]): boolean {
  return lines.some(({ as, cell, text }) => {
    if (as !== 'statement' || cell.column === line.cell.column) return false;
    const rest = text.code.replace(
      /\b(?:(?:__|raw_)?this_cpu_\w+|raw_cpu_\w+|per_cpu(?:_ptr)?)\([^()]*\)/g,
      '',
    );
    return [...rest.matchAll(/\w+/g)].some(
      ([word]) => word === name || (word.includes('_') && wordsOf(word).includes(name.toLowerCase())),
    );
  });
}

/** Names that the columns have for per-CPU variables. */
export function perCpuIn(columns: readonly (readonly Node[])[]): ReadonlySet<string> {
  const found = new Set<string>();
  const within = (e: Expression) => {
    visit(e, 'value', (part) => {
      const name = part.k === 'call' && WORD.test(part.callee.text) ? rootOf(part.args[0]) : null;
      if (name !== null) found.add(name);
    });
  };
  for (const nodes of columns) everyCode(nodes, within, true);
  return found;
}

/** The variable that a place is in: `cnt` of `&cnt.sum`. */
function rootOf(e: Expression | undefined): string | null {
  if (!e) return null;
  if (e.k === 'name') return e.name;
  if (e.k === 'address') return rootOf(e.a);
  return e.k === 'member' && !e.arrow ? rootOf(e.base) : null;
}
