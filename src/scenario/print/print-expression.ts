/** Expressions, assignments and effects as text, with the parentheses that C's precedence needs and no more. */
import { assertNever } from '../../base/index.ts';
import type { SourceOp } from '../../base/index.ts';
import { numberText } from '../syntax/numbers.ts';
import type {
  EffectSyntax,
  Expression,
  Initializer,
  Simple,
  Statement,
  TypeSyntax,
} from '../syntax/syntax.ts';

const PRECEDENCE: Readonly<Record<SourceOp, number>> = {
  '*': 10,
  '/': 10,
  '%': 10,
  '+': 9,
  '-': 9,
  '<<': 8,
  '>>': 8,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  '==': 6,
  '!=': 6,
  '&': 5,
  '^': 4,
  '|': 3,
  '&&': 2,
  '||': 1,
};
/** How the block of a `({ … })` is printed: print-statement.ts says, which needs what is here. */
export const printing: { block: (body: readonly Statement[]) => string } = { block: () => '' };

const ASSIGNMENT = -1;
const CONDITIONAL = 0;
const UNARY = 11;
const POSTFIX = 12;

function strength(e: Expression): number {
  switch (e.k) {
    case 'binary':
      return PRECEDENCE[e.op];
    case 'conditional':
      return CONDITIONAL;
    case 'unary':
    case 'address':
    case 'deref':
    case 'cast':
      return UNARY;
    case 'assign':
    case 'comma':
      return ASSIGNMENT;
    case 'step':
      return e.prefix ? UNARY : POSTFIX;
    case 'number':
      return numberText(e).startsWith('-') ? UNARY : POSTFIX;
    default:
      return POSTFIX;
  }
}

/** The text of an expression; in parentheses when it binds weaker than `least`. */
export function printExpression(e: Expression, least = CONDITIONAL): string {
  const text = bare(e);
  return strength(e) < least ? `(${text})` : text;
}

function bare(e: Expression): string {
  switch (e.k) {
    case 'name':
      return e.name;
    case 'number':
      return numberText(e);
    case 'bool':
      return String(e.value);
    case 'call':
      return `${e.callee.text}(${e.args.map((a) => printExpression(a)).join(', ')})`;
    case 'index':
      return `${printExpression(e.base, POSTFIX)}[${printExpression(e.index)}]`;
    case 'member':
      return `${printExpression(e.base, POSTFIX)}${e.arrow ? '->' : '.'}${e.member.text}`;
    case 'indirect':
      return `${printExpression(e.fn, POSTFIX)}(${e.args.map((a) => printExpression(a)).join(', ')})`;
    case 'cast':
      return `(${printTypeName(e)})${printExpression(e.a, UNARY)}`;
    case 'type':
      return printTypeName(e);
    case 'text':
      return `"${e.text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
    case 'assign':
      return `${printExpression(e.target)} ${e.op} ${printExpression(e.value, ASSIGNMENT)}`;
    case 'step':
      return e.prefix ? e.op + printExpression(e.target, UNARY) : printExpression(e.target, POSTFIX) + e.op;
    case 'compound':
      return `(${printTypeName(e)})${printInitializer(e.init)}`;
    case 'statements':
      return `(${printing.block(e.body)})`;
    case 'comma':
      return e.parts.map((part) => printExpression(part, ASSIGNMENT)).join(', ');
    case 'unary':
      return prefixed(e.op, e.a);
    case 'address':
      return prefixed('&', e.a);
    case 'deref':
      return prefixed('*', e.a);
    case 'binary': {
      const own = PRECEDENCE[e.op];
      return `${printExpression(e.a, own)} ${e.op} ${printExpression(e.b, own + 1)}`;
    }
    case 'conditional':
      return `${printExpression(e.c, CONDITIONAL + 1)} ? ${printExpression(e.a)} : ${printExpression(e.b)}`;
    default:
      return assertNever(e);
  }
}

/** `-` before a number would be read as part of it, and `--`, `&&` as one operator. */
function prefixed(op: string, a: Expression): string {
  const text = printExpression(a, UNARY);
  return text.startsWith(op) || (op === '-' && a.k === 'number') ? `${op}(${text})` : op + text;
}

export function printType(type: TypeSyntax): string {
  if (type.of) return `typeof(${printExpression(type.of)})`;
  return type.tag ? `${type.name} ${type.tag.text}` : type.name;
}

export function printInitializer(init: Initializer): string {
  if (init.k !== 'list') return printExpression(init);
  const items = init.items.map(({ path, value }) => {
    const parts = path.map((part) => ('k' in part ? `[${printConstant(part)}]` : `.${part.text}`));
    return `${parts.join('')}${parts.length > 0 ? ' = ' : ''}${printInitializer(value)}`;
  });
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}

function printTypeName({ type, stars }: { readonly type: TypeSyntax; readonly stars: number }): string {
  return printType(type) + (stars > 0 ? ` ${'*'.repeat(stars)}` : '');
}

export function printSimple(simple: Simple): string {
  switch (simple.k) {
    case 'expression':
      return printExpression(simple.e, ASSIGNMENT);
    case 'assign':
      return `${printExpression(simple.target)} ${simple.op} ${printExpression(simple.value, ASSIGNMENT)}`;
    case 'increment':
      return `${printExpression(simple.target)}${simple.op}`;
    default:
      return assertNever(simple);
  }
}

/** ` @ effect, …` behind a statement; empty where there are none. */
export function printEffects(effects: readonly EffectSyntax[]): string {
  if (effects.length === 0) return '';
  const texts = effects.map((effect) =>
    effect.k === 'assert'
      ? `assert(${printExpression(effect.cond)}, ${effect.property.text})`
      : `${printExpression(effect.target)} ${effect.op} ${printExpression(effect.value)}`,
  );
  return ` @ ${texts.join(', ')}`;
}

/** The constant of a label or a designator, which may be a range. */
export function printConstant(e: Expression): string {
  return e.k === 'comma' ? e.parts.map((part) => printExpression(part)).join(' ... ') : printExpression(e);
}
