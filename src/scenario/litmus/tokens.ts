/**
 * Words and signs of a litmus file: one scanner for init blocks, conditions, C bodies and assembly operands. Offsets
 * are those of the whole file. Comments are blanked beforehand (comments.ts).
 */
import { type Span, unreadable, unsupported } from './refusal.ts';

export interface Token extends Span {
  readonly kind: 'name' | 'int' | 'string' | 'sign' | 'end';
  readonly text: string;
}

const lexeme =
  /[ \t\r\n\f]+|([A-Za-z_][\w']*)|(0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*)|("[^"\n]*")|(\/\\|\\\/|=>|->|\+\+|--|\+=|-=|\|=|&=|\^=|==|!=|<=|>=|<<|>>|&&|\|\||[-+*/%&|^~!<>=?:;,.()[\]{}#$@])/y;

/** Splits `text[from, to)`; a character that no litmus file uses is `unreadable`. The last token is `end`. */
export function tokenize(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  let at = from;
  while (at < to) {
    lexeme.lastIndex = at;
    const match = lexeme.exec(text);
    if (match === null)
      unreadable('syntax', `unexpected character ${quote(text.slice(at, at + 1))}`, { from: at, to: at + 1 });
    const end = Math.min(lexeme.lastIndex, to);
    const kind = kindOf(match);
    if (kind !== null) tokens.push({ kind, text: text.slice(at, end), from: at, to: end });
    at = end;
  }
  tokens.push({ kind: 'end', text: '', from: to, to });
  return tokens;
}

function kindOf(match: RegExpExecArray): Token['kind'] | null {
  if (match[1] !== undefined) return 'name';
  if (match[2] !== undefined) return 'int';
  if (match[3] !== undefined) return 'string';
  return match[4] === undefined ? null : 'sign';
}

/** Walks over tokens; every `unreadable` names what was found and what was expected. */
export class TokenReader {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(ahead = 0): Token {
    const token = this.tokens[Math.max(0, Math.min(this.index + ahead, this.tokens.length - 1))];
    if (token === undefined) throw new Error('internal: no tokens');
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.index += 1;
    return token;
  }

  /** Whether the token `ahead` of the next one is this sign or word. */
  at(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && token.kind !== 'string' && token.kind !== 'end';
  }

  accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.index += 1;
    return true;
  }

  expect(text: string): Token {
    if (!this.at(text)) this.fail(quote(text));
    return this.next();
  }

  name(what: string): Token {
    if (this.peek().kind !== 'name') this.fail(what);
    return this.next();
  }

  /** An integer with an optional sign. */
  int(): number {
    const negative = this.accept('-');
    if (!negative) this.accept('+');
    if (this.peek().kind !== 'int') this.fail('a number');
    const token = this.next();
    return negative ? narrow(-BigInt(digits(token)), token) : narrow(BigInt(digits(token)), token);
  }

  isEnd(): boolean {
    return this.peek().kind === 'end';
  }

  fail(expected: string): never {
    const token = this.peek();
    const found = token.kind === 'end' ? 'the end' : quote(token.text);
    return unreadable('syntax', `found ${found}, expected ${expected}`, token);
  }
}

function digits(token: Token): string {
  return token.text.replace(/[uUlL]+$/, '');
}

/** The machine's ints have 32 bits: what needs more is refused, not cut. */
export function narrow(value: bigint, span: Span): number {
  if (value < -0x8000_0000n || value > 0xffff_ffffn) {
    unsupported('wide-constant', `${value} does not fit in 32 bits`, span);
  }
  return Number(BigInt.asIntN(32, value));
}

/** A piece of the file as a message shows it. */
export function quote(text: string): string {
  const short = text.replace(/\s+/g, ' ').trim();
  return `“${short.length > 60 ? `${short.slice(0, 57)}…` : short}”`;
}
