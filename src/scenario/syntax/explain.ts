/**
 * Syntax errors in words. The parser reads on behind a mistake, so one mistake often leaves a trail of error nodes:
 * of each stretch of text that begins at the left margin only the first is told.
 */
import type { SyntaxNode } from '@lezer/common';
import type { Diagnostic } from '../api.ts';
import { Diagnostics } from '../diagnostic.ts';
import { withoutConditionals } from './conditionals.ts';
import { syntaxErrors } from './tolerant.ts';
import { withoutMade } from './made-by-macros.ts';
import { insertsFor, typicalMistake } from './mistakes.ts';
import { openComment, unclosedBrace } from './unclosed.ts';

/** For how many syntax errors a fix is sought; each costs a few parses of the file. */
const FIX_LIMIT = 4;
/** How much text all tries at fixes may parse, in UTF-16 units. */
const FIX_SIZE = 300_000;
/** How far the parser reads on behind a mistake, in steps of `syntaxErrors`: the whole file, and at each try of a fix. */
const STEPS = 2500;
const FIX_STEPS = 400;

/** The diagnostics of a text that has syntax errors, the first of them at `from`. */
export function explainSyntax(whole: string, from: number): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  const { text } = withoutMade(withoutConditionals(whole, diagnostics));
  const comment = openComment(text);
  if (comment !== null) {
    const at = { from: comment, to: comment + 2 };
    diagnostics.error('syntax', at, 'This comment is not closed; `*/` is missing.');
    return diagnostics.list();
  }
  const errors = syntaxErrors(text, from, STEPS);
  const fixes = { left: FIX_LIMIT, size: FIX_SIZE };
  const unclosed = unclosedBrace(text);
  const told = unclosed ? errors.filter(({ from }) => from < unclosed.at) : errors;
  let end = -1;
  for (const error of told) {
    if (error.from < end) continue;
    end = nextMargin(text, error.to);
    explain(text, error, errors, fixes, diagnostics);
  }
  if (unclosed) {
    const { at, next, inside } = unclosed;
    const line = text.slice(0, next.from).split('\n').length;
    const where = endOfPrevious(text, next.from);
    diagnostics.error(
      'syntax',
      { from: at, to: at + 1 },
      `This \`{\` is not closed before \`${next.word}\` on line ${line}; a \`}\` is missing.`,
      inside ? undefined : { label: 'Insert `}`', from: where, to: where, insert: '\n}' },
    );
  }
  return diagnostics.list();
}

/** Where the next line begins that has a word at the left margin. */
function nextMargin(text: string, from: number): number {
  const found = /\n[A-Za-z_]/g;
  found.lastIndex = from;
  return (found.exec(text)?.index ?? text.length) + 1;
}

/** What may still be spent on fixes: for how many errors, and on how much text. */
interface FixBudget {
  left: number;
  size: number;
}

function explain(
  text: string,
  error: SyntaxNode,
  errors: readonly SyntaxNode[],
  fixes: FixBudget,
  diagnostics: Diagnostics,
): void {
  const typical = typicalMistake(text, error.from);
  if (typical) {
    diagnostics.error('syntax', typical, typical.message);
    return;
  }
  const insert = fixes.left-- > 0 ? missing(text, error, errors, fixes) : null;
  if (insert !== null) {
    const at = endOfPrevious(text, error.from);
    const label = insert === '{ }' ? 'a block `{ … }`' : `\`${insert.trim()}\``;
    const fix = { label: `Insert ${label}`, from: at, to: at, insert };
    const message = `Expected ${label} before ${found(text, error.from)}.`;
    diagnostics.error('syntax', { from: at, to: at + 1 }, message, fix);
    return;
  }
  const to = error.to > error.from ? error.to : tokenEnd(text, error.from);
  const message = `Found ${found(text, error.from)}, expected ${expectation(error)}.`;
  diagnostics.error('syntax', { from: error.from, to }, message);
}

/** What to insert before the error so that the text parses better, or null. */
function missing(
  text: string,
  error: SyntaxNode,
  errors: readonly SyntaxNode[],
  fixes: FixBudget,
): string | null {
  const at = endOfPrevious(text, error.from);
  for (const insert of insertsFor(text, error.from)) {
    fixes.size -= text.length;
    if (fixes.size < 0) return null;
    const fixed = `${text.slice(0, at)}${insert}${text.slice(at)}`;
    const left = syntaxErrors(fixed, at, FIX_STEPS);
    const first = left[0];
    if (left.length < errors.length && (!first || first.from > error.from + insert.length)) return insert;
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
  VariableDeclaration: 'the rest of a variable such as `int x = 1, a[2];`',
  CpuDeclaration: 'a CPU such as `cpu 0 "sender" in kernel irqs off { … }`',
  HandlerDeclaration: 'a handler such as `on irq NAME { … }`, `on nmi NAME`, `on bp` or `on fault`',
  StartDeclaration:
    '`cpu 1 holds l;`, `cpu 1 sleeps in TASK_UNINTERRUPTIBLE on wq;`, `irq NAME pending on cpu 0;` or `tlb of cpu 1 holds va -> frame;`',
  VariantDeclaration:
    '`variant ID "title" { option = value } model sc|tso|arm|lkmm expect holds|violated SLUG|deadlock|livelock`',
  ClaimDeclaration: '`claim ID by "who": "what they said" is true|false|partly shown by ID, ID`',
  InterleavingDeclaration: '`interleaving ID "title" by "who" of VARIANT { CPU: statement kind; note "…"; }`',
  Ends: '`ends violated SLUG|finished|deadlock|livelock|doomed|open;`',
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
