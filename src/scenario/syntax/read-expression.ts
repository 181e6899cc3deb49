/**
 * Tree → expressions, assignments and effects.
 */
import type { SyntaxNode } from '@lezer/common';
import type { BinaryOp, UnaryOp } from '../../machine/index.ts';
import type { AssignOp, EffectSyntax, Expression, Simple } from './syntax.ts';
import { Malformed, child, children, numberOf, span, word, wordOf, type Source } from './reader.ts';

const EXPRESSIONS = new Set([
  'Name',
  'Number',
  'True',
  'False',
  'Parenthesized',
  'Call',
  'Index',
  'Member',
  'Unary',
  'Binary',
  'Conditional',
]);

export function isExpression(node: SyntaxNode): boolean {
  return EXPRESSIONS.has(node.name);
}

/** The expressions among a node's children, in order. */
export function expressionsOf(source: Source, node: SyntaxNode): Expression[] {
  return children(node)
    .filter(isExpression)
    .map((part) => readExpression(source, part));
}

export function expressionOf(source: Source, node: SyntaxNode, index = 0): Expression {
  const found = children(node).filter(isExpression)[index];
  if (!found) throw new Malformed('expression');
  return readExpression(source, found);
}

export function readExpression(source: Source, node: SyntaxNode): Expression {
  const at = span(node);
  switch (node.name) {
    case 'Name':
      return { k: 'name', name: source.text.slice(node.from, node.to), ...at };
    case 'Number':
      return { k: 'number', value: numberOf(source, node), ...at };
    case 'True':
    case 'False':
      return { k: 'bool', value: node.name === 'True', ...at };
    case 'Parenthesized':
      return expressionOf(source, node);
    case 'Call': {
      const callee = node.firstChild;
      if (callee?.name !== 'Name') throw new Malformed('callee');
      return {
        k: 'call',
        callee: word(source, callee),
        args: expressionsOf(source, child(node, 'Arguments')),
        ...at,
      };
    }
    case 'Index':
      return { k: 'index', base: expressionOf(source, node), index: expressionOf(source, node, 1), ...at };
    case 'Member': {
      const names = node.getChildren('Name');
      const member = names[names.length - 1];
      if (!member) throw new Malformed('member');
      return { k: 'member', base: expressionOf(source, node), member: word(source, member), ...at };
    }
    case 'Unary': {
      const op = source.text.slice(node.from, node.from + 1);
      const a = expressionOf(source, node);
      if (op === '&') return { k: 'address', a, ...at };
      if (op === '*') return { k: 'deref', a, ...at };
      if (op === '-' && a.k === 'number') return { k: 'number', value: -a.value | 0, ...at };
      return { k: 'unary', op: op as UnaryOp, a, ...at };
    }
    case 'Binary': {
      const op = children(node)[1];
      if (!op?.name.endsWith('Op')) throw new Malformed('operator');
      const a = expressionOf(source, node);
      const b = expressionOf(source, node, 1);
      return { k: 'binary', op: source.text.slice(op.from, op.to) as BinaryOp, a, b, ...at };
    }
    case 'Conditional':
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

/** The `simple` (expression, assignment, increment) among a node's children, or null. */
export function simpleOf(source: Source, node: SyntaxNode): Simple | null {
  for (const part of children(node)) {
    if (isExpression(part)) return { k: 'expression', e: readExpression(source, part), ...span(part) };
    if (part.name === 'Assignment') {
      return {
        k: 'assign',
        op: assignOp(source, part),
        target: expressionOf(source, part),
        value: expressionOf(source, part, 1),
        ...span(part),
      };
    }
    if (part.name === 'Increment') {
      const op = wordOf(source, part, 'IncrementOp').text === '--' ? '--' : '++';
      return { k: 'increment', op, target: expressionOf(source, part), ...span(part) };
    }
  }
  return null;
}

/** Effects behind `@`, empty where there are none. */
export function effectsOf(source: Source, node: SyntaxNode): EffectSyntax[] {
  const effects = node.getChild('Effects');
  if (!effects) return [];
  return children(effects).flatMap((part): EffectSyntax[] => {
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

function assignOp(source: Source, node: SyntaxNode): AssignOp {
  const op = node.getChild('AssignOp');
  return op ? (source.text.slice(op.from, op.to) as AssignOp) : '=';
}
