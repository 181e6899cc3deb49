/**
 * Tree → statements.
 */
import { rareParts } from '../lower/late.ts';
import type { Phrase } from './phrase.ts';
import {
  conditionOf,
  constantOf,
  effectsOf,
  expressionOf,
  expressionsOf,
  isExpression,
  readType,
  simpleOf,
} from './read-expression.ts';
import { readDeclarator } from './read-declarator.ts';
import { Malformed, child, quote, readAll, span, wordOf, type Source } from './reader.ts';
import type { Expression, Statement } from './syntax.ts';

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
  'LoopStatement',
  'SwitchStatement',
  'MacroDeclaration',
]);

function statementsOf(node: Phrase): readonly Phrase[] {
  return node.parts.filter((part) => STATEMENTS.has(part.name));
}

function statementOf(source: Source, node: Phrase, index = 0): Statement {
  const found = statementsOf(node)[index];
  if (!found) throw new Malformed('statement');
  return readStatement(source, found);
}

export function readBlock(source: Source, node: Phrase): Statement {
  return readStatement(source, child(node, 'Block'));
}

function readStatement(source: Source, node: Phrase): Statement {
  const at = span(node);
  switch (node.name) {
    case 'Block':
      return { k: 'block', body: readAll(statementsOf(node), (part) => readStatement(source, part)), ...at };
    case 'LocalDeclaration':
      return {
        k: 'local',
        ...(isStatic(source, node) ? { isStatic: true as const } : {}),
        type: readType(source, child(node, 'Type')),
        declarators: node.partsNamed('Declarator').map((part) => readDeclarator(source, part)),
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
        cond: conditionOf(source, node),
        then: statementOf(source, node),
        otherwise: statementsOf(node).length > 1 ? statementOf(source, node, 1) : null,
        ...at,
      };
    case 'WhileStatement':
      return { k: 'while', cond: conditionOf(source, node), body: statementOf(source, node), ...at };
    case 'DoStatement':
      return { k: 'do', body: statementOf(source, node), cond: conditionOf(source, node), ...at };
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
    case 'LoopStatement':
      return {
        k: 'loop',
        name: wordOf(source, node, 'LoopName'),
        args: expressionsOf(source, child(node, 'Arguments')),
        body: statementOf(source, node),
        ...at,
      };
    case 'SwitchStatement':
      return {
        k: 'switch',
        value: expressionOf(source, node),
        cases: readCases(source, child(node, 'Cases')),
        ...at,
      };
    case 'MacroDeclaration': {
      const declared = rareParts()?.readMacro(source, node);
      if (!declared) {
        const args = expressionsOf(source, child(node, 'Arguments'));
        const e: Expression = { k: 'call', callee: wordOf(source, node, 'MacroName'), args, ...at };
        return { k: 'simple', simple: { k: 'expression', e, ...at }, effects: [], ...at };
      }
      const { type, declarator } = declared;
      return { k: 'local', type, declarators: [declarator], effects: [], ...at };
    }
    case 'EitherStatement':
      return { k: 'either', arms: readArms(source, node), ...at };
    case 'ReturnStatement':
      return {
        k: 'return',
        value: node.parts.some(isExpression) ? expressionOf(source, node) : null,
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

function readFor(source: Source, node: Phrase): Statement {
  const init = child(node, 'ForInit');
  const cond = child(node, 'ForCondition');
  const type = init.part('Type');
  const declarator = init.part('Declarator');
  return {
    k: 'for',
    type: type ? readType(source, type) : null,
    init: declarator ? readDeclarator(source, declarator) : simpleOf(source, init),
    cond: cond.parts.some(isExpression) ? expressionOf(source, cond) : null,
    step: simpleOf(source, child(node, 'ForStep')),
    body: statementOf(source, node),
    ...span(node),
  };
}

function readArms(source: Source, node: Phrase): (Statement & { k: 'either' })['arms'] {
  const arms: { title: ReturnType<typeof quote> | null; body: Statement }[] = [];
  let title: ReturnType<typeof quote> | null = null;
  for (const part of node.parts) {
    if (part.name === 'Text') title = quote(source, part);
    if (part.name !== 'Block') continue;
    arms.push({ title, body: readStatement(source, part) });
    title = null;
  }
  return arms;
}

type Cases = (Statement & { k: 'switch' })['cases'];

function readCases(source: Source, node: Phrase): Cases {
  const cases: { labels: (Expression | null)[]; body: Statement[] }[] = [];
  for (const part of node.parts) {
    const last = cases[cases.length - 1];
    if (part.name === 'CaseLabel' || part.name === 'DefaultLabel') {
      const label = part.name === 'DefaultLabel' ? null : constantOf(source, part);
      if (last?.body.length === 0) last.labels.push(label);
      else cases.push({ labels: [label], body: [] });
    } else if (STATEMENTS.has(part.name)) {
      // What stands before the first label is never reached.
      last?.body.push(readStatement(source, part));
    }
  }
  return cases;
}

/** Does `static`, which the grammar reads over, stand before or behind its type? */
function isStatic({ text }: Source, node: Phrase): boolean {
  const before = text.slice(Math.max(0, node.from - 80), node.from).replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
  return /(^|[\s;{}:)])static\s[\w\s]*$/.test(before);
}
