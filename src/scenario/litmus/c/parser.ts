/** Parses `P0(int *x, int *y) { … }` and its statements. Types are read and forgotten: every value is a word. */
import { PRECEDENCE, type BinaryOp } from '../../../base/index.ts';
import { refuseDeepNesting } from './nesting.ts';
import type { CExpr, CFunction, CStatement } from './syntax.ts';
import { type Span, unsupported } from '../refusal.ts';
import { quote, tokenize, TokenReader } from '../tokens.ts';

export function parseCFunctions(text: string, span: Span): CFunction[] {
  const tokens = tokenize(text, span.from, span.to);
  refuseDeepNesting(tokens);
  const reader = new TokenReader(tokens);
  const functions: CFunction[] = [];
  while (!reader.isEnd()) functions.push(parseFunction(reader));
  if (functions.length === 0) reader.fail('a function such as P0');
  return functions.sort((a, b) => a.cpu - b.cpu);
}

function parseFunction(reader: TokenReader): CFunction {
  const name = reader.name('a function such as P0');
  const cpu = /^P(\d+)$/.exec(name.text)?.[1];
  if (cpu === undefined) unsupported('function', `functions other than P0, P1, … are not supported`, name);
  reader.expect('(');
  const params: string[] = [];
  while (!reader.accept(')')) {
    let last = reader.name('a parameter').text;
    while (!reader.at(',') && !reader.at(')')) {
      if (!reader.accept('*')) last = reader.name('a parameter').text;
    }
    if (last !== 'void') params.push(last);
    reader.accept(',');
  }
  return { cpu: Number(cpu), params, body: parseBlock(reader) };
}

function parseBlock(reader: TokenReader): CStatement[] {
  reader.expect('{');
  const body: CStatement[] = [];
  while (!reader.accept('}')) {
    if (reader.isEnd()) reader.fail('“}”');
    body.push(...parseStatement(reader));
  }
  return body;
}

/** One statement, or several where one declaration declares several variables. */
function parseStatement(reader: TokenReader): CStatement[] {
  const from = reader.peek().from;
  const spanned = (): Span => ({ from, to: reader.peek(-1).to });
  if (reader.at('{')) return [{ k: 'block', body: parseBlock(reader), ...spanned() }];
  if (reader.accept(';')) return [];
  if (reader.accept('if')) {
    const cond = parseParenthesized(reader);
    const then = parseSingle(reader);
    const otherwise = reader.accept('else') ? parseSingle(reader) : null;
    return [{ k: 'if', cond, then, otherwise, ...spanned() }];
  }
  if (reader.accept('while')) {
    const cond = parseParenthesized(reader);
    return [{ k: 'while', cond, body: parseSingle(reader), first: 'test', ...spanned() }];
  }
  if (reader.accept('do')) {
    const body = parseSingle(reader);
    reader.expect('while');
    const cond = parseParenthesized(reader);
    reader.expect(';');
    return [{ k: 'while', cond, body, first: 'body', ...spanned() }];
  }
  if (reader.accept('for')) return [{ ...parseFor(reader), ...spanned() }];
  for (const k of ['break', 'continue', 'return'] as const) {
    if (!reader.accept(k)) continue;
    if (k === 'return' && !reader.at(';')) parseExpression(reader);
    reader.expect(';');
    return [{ k, ...spanned() }];
  }
  if (reader.at('goto') || (reader.peek().kind === 'name' && reader.at(':', 1))) {
    unsupported('goto', 'goto and labels are not supported', reader.peek());
  }
  if (startsDeclaration(reader)) return parseDeclaration(reader);
  const expr = parseExpression(reader);
  reader.expect(';');
  return [{ k: 'expression', expr, ...spanned() }];
}

function parseSingle(reader: TokenReader): CStatement {
  const from = reader.peek().from;
  const statements = parseStatement(reader);
  const only = statements[0];
  if (statements.length === 1 && only !== undefined) return only;
  return { k: 'block', body: statements, from, to: reader.peek(-1).to };
}

function parseFor(reader: TokenReader): Omit<Extract<CStatement, { readonly k: 'for' }>, 'from' | 'to'> {
  reader.expect('(');
  const init = reader.at(';') ? null : parseSingle(reader);
  if (init === null) reader.expect(';');
  const cond = reader.at(';') ? null : parseExpression(reader);
  reader.expect(';');
  const step = reader.at(')') ? null : parseExpression(reader);
  reader.expect(')');
  return { k: 'for', init, cond, step, body: parseSingle(reader) };
}

/** A type is one or more words, then stars, then the variable. */
function startsDeclaration(reader: TokenReader): boolean {
  if (reader.peek().kind !== 'name') return false;
  let ahead = 1;
  if (reader.peek(ahead).kind === 'name') return true;
  if (!reader.at('*', ahead)) return false;
  while (reader.at('*', ahead)) ahead += 1;
  if (reader.peek(ahead).kind !== 'name') return false;
  return reader.at('=', ahead + 1) || reader.at(';', ahead + 1) || reader.at(',', ahead + 1);
}

function parseDeclaration(reader: TokenReader): CStatement[] {
  const from = reader.peek().from;
  reader.next();
  while (reader.peek(1).kind === 'name') reader.next();
  const declared: CStatement[] = [];
  do {
    while (reader.accept('*'));
    // `unsigned int r0`: all words but the last belong to the type.
    while (reader.peek(1).kind === 'name') reader.next();
    const name = reader.name('a variable');
    if (reader.at('['))
      unsupported('local-array', `the local array ${quote(name.text)} is not supported`, name);
    const value = reader.accept('=') ? parseExpression(reader) : null;
    declared.push({ k: 'declare', name: name.text, value, from, to: reader.peek(-1).to });
  } while (reader.accept(','));
  reader.expect(';');
  return declared;
}

function parseParenthesized(reader: TokenReader): CExpr {
  reader.expect('(');
  const expr = parseExpression(reader);
  reader.expect(')');
  return expr;
}

const assignments: readonly string[] = ['=', '+=', '-=', '&=', '|=', '^='];

function parseExpression(reader: TokenReader): CExpr {
  const target = parseConditional(reader);
  const sign = reader.peek();
  if (sign.kind !== 'sign' || !assignments.includes(sign.text)) return target;
  reader.next();
  const op = sign.text === '=' ? null : (sign.text.slice(0, -1) as BinaryOp);
  const value = parseExpression(reader);
  return { k: 'assign', target, op, value, from: target.from, to: value.to };
}

function parseConditional(reader: TokenReader): CExpr {
  const c = parseBinary(reader, 0);
  if (!reader.accept('?')) return c;
  const a = parseExpression(reader);
  reader.expect(':');
  const b = parseConditional(reader);
  return { k: 'conditional', c, a, b, from: c.from, to: b.to };
}

function parseBinary(reader: TokenReader, level: number): CExpr {
  const ops = PRECEDENCE[level];
  if (ops === undefined) return parseUnary(reader);
  let a = parseBinary(reader, level + 1);
  for (;;) {
    const sign = reader.peek();
    if (sign.kind !== 'sign' || !ops.includes(sign.text)) return a;
    reader.next();
    const b = parseBinary(reader, level + 1);
    a = { k: 'binary', op: sign.text as BinaryOp, a, b, from: a.from, to: b.to };
  }
}

function parseUnary(reader: TokenReader): CExpr {
  const { from } = reader.peek();
  for (const op of ['-', '~', '!', '*', '&'] as const) {
    if (!reader.accept(op)) continue;
    const a = parseUnary(reader);
    return { k: 'unary', op, a, from, to: a.to };
  }
  if (isCast(reader)) {
    while (!reader.accept(')')) reader.next();
    return parseUnary(reader);
  }
  return parsePostfix(reader);
}

const typeWords = /^(void|int|char|short|long|unsigned|signed|bool|_Bool|const|volatile|struct|\w+_t)$/;

function isCast(reader: TokenReader): boolean {
  return reader.at('(') && reader.peek(1).kind === 'name' && typeWords.test(reader.peek(1).text);
}

function parsePostfix(reader: TokenReader): CExpr {
  let expr = parsePrimary(reader);
  for (;;) {
    if (reader.accept('[')) {
      const index = parseExpression(reader);
      const { to } = reader.expect(']');
      expr = { k: 'index', base: expr, index, from: expr.from, to };
    } else if (reader.at('++') || reader.at('--')) {
      const sign = reader.next();
      const one: CExpr = { k: 'int', value: 1, from: sign.from, to: sign.to };
      const op = sign.text === '++' ? '+' : '-';
      expr = { k: 'assign', target: expr, op, value: one, from: expr.from, to: sign.to };
    } else if (reader.at('.') || reader.at('->')) {
      unsupported('member', 'members of structures are not supported', reader.peek());
    } else return expr;
  }
}

function parsePrimary(reader: TokenReader): CExpr {
  const token = reader.peek();
  const { from } = token;
  if (reader.at('(')) {
    const inner = parseParenthesized(reader);
    return { ...inner, from, to: reader.peek(-1).to };
  }
  if (token.kind === 'int') return { k: 'int', value: reader.int(), from, to: token.to };
  const name = reader.name('an expression').text;
  if (!reader.accept('(')) return { k: 'name', name, from, to: token.to };
  const args: CExpr[] = [];
  while (!reader.at(')')) {
    args.push(parseExpression(reader));
    if (!reader.accept(',')) break;
  }
  const { to } = reader.expect(')');
  return { k: 'call', name, args, from, to };
}
