/**
 * Text → syntax tree. Never throws for a user's text: what cannot be read becomes diagnostics, and the rest of the
 * file is still read and checked.
 */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '../grammar/smp.generated.ts';
import type { Diagnostics } from '../diagnostic.ts';
import { readDeclaration } from './read-declaration.ts';
import { children, readAll } from './reader.ts';
import type { FileSyntax } from './syntax.ts';

/** Larger files are refused: a scenario has a few hundred lines. In UTF-16 units. */
const SIZE_LIMIT = 300_000;
/** How deep statements and expressions may nest (tree levels). */
const DEPTH_LIMIT = 300;
/** For how many syntax errors a fix is sought; each costs a few parses of the file. */
const FIX_LIMIT = 4;
const INSERTS = [';', ')', '}', ']', ',', ':', '"', '{ }'];

/** Parses a scenario file. Syntax errors go to `diagnostics`; the tree then lacks the parts that they spoil. */
export function parseFile(text: string, diagnostics: Diagnostics): FileSyntax {
  const nothing: FileSyntax = { text, declarations: [] };
  if (text.length > SIZE_LIMIT) {
    diagnostics.error(
      'too-large',
      { from: 0, to: 1 },
      `The file has ${String(text.length)} characters; a scenario may have ${String(SIZE_LIMIT)}.`,
    );
    return nothing;
  }
  const control = /[\u0000-\u0008\u000e-\u001f\ufffd]/.exec(text);
  if (control) {
    const at = { from: control.index, to: control.index + 1 };
    diagnostics.error(
      'not-text',
      at,
      `Found the byte 0x${(control[0].codePointAt(0) ?? 0).toString(16)}; expected plain text. Is this a scenario file?`,
    );
    return nothing;
  }
  const tree = parser.parse(text);
  const deep = tooDeep(tree);
  if (deep) {
    diagnostics.error('too-deep', deep, 'This nests too deeply to be read; split it up.');
    return nothing;
  }
  reportErrors(tree, text, diagnostics);
  const top = children(tree.topNode);
  return { text, declarations: readAll(top, (node) => readDeclaration({ text }, node)) };
}

function tooDeep(tree: Tree): { from: number; to: number } | null {
  const cursor = tree.cursor();
  let depth = 0;
  for (;;) {
    if (depth > DEPTH_LIMIT) return { from: cursor.from, to: Math.min(cursor.to, cursor.from + 1) };
    if (cursor.firstChild()) {
      depth++;
      continue;
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent()) return null;
      depth--;
    }
  }
}

function errorNodes(tree: Tree): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.type.isError && found.length < 200) found.push(node.node);
    },
  });
  return found;
}

/** One diagnostic per line that has errors: the parser's recovery often needs several attempts on one mistake. */
function reportErrors(tree: Tree, text: string, diagnostics: Diagnostics): void {
  const errors = errorNodes(tree);
  let reportedTo = -1;
  let fixes = 0;
  for (const error of errors) {
    if (error.from <= reportedTo) continue;
    const newline = text.indexOf('\n', error.to);
    reportedTo = newline < 0 ? text.length : newline;
    const insert = fixes++ < FIX_LIMIT ? missing(text, error, errors.length) : null;
    if (insert) {
      const at = endOfPrevious(text, error.from);
      const label = insert === '{ }' ? 'a block `{ … }`' : `\`${insert}\``;
      const fix = { label: `Insert ${label}`, from: at, to: at, insert };
      diagnostics.error(
        'syntax',
        { from: at, to: at + 1 },
        `Expected ${label} before ${found(text, error.from)}.`,
        fix,
      );
    } else {
      const end = error.to > error.from ? error.to : tokenEnd(text, error.from);
      diagnostics.error(
        'syntax',
        { from: error.from, to: end },
        `Found ${found(text, error.from)}, expected ${expectation(error)}.`,
      );
    }
  }
}

/** The token whose insertion before the error makes the text parse better, or null. */
function missing(text: string, error: SyntaxNode, errors: number): string | null {
  if (text.length > 60_000) return null;
  const at = endOfPrevious(text, error.from);
  for (const insert of INSERTS) {
    const fixed = `${text.slice(0, at)}${insert}${text.slice(at)}`;
    const left = errorNodes(parser.parse(fixed));
    const first = left[0];
    if (left.length < errors && (!first || first.from > error.from + insert.length)) return insert;
  }
  return null;
}

function endOfPrevious(text: string, offset: number): number {
  let end = offset;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end--;
  const line = text.lastIndexOf('\n', end - 1) + 1;
  const comment = text.slice(line, end).indexOf('//');
  return comment < 0 || text.slice(line, line + comment).includes('"')
    ? end
    : endOfPrevious(text, line + comment);
}

function tokenEnd(text: string, from: number): number {
  const token = /^\s*(\w+|"[^"\n]*"?|[^\w\s])/.exec(text.slice(from, from + 200));
  return from + Math.max(1, token?.[0].length ?? 1);
}

function found(text: string, from: number): string {
  const rest = text.slice(from, from + 200).trimStart();
  if (rest === '') return 'the end of the file';
  const token = /^(\w[\w.-]*|"[^"\n]*"?|[^\w\s])/.exec(rest)?.[0] ?? rest.charAt(0);
  return `\`${token.length > 40 ? `${token.slice(0, 40)}…` : token}\``;
}

const EXPECTATIONS: Readonly<Record<string, string>> = {
  ScenarioFile: 'a declaration such as `int`, `void f(void)`, `cpu 0 { … }`, `option` or `variant`',
  Block: 'a statement or `}`',
  Arguments: 'an argument, `,` or `)`',
  CpuDeclaration: 'a CPU such as `cpu 0 "sender" in kernel irqs off { … }`',
  HandlerDeclaration: 'a handler such as `on irq NAME { … }`, `on nmi NAME`, `on bp` or `on fault`',
  VariantDeclaration:
    '`variant ID "title" { option = value } model sc|tso|arm expect holds|violated SLUG|deadlock|livelock`',
  ClaimDeclaration: '`claim ID by "who": "what they said" is true|false|partly shown by ID, ID`',
  InterleavingDeclaration: '`interleaving ID "title" by "who" of VARIANT { CPU: statement kind; note "…"; }`',
  Row: 'a row such as `1: WRITE_ONCE(x, 1) visible;`, `1: irq kick;` or `note "…";`',
  OptionDeclaration: '`option NAME "what it is about" = value | value: "what it means"`',
  HardwareDeclaration: '`hardware NAME "what it is about" = value | value`',
};

function expectation(error: SyntaxNode): string {
  for (let node = error.parent; node; node = node.parent) {
    const known = EXPECTATIONS[node.name];
    if (known) return known;
    if (node.name.endsWith('Statement') || node.name === 'LocalDeclaration') return 'the rest of a statement';
    if (['Binary', 'Unary', 'Call', 'Index', 'Conditional', 'Parenthesized'].includes(node.name))
      return 'an expression';
  }
  return 'something else';
}
