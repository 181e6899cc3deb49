/**
 * A piece of kernel C as it stands in a cell: a statement without its semicolon, the head of an `if` or a loop, a brace.
 * Read by the language's own parser, so a cell is code exactly where the compiler could take it.
 */
import { Diagnostics } from '../../diagnostic.ts';
import { parseFile } from '../../syntax/parse.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import type { Expression, Simple } from '../../syntax/syntax.ts';

export type Code =
  /** `declared`: the type where it declares a local: `int`, `struct foo *`. */
  | {
      readonly k: 'simple';
      readonly text: string;
      readonly declared: string | null;
      readonly simple: Simple;
      readonly opens: boolean;
    }
  | { readonly k: 'if'; readonly text: string; readonly cond: Expression; readonly opens: boolean }
  | { readonly k: 'while'; readonly text: string; readonly cond: Expression; readonly opens: boolean }
  | { readonly k: 'else'; readonly opens: boolean }
  | { readonly k: 'do'; readonly opens: boolean }
  | { readonly k: 'close'; readonly opens: boolean }
  | { readonly k: 'for'; readonly head: string; readonly opens: boolean }
  | { readonly k: 'jump'; readonly text: string };

const BEFORE = 'cpu 0 {\n';

/** Reads one piece; null where it is no C. `text` of a result is what its offsets count in. */
export function readCode(raw: string): Code | null {
  let text = raw.trim();
  if (text === '') return null;
  if (/^\}\s*;?$/.test(text)) return { k: 'close', opens: false };
  const elseHead = /^(?:\}\s*)?else\s*(\{)?$/.exec(text);
  if (elseHead) return { k: 'else', opens: elseHead[1] !== undefined };
  const doHead = /^do\s*(\{)?$/.exec(text);
  if (doHead) return { k: 'do', opens: doHead[1] !== undefined };
  text = text.replace(/^\}\s*(?=while\b)/, '');
  const opens = /\{$/.test(text);
  if (opens) text = text.slice(0, -1).trim();
  const bare = text.replace(/;+$/, '').trim();
  if (/^(break|continue|return\b.*|goto\s+\w+)$/.test(bare)) return { k: 'jump', text: bare };
  const head = /^(if|while)\s*\(([\s\S]*)\)$/.exec(bare);
  if (head) {
    const cond = readExpression(head[2] ?? '');
    if (cond) return { k: head[1] === 'if' ? 'if' : 'while', text: head[2] ?? '', cond, opens };
  }
  // Of a walk that the language does not have one round is drawn.
  const walk = /^(for_each_\w+)\s*\(.*\)$/.exec(bare);
  if (opens && walk && wordOf(walk[1] ?? '') === null) return { k: 'do', opens };
  if (/^for\s*\(.*\)$/.test(bare) || /^for_each_\w+\s*\(.*\)$/.test(bare)) {
    return isStatement(`${bare} { }`) ? { k: 'for', head: bare, opens } : null;
  }
  return readSimple(bare, opens);
}

/** An expression alone; offsets count in `text`. */
export function readExpression(text: string): Expression | null {
  const read = readSimple(text, false);
  return read?.k === 'simple' && read.declared === null && read.simple.k === 'expression'
    ? read.simple.e
    : null;
}

function readSimple(text: string, opens: boolean): (Code & { readonly k: 'simple' }) | null {
  const [statement] = statementsOf(`${text};`);
  if (statement?.k === 'simple' && statement.effects.length === 0) {
    return { k: 'simple', text, declared: null, simple: shifted(statement.simple), opens };
  }
  // A declaration is read as the assignment that it makes; its type is remembered.
  const declared =
    /^((?:(?:const|unsigned|struct|enum|static|volatile)\s+)*\w+(?:\s+(?:int|long|char))*\s*\**\s*)(?=\b[a-z_]\w*\s*=[^=])/i.exec(
      text,
    );
  if (statement?.k === 'local' && statement.declarators.length === 1 && declared) {
    const rest = readSimple(text.slice(declared[0].length), opens);
    return rest && { ...rest, declared: (declared[1] ?? '').trim().replace(/^static\s+/, '') };
  }
  return null;
}

function statementsOf(text: string) {
  if (text.length > 2000) return [];
  const diagnostics = new Diagnostics();
  const { declarations } = parseFile(`${BEFORE}${text}\n}`, diagnostics);
  const [cpu, more] = declarations;
  if (diagnostics.hasErrors() || cpu?.k !== 'cpu' || more || cpu.body.k !== 'block') return [];
  return cpu.body.body.length === 1 ? cpu.body.body : [];
}

function isStatement(text: string): boolean {
  return statementsOf(text).length === 1;
}

/** The same tree with offsets that count from the statement's start. */
function shifted<T>(tree: T): T {
  return JSON.parse(JSON.stringify(tree), (key: string, value: unknown) =>
    (key === 'from' || key === 'to') && typeof value === 'number' ? value - BEFORE.length : value,
  ) as T;
}
