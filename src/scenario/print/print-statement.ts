/** Statements as text, in the kernel's style with four spaces. */
import { assertNever } from '../../base/index.ts';
import type { Declarator, Quote, Statement, TypeSyntax } from '../syntax/syntax.ts';
import {
  printing,
  printConstant,
  printEffects,
  printExpression,
  printInitializer,
  printSimple,
  printType,
} from './print-expression.ts';

const STEP = '    ';

export function printQuote(quote: Quote): string {
  return `"${quote.text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

export function printDeclarator(declarator: Declarator): string {
  const extents = declarator.extents.map((size) => `[${size ? printExpression(size) : ''}]`).join('');
  const value = declarator.init === null ? '' : ` = ${printInitializer(declarator.init)}`;
  const name = declarator.callable ? `(*${declarator.name.text})(void)` : declarator.name.text;
  const bits = declarator.bits ? ` : ${printExpression(declarator.bits)}` : '';
  const free = declarator.free ? ` __free(${declarator.free.text})` : '';
  return `${'*'.repeat(declarator.stars)}${name}${extents}${bits}${free}${value}`;
}

/** A struct or union with its members where the type is defined here, else its name. */
export function printSpecifier(type: TypeSyntax): string {
  if (!type.fields) return printType(type);
  const fields = type.fields.map(
    (field) =>
      `${STEP}${printSpecifier(field.type).replace(/\n/g, `\n${STEP}`)} ${field.declarators.map(printDeclarator).join(', ')};`,
  );
  return `${printType(type)} {\n${fields.map((field) => field.replace(/ ;$/, ';')).join('\n')}\n}`;
}

/** A block with its braces, the first line unindented. */
export function printBlock(body: Statement, indent: string): string {
  const statements = body.k === 'block' ? body.body : [body];
  if (statements.length === 0) return `{\n${indent}}`;
  return `{\n${statements.map((s) => printStatement(s, indent + STEP)).join('\n')}\n${indent}}`;
}

printing.block = (body) => `{ ${body.map((s) => printStatement(s, '')).join(' ')} }`;

/** A statement on lines of its own, indented. */
function printStatement(s: Statement, indent: string): string {
  return indent + inside(s, indent);
}

/** What follows a condition or `do`: a block on the same line, anything else on the next. */
function behind(s: Statement, indent: string): string {
  return s.k === 'block' ? ` ${printBlock(s, indent)}` : `\n${printStatement(s, indent + STEP)}`;
}

function inside(s: Statement, indent: string): string {
  switch (s.k) {
    case 'block':
      return printBlock(s, indent);
    case 'local':
      return `${s.isStatic ? 'static ' : ''}${printType(s.type)} ${s.declarators.map(printDeclarator).join(', ')}${printEffects(s.effects)};`;
    case 'simple':
      return `${printSimple(s.simple)}${printEffects(s.effects)};`;
    case 'empty':
      return ';';
    case 'if': {
      // A dangling `else` would move to the inner `if`: braces keep it where it is.
      const then =
        s.otherwise && endsOpen(s.then)
          ? ` {\n${printStatement(s.then, indent + STEP)}\n${indent}}`
          : behind(s.then, indent);
      const otherwise = s.otherwise
        ? `${then.endsWith('}') ? ' ' : `\n${indent}`}else${behind(s.otherwise, indent)}`
        : '';
      return `if (${printExpression(s.cond)})${then}${otherwise}`;
    }
    case 'while':
      return `while (${printExpression(s.cond)})${behind(s.body, indent)}`;
    case 'do':
      return `do${behind(s.body, indent)}${s.body.k === 'block' ? ' ' : `\n${indent}`}while (${printExpression(s.cond)});`;
    case 'for':
      return `${printForHead(s)}${behind(s.body, indent)}`;
    case 'foreach':
      return `for_each_cpu (${s.name.text}, ${printExpression(s.mask)})${behind(s.body, indent)}`;
    case 'loop':
      return `${s.name.text}(${s.args.map((e) => printExpression(e)).join(', ')})${behind(s.body, indent)}`;
    case 'switch': {
      const cases = s.cases.map(({ labels, body }) => {
        const heads = labels.map(
          (label) => `${indent}${label ? `case ${printConstant(label)}` : 'default'}:`,
        );
        return [...heads, ...body.map((part) => printStatement(part, indent + STEP))].join('\n');
      });
      return `switch (${printExpression(s.value)}) {\n${cases.join('\n')}\n${indent}}`;
    }
    case 'either':
      return s.arms
        .map(
          (arm, i) =>
            `${i === 0 ? 'either' : 'or'}${arm.title ? ` ${printQuote(arm.title)}` : ''} ${printBlock(arm.body, indent)}`,
        )
        .join(' ');
    case 'return':
      return s.value ? `return ${printExpression(s.value)};` : 'return;';
    case 'break':
    case 'continue':
      return `${s.k};`;
    case 'goto':
      return `goto ${s.label.text};`;
    case 'assert':
      return `assert(${printExpression(s.cond)}, ${s.property.text});`;
    case 'labeled':
      return `${s.label.text}:\n${printStatement(s.body, indent)}`;
    default:
      return assertNever(s);
  }
}

/** `for (init; condition; step)`, without what it does. */
export function printForHead(s: Statement & { readonly k: 'for' }): string {
  const init =
    s.init === null
      ? ''
      : 'name' in s.init
        ? `${s.type ? printType(s.type) : 'int'} ${printDeclarator(s.init)}`
        : printSimple(s.init);
  const step = s.step ? ` ${printSimple(s.step)}` : '';
  return `for (${init};${s.cond ? ` ${printExpression(s.cond)}` : ''};${step})`;
}

/** Does the statement end in an `if` without `else`? */
function endsOpen(s: Statement): boolean {
  switch (s.k) {
    case 'if':
      return s.otherwise === null || endsOpen(s.otherwise);
    case 'while':
    case 'for':
    case 'foreach':
    case 'loop':
    case 'labeled':
      return endsOpen(s.body);
    default:
      return false;
  }
}
