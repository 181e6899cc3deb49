/**
 * Tree → statements.
 */
import type { SyntaxNode } from '@lezer/common';
import {
  effectsOf,
  expressionOf,
  expressionsOf,
  isExpression,
  readExpression,
  simpleOf,
} from './read-expression.ts';
import { Malformed, child, children, quote, readAll, span, wordOf, type Source } from './reader.ts';
import type { Declarator, Statement, TypeSyntax } from './syntax.ts';

const STATEMENTS = new Set([
  'Block',
  'LocalDeclaration',
  'ExpressionStatement',
  'EmptyStatement',
  'IfStatement',
  'WhileStatement',
  'DoStatement',
  'ForStatement',
  'ForEachStatement',
  'EitherStatement',
  'ReturnStatement',
  'BreakStatement',
  'ContinueStatement',
  'GotoStatement',
  'AssertStatement',
  'LabeledStatement',
]);

function statementsOf(node: SyntaxNode): SyntaxNode[] {
  return children(node).filter((part) => STATEMENTS.has(part.name));
}

function statementOf(source: Source, node: SyntaxNode, index = 0): Statement {
  const found = statementsOf(node)[index];
  if (!found) throw new Malformed('statement');
  return readStatement(source, found);
}

export function readBlock(source: Source, node: SyntaxNode): Statement {
  return readStatement(source, child(node, 'Block'));
}

export function readType(source: Source, node: SyntaxNode): TypeSyntax {
  const tag = node.getChild('Name');
  const words = children(node)
    .filter((part) => part.name !== 'Name')
    .map((part) => part.name);
  return { name: words.join(' '), tag: tag ? wordOf(source, node, 'Name') : null, ...span(node) };
}

export function readDeclarator(source: Source, node: SyntaxNode): Declarator {
  const extent = node.getChild('Extent');
  const list = node.getChild('InitializerList');
  const name = child(node, 'Name');
  const init = children(node).find((part) => isExpression(part) && part.from !== name.from);
  return {
    name: wordOf(source, node, 'Name'),
    pointer: node.getChild('Star') !== null,
    extent: extent ? expressionOf(source, extent) : null,
    init: list ? expressionsOf(source, list) : init ? readExpression(source, init) : null,
    ...span(node),
  };
}

function readStatement(source: Source, node: SyntaxNode): Statement {
  const at = span(node);
  switch (node.name) {
    case 'Block':
      return { k: 'block', body: readAll(statementsOf(node), (part) => readStatement(source, part)), ...at };
    case 'LocalDeclaration':
      return {
        k: 'local',
        type: readType(source, child(node, 'Type')),
        declarators: node.getChildren('Declarator').map((part) => readDeclarator(source, part)),
        effects: effectsOf(source, node),
        ...at,
      };
    case 'ExpressionStatement': {
      const simple = simpleOf(source, node);
      if (!simple) throw new Malformed('expression');
      return { k: 'simple', simple, effects: effectsOf(source, node), ...at };
    }
    case 'EmptyStatement':
      return { k: 'empty', ...at };
    case 'IfStatement':
      return {
        k: 'if',
        cond: expressionOf(source, node),
        then: statementOf(source, node),
        otherwise: statementsOf(node).length > 1 ? statementOf(source, node, 1) : null,
        ...at,
      };
    case 'WhileStatement':
      return { k: 'while', cond: expressionOf(source, node), body: statementOf(source, node), ...at };
    case 'DoStatement':
      return { k: 'do', body: statementOf(source, node), cond: expressionOf(source, node), ...at };
    case 'ForStatement':
      return readFor(source, node);
    case 'ForEachStatement':
      return {
        k: 'foreach',
        name: wordOf(source, node, 'Name'),
        mask: expressionOf(source, node, 1),
        body: statementOf(source, node),
        ...at,
      };
    case 'EitherStatement':
      return { k: 'either', arms: readArms(source, node), ...at };
    case 'ReturnStatement':
      return {
        k: 'return',
        value: children(node).some(isExpression) ? expressionOf(source, node) : null,
        ...at,
      };
    case 'BreakStatement':
      return { k: 'break', ...at };
    case 'ContinueStatement':
      return { k: 'continue', ...at };
    case 'GotoStatement':
      return { k: 'goto', label: wordOf(source, node, 'Name'), ...at };
    case 'AssertStatement':
      return { k: 'assert', cond: expressionOf(source, node), property: wordOf(source, node, 'Id'), ...at };
    case 'LabeledStatement':
      return { k: 'labeled', label: wordOf(source, node, 'Name'), body: statementOf(source, node), ...at };
    default:
      throw new Malformed(node.name);
  }
}

function readFor(source: Source, node: SyntaxNode): Statement {
  const init = child(node, 'ForInit');
  const cond = child(node, 'ForCondition');
  const type = init.getChild('Type');
  const declarator = init.getChild('Declarator');
  return {
    k: 'for',
    type: type ? readType(source, type) : null,
    init: declarator ? readDeclarator(source, declarator) : simpleOf(source, init),
    cond: children(cond).some(isExpression) ? expressionOf(source, cond) : null,
    step: simpleOf(source, child(node, 'ForStep')),
    body: statementOf(source, node),
    ...span(node),
  };
}

function readArms(source: Source, node: SyntaxNode): (Statement & { k: 'either' })['arms'] {
  const arms: { title: ReturnType<typeof quote> | null; body: Statement }[] = [];
  let title: ReturnType<typeof quote> | null = null;
  for (const part of children(node)) {
    if (part.name === 'Text') title = quote(source, part);
    if (part.name !== 'Block') continue;
    arms.push({ title, body: readStatement(source, part) });
    title = null;
  }
  return arms;
}
