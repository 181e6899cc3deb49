/**
 * Tree → expressions, assignments and effects.
 */
import type { Phrase } from './phrase.ts';
import type { SourceOp, SourceUnaryOp } from '../../base/index.ts';
import type { AssignOp, EffectSyntax, Expression, Initializer, Simple, TypeSyntax } from './syntax.ts';
import { lateParts } from '../lower/late.ts';
import { readNumber, type NumberRead } from './numbers.ts';
import { Malformed, child, quote, span, word, wordOf, type Source } from './reader.ts';

const EXPRESSIONS = new Set([
  'Name',
  'Number',
  'Character',
  'True',
  'False',
  'Parenthesized',
  'Call',
  'Index',
  'Member',
  'Unary',
  'Binary',
  'Conditional',
  'Cast',
  'Increment',
  'TypeArgument',
  'TextArgument',
  'CompoundLiteral',
  'StatementExpression',
]);

/** Expressions that stand in parentheses, which leave no other trace: a macro's may matter. */
export const parenthesized = new WeakSet<object>();

export function isExpression(node: Phrase): boolean {
  return EXPRESSIONS.has(node.name);
}

/** The expressions among a phrase's parts, in order. */
export function expressionsOf(source: Source, node: Phrase): Expression[] {
  return node.parts.filter(isExpression).map((part) => readExpression(source, part));
}

export function expressionOf(source: Source, node: Phrase, index = 0): Expression {
  let left = index;
  for (const part of node.parts) if (isExpression(part) && left-- === 0) return readExpression(source, part);
  throw new Malformed('expression');
}

export function readExpression(source: Source, node: Phrase): Expression {
  const at = span(node);
  switch (node.name) {
    case 'Name':
      return { k: 'name', name: source.text.slice(node.from, node.to), ...at };
    case 'Number':
      return { k: 'number', ...readNumber(source.text.slice(node.from, node.to)), ...at };
    case 'Character':
      return { k: 'number', value: characterOf(source.text.slice(node.from + 1, node.to - 1)), ...at };
    case 'True':
    case 'False':
      return { k: 'bool', value: node.name === 'True', ...at };
    case 'Parenthesized': {
      const parts = node.parts
        .filter((part) => isExpression(part) || part.name === 'Assignment')
        .map((part) => readOperand(source, part));
      const [only] = parts;
      if (!only) throw new Malformed('expression');
      parenthesized.add(only);
      return parts.length === 1 ? only : { k: 'comma', parts, ...at };
    }
    case 'Call': {
      const callee = node.first;
      const args = expressionsOf(source, child(node, 'Arguments'));
      if (!callee) throw new Malformed('callee');
      if (callee.name === 'Name') return { k: 'call', callee: word(source, callee), args, ...at };
      return { k: 'indirect', fn: readExpression(source, callee), args, ...at };
    }
    case 'Cast':
      return {
        k: 'cast',
        ...readTypeName(source, child(node, 'TypeArgument')),
        a: expressionOf(source, node, 1),
        ...at,
      };
    case 'CompoundLiteral': {
      const init = initializerOf(source, node, -1);
      if (init?.k !== 'list') throw new Malformed('initializer');
      return { k: 'compound', ...readTypeName(source, child(node, 'TypeArgument')), init, ...at };
    }
    case 'StatementExpression': {
      const block = source.block(source, node);
      return { k: 'statements', body: block.k === 'block' ? block.body : [], ...at };
    }
    case 'TypeArgument':
      return { k: 'type', ...readTypeName(source, node), ...at };
    case 'TextArgument':
      return { k: 'text', text: quote(source, node).text, ...at };
    case 'Increment': {
      const op = wordOf(source, node, 'IncrementOp');
      const target = expressionOf(source, node);
      return { k: 'step', op: stepOp(op.text), prefix: op.from < target.from, target, ...at };
    }
    case 'Index':
      return { k: 'index', base: expressionOf(source, node), index: expressionOf(source, node, 1), ...at };
    case 'Member': {
      const names = node.partsNamed('Name');
      const member = names[names.length - 1];
      if (!member) throw new Malformed('member');
      const arrow = node.part('Arrow') !== null;
      return { k: 'member', base: expressionOf(source, node), arrow, member: word(source, member), ...at };
    }
    case 'Unary': {
      const op = source.text.slice(node.from, node.from + 1);
      const a = expressionOf(source, node);
      if (op === '&') return { k: 'address', a, ...at };
      if (op === '*') return { k: 'deref', a, ...at };
      if (op === '-' && a.k === 'number') return { ...a, value: negative(a), ...at };
      return { k: 'unary', op: op as SourceUnaryOp, a, ...at };
    }
    case 'Binary': {
      const op = node.parts[1];
      if (!op?.name.endsWith('Op')) throw new Malformed('operator');
      const a = expressionOf(source, node);
      const b = expressionOf(source, node, 1);
      return { k: 'binary', op: source.text.slice(op.from, op.to) as SourceOp, a, b, ...at };
    }
    case 'Conditional':
      if (node.parts.filter(isExpression).length === 2)
        return (
          lateParts()?.orElse(expressionOf(source, node), expressionOf(source, node, 1), at) ??
          expressionOf(source, node)
        );
      return {
        k: 'conditional',
        c: expressionOf(source, node),
        a: expressionOf(source, node, 1),
        b: expressionOf(source, node, 2),
        ...at,
      };
    default:
      throw new Malformed(node.name);
  }
}

/** The initializer among a phrase's parts, where it has one; `name` is where the declared name stands, or -1. */
export function initializerOf(source: Source, node: Phrase, name: number): Initializer | null {
  const init = node.parts.find(
    (part) =>
      part.name === 'InitializerList' ||
      (isExpression(part) && part.name !== 'TypeArgument' && part.from !== name),
  );
  return init ? readInitializer(source, init) : null;
}

function readInitializer(source: Source, node: Phrase): Initializer {
  if (node.name !== 'InitializerList') return readExpression(source, node);
  return {
    k: 'list',
    items: node.partsNamed('InitializerItem').map((item) => {
      const value = item.parts.find((part) => part.name === 'InitializerList' || isExpression(part));
      if (!value) throw new Malformed('initializer');
      const path = item.partsNamed('Designator').map((part) => {
        if (source.text.charAt(part.from) === '.') return wordOf(source, part, 'Name');
        return constantOf(source, part);
      });
      return { path, value: readInitializer(source, value) };
    }),
    ...span(node),
  };
}

/** The constant of a label or a designator; a range, `a ... b`, is two side by side, which no constant is (ISO C 6.6). */
export function constantOf(source: Source, node: Phrase): Expression {
  const first = expressionOf(source, node);
  if (!node.part('Dots')) return first;
  const last = expressionOf(source, node, 1);
  return { k: 'comma', parts: [first, last], from: first.from, to: last.to };
}

/** An expression, or an assignment as one. */
function readOperand(source: Source, node: Phrase): Expression {
  if (node.name !== 'Assignment') return readExpression(source, node);
  const { op, target, value } = readAssignment(source, node);
  return { k: 'assign', op, target, value, ...span(node) };
}

/** What stands in parentheses behind `if` or `while`; an assignment without parentheses of its own is marked as bare. */
export function conditionOf(source: Source, node: Phrase): Expression {
  const bare = node.part('Assignment');
  if (!bare) return expressionOf(source, node);
  const e = readOperand(source, bare);
  return e.k === 'assign' ? { ...e, bare: true } : e;
}

function readAssignment(
  source: Source,
  node: Phrase,
): { readonly op: AssignOp; readonly target: Expression; readonly value: Expression } {
  const inner = node.part('Assignment');
  return {
    op: assignOp(source, node),
    target: expressionOf(source, node),
    value: inner ? readOperand(source, inner) : expressionOf(source, node, 1),
  };
}

function stepOp(text: string): '++' | '--' {
  return text === '--' ? '--' : '++';
}

function readTypeName(source: Source, node: Phrase): { readonly type: TypeSyntax; readonly stars: number } {
  return { type: readType(source, child(node, 'Type')), stars: node.partsNamed('Star').length };
}

export function readType(source: Source, node: Phrase): TypeSyntax {
  const tag = node.part('Name');
  const named = node.part('TypeName');
  const words = node.parts.filter((part) => part.name !== 'Name').map((part) => part.name);
  if (/^_*typeof/.test(words[0] ?? ''))
    return { name: 'typeof', tag: null, of: expressionOf(source, node), ...span(node) };
  return {
    name: named ? source.text.slice(named.from, named.to) : words.join(' '),
    tag: tag ? wordOf(source, node, 'Name') : null,
    ...span(node),
  };
}

/** The `simple`s (expressions, assignments, increments) among a phrase's parts; several between commas are one expression. */
export function simpleOf(source: Source, node: Phrase): Simple | null {
  const parts = node.parts.filter((part) => isExpression(part) || part.name === 'Assignment');
  const [first] = parts;
  if (!first) return null;
  const at = span(first);
  if (parts.length > 1) {
    const all = { from: first.from, to: parts[parts.length - 1]?.to ?? first.to };
    return {
      k: 'expression',
      e: { k: 'comma', parts: parts.map((part) => readOperand(source, part)), ...all },
      ...all,
    };
  }
  if (first.name === 'Assignment') return { k: 'assign', ...readAssignment(source, first), ...at };
  const e = readExpression(source, first);
  if (e.k === 'step') return { k: 'increment', op: e.op, target: e.target, ...at };
  return { k: 'expression', e, ...at };
}

/** Effects behind `@`, empty where there are none. */
export function effectsOf(source: Source, node: Phrase): EffectSyntax[] {
  const effects = node.part('Effects');
  if (!effects) return [];
  return effects.parts.flatMap((part): EffectSyntax[] => {
    if (part.name === 'EffectSet') {
      return [
        {
          k: 'set',
          op: assignOp(source, part),
          target: expressionOf(source, part),
          value: expressionOf(source, part, 1),
          ...span(part),
        },
      ];
    }
    if (part.name === 'EffectAssert') {
      return [
        {
          k: 'assert',
          cond: expressionOf(source, part),
          property: wordOf(source, part, 'Id'),
          ...span(part),
        },
      ];
    }
    return [];
  });
}

function assignOp(source: Source, node: Phrase): AssignOp {
  const op = node.part('AssignOp');
  return op ? (source.text.slice(op.from, op.to) as AssignOp) : '=';
}

const ESCAPED: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, '0': 0 };

function characterOf(text: string): number {
  return text.startsWith('\\') ? (ESCAPED[text.charAt(1)] ?? text.charCodeAt(1)) : text.charCodeAt(0);
}

function negative({ value, suffix }: NumberRead): number {
  return suffix === 'l' || suffix === 'ul' ? 0 - value : -value | 0;
}
