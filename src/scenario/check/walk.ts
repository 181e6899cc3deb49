/**
 * Walking statements and expressions.
 */
import { nested } from '../lower/ordinals.ts';
import type { EffectSyntax, Expression, Initializer, Simple, Statement } from '../syntax/syntax.ts';

/** The expressions directly inside an expression. */
export function operands(e: Expression): readonly Expression[] {
  switch (e.k) {
    case 'call':
      return e.args;
    case 'indirect':
      return [e.fn, ...e.args];
    case 'cast':
      return [e.a];
    case 'assign':
      return [e.target, e.value];
    case 'step':
      return [e.target];
    case 'comma':
      return e.parts;
    case 'statements':
      return e.body.flatMap(within);
    case 'compound':
      return ofInitializer(e.init);
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

/** The expressions that stand in a statement and in those inside it. */
function within(s: Statement): readonly Expression[] {
  return [...expressionsIn(s), ...effectsIn(s).flatMap(ofEffect), ...nested(s).flatMap(within)];
}

function ofSimple(simple: Simple): readonly Expression[] {
  if (simple.k === 'expression') return [simple.e];
  return simple.k === 'assign' ? [simple.target, simple.value] : [simple.target];
}

/** The expressions in an initializer: values, and indices of designators. */
export function ofInitializer(init: Initializer): readonly Expression[] {
  if (init.k !== 'list') return [init];
  return init.items.flatMap(({ path, value }) => [
    ...path.filter((part): part is Expression => 'k' in part),
    ...ofInitializer(value),
  ]);
}

function ofEffect(effect: EffectSyntax): readonly Expression[] {
  return effect.k === 'set' ? [effect.target, effect.value] : [effect.cond];
}

/** The expressions that stand in a statement itself, not in nested ones; effects left out. */
export function expressionsIn(s: Statement): readonly Expression[] {
  switch (s.k) {
    case 'local':
      return s.declarators.flatMap((declarator) => [
        ...declarator.extents.filter((size) => size !== null),
        ...(declarator.init ? ofInitializer(declarator.init) : []),
      ]);
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
              : ofInitializer(s.init.init)
            : ofSimple(s.init);
      return [...init, ...(s.cond ? [s.cond] : []), ...(s.step ? ofSimple(s.step) : [])];
    }
    case 'foreach':
      return [s.mask];
    case 'loop':
      return s.args;
    case 'switch':
      return [s.value, ...s.cases.flatMap(({ labels }) => labels.filter((label) => label !== null))];
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

type Call = Expression & { readonly k: 'call' };

const calls = new WeakMap<Statement, readonly Call[]>();

/** Every call in a body. */
export function callsOf(body: Statement): readonly Call[] {
  const known = calls.get(body);
  if (known) return known;
  const found: Call[] = [];
  everyExpression(body, (e) => {
    if (e.k === 'call') found.push(e);
  });
  calls.set(body, found);
  return found;
}

/** Visits every expression of a body; assignments and increments that stand as statements as expressions, too. */
export function everyExpression(body: Statement, visit: (e: Expression) => void): void {
  const inExpression = (e: Expression) => {
    visit(e);
    if (e.k === 'statements') e.body.forEach(inStatement);
    else operands(e).forEach(inExpression);
  };
  const inSimple = (simple: Simple) => {
    if (simple.k === 'assign') visit(simple);
    if (simple.k === 'increment')
      visit({
        k: 'step',
        op: simple.op,
        prefix: true,
        target: simple.target,
        from: simple.from,
        to: simple.to,
      });
  };
  const inStatement = (s: Statement) => {
    if (s.k === 'simple') inSimple(s.simple);
    if (s.k === 'for') {
      if (s.init && !('name' in s.init)) inSimple(s.init);
      if (s.step) inSimple(s.step);
    }
    expressionsIn(s).forEach(inExpression);
    effectsIn(s).flatMap(ofEffect).forEach(inExpression);
    nested(s).forEach(inStatement);
  };
  inStatement(body);
}
