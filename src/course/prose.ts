/**
 * Markdown as prose: `marked` finds the blocks, and what becomes of them is a small tree of our own, so nothing in a
 * stranger's lesson is ever HTML. What prose does not have (pictures, tables, HTML) is kept as the text it is, and said.
 */
import { Lexer, type Token, type Tokens } from 'marked';
import type { Block, Inline, Mistake } from './text.ts';

/** A block of the text with the line (from 1) on which it begins. */
export interface Placed {
  readonly token: Token;
  readonly line: number;
}

/** The blocks of a text that begins on line `first` of its file. */
export function blocksOf(text: string, first: number): readonly Placed[] {
  let line = first;
  return new Lexer({ gfm: true }).lex(text).flatMap((token) => {
    const at = line + leadingLines(token.raw);
    line += token.raw.split('\n').length - 1;
    return token.type === 'space' ? [] : [{ token, line: at }];
  });
}

function leadingLines(raw: string): number {
  return raw.length - raw.replace(/^\n+/, '').length;
}

/** Blocks as prose; what prose does not have goes to `mistakes`. */
export function proseOf(blocks: readonly Placed[], mistakes: Mistake[]): readonly Block[] {
  return blocks.flatMap(({ token, line }) => blockOf(token, line, mistakes));
}

function blockOf(token: Token, line: number, mistakes: Mistake[]): readonly Block[] {
  const within = (tokens: readonly Token[] = []) => tokens.flatMap((one) => blockOf(one, line, mistakes));
  switch (token.type) {
    case 'space':
      return [];
    case 'paragraph':
    case 'text':
      return [
        { k: 'paragraph', of: inlineOf((token as Tokens.Paragraph).tokens, token.raw, line, mistakes) },
      ];
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      return [{ k: 'list', numbered: ordered, items: items.map(({ tokens }) => within(tokens)) }];
    }
    case 'blockquote':
      return [{ k: 'quote', of: within((token as Tokens.Blockquote).tokens) }];
    case 'code':
      return [{ k: 'code', text: (token as Tokens.Code).text }];
    default:
      mistakes.push({
        line,
        message: `A lesson has paragraphs, lists, quotes and code; this is none of them (${token.type}).`,
      });
      return [{ k: 'paragraph', of: [{ k: 'text', text: token.raw.trim() }] }];
  }
}

function inlineOf(
  tokens: readonly Token[] | undefined,
  raw: string,
  line: number,
  mistakes: Mistake[],
): readonly Inline[] {
  if (!tokens) return [{ k: 'text', text: oneLine(raw) }];
  return tokens.map((token): Inline => {
    const of = () => inlineOf((token as Tokens.Strong).tokens, token.raw, line, mistakes);
    switch (token.type) {
      case 'text':
        return { k: 'text', text: oneLine(unescaped((token as Tokens.Text).text)) };
      case 'escape':
        return { k: 'text', text: unescaped((token as Tokens.Escape).text) };
      case 'codespan':
        return { k: 'code', text: unescaped((token as Tokens.Codespan).text) };
      case 'strong':
        return { k: 'strong', of: of() };
      case 'em':
        return { k: 'emphasis', of: of() };
      case 'br':
        return { k: 'text', text: ' ' };
      case 'link':
        return linkOf(token as Tokens.Link, of());
      default:
        mistakes.push({
          line,
          message: `A lesson's prose has emphasis, code and links; this is none of them: ${token.raw}`,
        });
        return { k: 'text', text: token.raw };
    }
  });
}

/** Where a link of a lesson may lead: to another lesson, to a view of this page, or to the web. */
const LEADS = /^(https?:\/\/|#|[\w./-]+\.md$)/;

function linkOf({ href }: Tokens.Link, of: readonly Inline[]): Inline {
  return LEADS.test(href) ? { k: 'link', to: href, of } : { k: 'emphasis', of };
}

/** Releases of `marked` differ in whether a token's text is escaped for HTML; ours never is. */
function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** The words of prose, without its marks. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block): string => {
      switch (block.k) {
        case 'paragraph':
          return inlineText(block.of);
        case 'list':
          return block.items.map((item) => plainText(item)).join('\n');
        case 'quote':
          return plainText(block.of);
        case 'code':
          return block.text;
      }
    })
    .join('\n\n');
}

export function inlineText(inlines: readonly Inline[]): string {
  return inlines.map((one) => ('text' in one ? one.text : inlineText(one.of))).join('');
}

/** How many words prose has; a call such as `smp_store_release()` counts as one. */
export function wordCount(blocks: readonly Block[]): number {
  return plainText(blocks)
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length;
}
