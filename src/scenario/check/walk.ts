/**
 * Walking statements and expressions.
 */
import { nested } from '../lower/ordinals.ts';
import type { EffectSyntax, Expression, Simple, Statement } from '../syntax/syntax.ts';

/** The expressions directly inside an expression. */
export function operands(e: Expression): readonly Expression[] {
  switch (e.k) {
    case 'call':
      return e.args;
    case 'index':
      return [e.base, e.index];
    case 'member':
      return [e.base];
    case 'unary':
    case 'address':
    case 'deref':
      return [e.a];
    case 'binary':
      return [e.a, e.b];
    case 'conditional':
      return [e.c, e.a, e.b];
    default:
      return [];
  }
}

function ofSimple(simple: Simple): readonly Expression[] {
  if (simple.k === 'expression') return [simple.e];
  return simple.k === 'assign' ? [simple.target, simple.value] : [simple.target];
}

function ofEffect(effect: EffectSyntax): readonly Expression[] {
  return effect.k === 'set' ? [effect.target, effect.value] : [effect.cond];
}

/** The expressions that stand in a statement itself, not in nested ones; effects left out. */
export function expressionsIn(s: Statement): readonly Expression[] {
  switch (s.k) {
    case 'local':
      return s.declarators.flatMap((declarator) =>
        declarator.init === null
          ? []
          : Array.isArray(declarator.init)
            ? (declarator.init as Expression[])
            : [declarator.init as Expression],
      );
    case 'simple':
      return ofSimple(s.simple);
    case 'if':
    case 'while':
    case 'do':
      return [s.cond];
    case 'for': {
      const init =
        s.init === null
          ? []
          : 'name' in s.init
            ? s.init.init === null
              ? []
              : [s.init.init as Expression]
            : ofSimple(s.init);
      return [...init, ...(s.cond ? [s.cond] : []), ...(s.step ? ofSimple(s.step) : [])];
    }
    case 'foreach':
      return [s.mask];
    case 'return':
      return s.value ? [s.value] : [];
    case 'assert':
      return [s.cond];
    default:
      return [];
  }
}

export function effectsIn(s: Statement): readonly EffectSyntax[] {
  return s.k === 'local' || s.k === 'simple' ? s.effects : [];
}

/** Every call in a body. */
export function callsOf(body: Statement): (Expression & { readonly k: 'call' })[] {
  const found: (Expression & { readonly k: 'call' })[] = [];
  const inExpression = (e: Expression) => {
    if (e.k === 'call') found.push(e);
    operands(e).forEach(inExpression);
  };
  const inStatement = (s: Statement) => {
    expressionsIn(s).forEach(inExpression);
    effectsIn(s).flatMap(ofEffect).forEach(inExpression);
    nested(s).forEach(inStatement);
  };
  inStatement(body);
  return found;
}
