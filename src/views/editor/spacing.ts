/**
 * Spaces within the statements of code, as kernel code has them: one behind a comma, one on either side of what joins two
 * operands, none within parentheses or between a function and its arguments. Only spaces between two words or signs of one
 * line change, and only where the line stays the same tokens; comments, texts and everything outside of code stay.
 */
import type { SyntaxNode, Tree } from '@lezer/common';

export interface Spacing {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|[A-Za-z0-9_]+|<<=|>>=|[-+*/%&|^=!<>]=|->|\+\+|--|&&|\|\||<<|>>|[^]/g;
const KEYWORDS = /^(?:if|while|for|switch|for_each_cpu|return|else|do|case|goto|either|or)$/;
const JOINS = /^(?:=|==|!=|<=|>=|<|>|<<|>>|&&|\|\||[-+*/%&|^]=|<<=|>>=|[-+*/%&|^?])$/;
/** Signs that also stand before a single operand. */
const EITHER = /^[-+*&]$/;

/** The changes, in the order of the text; none where the text would not be understood the same. */
export function spacingOf(text: string, parse: (text: string) => Tree): readonly Spacing[] {
  const tree = parse(text);
  const changes = changesOf(text, tree);
  return shapeOf(parse(spaced(text, changes))) === shapeOf(tree) ? changes : [];
}

/** The text with the changes. */
export function spaced(text: string, changes: readonly Spacing[]): string {
  let made = '';
  let at = 0;
  for (const { from, to, insert } of changes) {
    made += text.slice(at, from) + insert;
    at = to;
  }
  return made + text.slice(at);
}

function shapeOf(tree: Tree): string {
  let shape = '';
  tree.iterate({ enter: ({ name }) => void (shape += `(${name}`), leave: () => void (shape += ')') });
  return shape;
}

function changesOf(text: string, tree: Tree): readonly Spacing[] {
  const changes: Spacing[] = [];
  tree.iterate({
    enter: ({ name, from, to, node }) => {
      if (name !== 'Block') return true;
      // A body that is not understood is left as it is typed.
      if (!hasMistake(node)) changes.push(...within(text.slice(from, to), from, tree));
      return false;
    },
  });
  return changes;
}

function within(text: string, from: number, tree: Tree): readonly Spacing[] {
  const changes: Spacing[] = [];
  let before: Token | null = null;
  let earlier: Token | null = null;
  let gap: Token | null = null;
  for (const { 0: word, index } of text.matchAll(TOKEN)) {
    const token = { text: word, from: from + index, to: from + index + word.length };
    if (/^\s/.test(word)) {
      gap = token;
      continue;
    }
    const space = before && !gap?.text.includes('\n') ? spaceBetween(earlier, before, token, tree) : null;
    const has = gap?.text ?? '';
    if (before && space !== null && space !== has)
      changes.push({ from: before.to, to: token.from, insert: space });
    earlier = before;
    before = token;
    gap = null;
  }
  return changes;
}

/** What stands between two tokens of a line; null where that is the author's. */
function spaceBetween(earlier: Token | null, a: Token, b: Token, tree: Tree): string | null {
  if ([a.text, b.text].some((one) => /^(?:\/\/|\/\*|\\)/.test(one))) return null;
  const id = nodeAt(tree, b.from, 1);
  if (id?.name === 'Id' && id.from < b.from) return null;
  if (a.text === '{' && b.text === '}') return null;
  if (/^[;,]$/.test(b.text)) return a.text === ';' || (a.text === '(' && b.text === ';') ? null : '';
  if (a.text === ',') return ' ';
  if (a.text === ';') return b.text === ')' ? null : ' ';
  if (a.text === '(' || a.text === '[' || b.text === ')' || b.text === ']') return '';
  if (a.text === '.' || a.text === '->' || b.text === '->') return '';
  if (b.text === '.') return /^[\w)\]]/.test(a.text) ? '' : null;
  if (isBefore(a, earlier, tree)) return '';
  if (b.text === '++' || b.text === '--') return /^[\w)\]]/.test(a.text) ? '' : ' ';
  if (a.text === '++' || a.text === '--') return JOINS.test(b.text) ? ' ' : null;
  if (a.text === ':' || b.text === ':') return null;
  if (b.text === '[') return /^[\w)\]]/.test(a.text) ? '' : null;
  if (b.text === '(') return beforeParenthesis(a, b, tree);
  if (JOINS.test(a.text) || JOINS.test(b.text) || a.text === '@' || b.text === '@') return ' ';
  if (a.text === ')' && nodeAt(tree, a.to, -1)?.name === 'Cast') return null;
  return ' ';
}

/** A call's own has none before it, a condition's one. */
function beforeParenthesis(a: Token, b: Token, tree: Tree): string | null {
  if (KEYWORDS.test(a.text)) return ' ';
  const { name } = nodeAt(tree, b.from, 1) ?? {};
  if (name === 'Arguments' || name === 'Parameters') return '';
  if (a.text === 'assert') return '';
  return JOINS.test(a.text) ? ' ' : null;
}

/** Whether a sign stands before its one operand: `-x`, `*p`, `&x`, `!x`, `++x`, and the star of a declaration. */
function isBefore({ text, from }: Token, earlier: Token | null, tree: Tree): boolean {
  if (text === '!' || text === '~') return true;
  if (!EITHER.test(text) && text !== '++' && text !== '--') return false;
  const node = nodeAt(tree, from, 1);
  if (node?.name === 'Star') return node.parent?.name !== 'TypeArgument';
  if (node?.name === 'UnaryOp') return true;
  if (node?.name === 'IncrementOp') return node.parent?.from === from;
  return earlier === null;
}

/** What a sign or a word belongs to; signs are nodes of their own. */
function nodeAt(tree: Tree, at: number, side: -1 | 1): SyntaxNode | null {
  const node = tree.resolveInner(at, side);
  return /^\w/.test(node.name) ? node : node.parent;
}

function hasMistake(block: SyntaxNode): boolean {
  let found = false;
  block.cursor().iterate(({ type }) => {
    found ||= type.isError;
    return !found;
  });
  return found;
}
