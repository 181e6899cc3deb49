/**
 * What properties see: ghost updates and asserts. They ride on the statement's last access (`Instr.then`), so that
 * they happen in the instant in which it completes; behind calls and branches they are an instruction of their own.
 */
import { ADDRESS_BASE, assertNever } from '../../base/index.ts';
import type { Effect, Expr, Instr } from '../../machine/index.ts';
import { closest } from '../diagnostic.ts';
import type { EffectSyntax, Expression, Word } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { ZERO, binary, conditional, constant, unary } from './fold.ts';

const CARRIERS = new Set<Instr['op']>([
  'load',
  'store',
  'rmw',
  'fence',
  'mode',
  'raise',
  'execute',
  'dc',
  'ic',
  'tlbi',
]);

/** Puts the effects of a statement, whose code begins at pc `start`, where they belong. */
export function attachEffects(ctx: Context, effects: readonly EffectSyntax[], start: number): void {
  if (effects.length === 0) return;
  const lowered = effects.map((effect) => lowerEffect(ctx, effect));
  const { code } = ctx.instance;
  let last = code.length - 1;
  while (last >= start && code[last]?.op === 'let') last--;
  const carrier = code[last];
  const plain = code
    .slice(start)
    .every(
      (instr) =>
        instr.op !== 'jump' && instr.op !== 'branch' && instr.op !== 'choose' && instr.op !== 'await',
    );
  const own =
    carrier &&
    last >= start &&
    CARRIERS.has(carrier.op) &&
    carrier.at.scope.length === ctx.activation.scope.length;
  if (!carrier || !own || !plain) {
    ctx.emit({ op: 'effect', effects: lowered });
    return;
  }
  // What `let`s behind the carrier compute is not in its registers yet: say it in terms of what is.
  const lets = code.slice(last + 1).reverse();
  const then = lowered.map((effect) =>
    lets.reduce(
      (known, instr) => (instr.op === 'let' ? inEffect(known, instr.dst, instr.value) : known),
      effect,
    ),
  );
  code[last] = { ...carrier, then: [...(carrier.then ?? []), ...then] };
}

function lowerEffect(ctx: Context, effect: EffectSyntax): Effect {
  if (effect.k === 'assert') return lowerAssert(ctx, effect.cond, effect.property);
  const target = lowerGhost(ctx, effect.target);
  const value = ghostValue(ctx, effect.value);
  if (effect.op === '=') return { k: 'set', ...target, value };
  const op = effect.op.slice(0, -1) as '+';
  return { k: 'set', ...target, value: binary(op, { k: 'cell', ...target }, value) };
}

export function lowerAssert(ctx: Context, cond: Expression, property: Word): Effect & { k: 'assert' } {
  return { k: 'assert', cond: ghostValue(ctx, cond), property: ctx.instance.layout.property(property.text) };
}

function lowerGhost(ctx: Context, e: Expression): { readonly cell: number; readonly index?: Expr } {
  const cell = cellOf(ctx, e);
  const kind = cell ? ctx.instance.layout.cells[cell.cell]?.kind : undefined;
  if (cell && kind === 'ghost') return cell;
  ctx.error(
    'not-ghost',
    e,
    `An effect can only set a ghost; \`${ctx.shown(e)}\` is none. Declare it with \`ghost\`, or write an ordinary statement.`,
  );
  return cell ?? { cell: 0 };
}

/** The cell that an effect's expression names; null where it names none. */
function cellOf(ctx: Context, e: Expression): { readonly cell: number; readonly index?: Expr } | null {
  const { layout } = ctx.instance;
  if (e.k === 'name') {
    const place = layout.place(e.name);
    return place && { cell: place.cell };
  }
  if (e.k === 'index' && e.base.k === 'name') {
    const place = layout.place(e.base.name);
    if (!place || place.extent === null) return null;
    const index = ghostValue(ctx, e.index);
    return index.k === 'const'
      ? { cell: place.cell + Math.min(Math.max(index.v, 0), place.extent - 1) }
      : { cell: place.cell, index };
  }
  if (e.k === 'member' || (e.k === 'call' && e.callee.text === 'PTE')) {
    const addr = ctx.address(e);
    return addr.k === 'const' ? { cell: addr.v - ADDRESS_BASE } : null;
  }
  return null;
}

/** An expression as properties see it: shared variables and ghosts have the value they have in that instant. */
export function ghostValue(ctx: Context, e: Expression): Expr {
  switch (e.k) {
    case 'number':
      return constant(e.value);
    case 'bool':
      return constant(Number(e.value));
    case 'name': {
      const bound = ctx.names.find(e.name);
      if (bound) return bound.k === 'register' ? ctx.read(bound.r) : bound.k === 'value' ? bound.value : ZERO;
      if (e.name === 'this_cpu') return constant(ctx.cpu);
      const known = ctx.instance.constantName(e.name);
      if (known) return known;
      break;
    }
    case 'address': {
      const known = ctx.instance.constantOrNull(e);
      if (known !== null) return constant(known);
      break;
    }
    case 'unary':
      return unary(e.op, ghostValue(ctx, e.a));
    case 'binary': {
      const compared = ctx.instance.comparedOption(e, (name) => ctx.names.find(name) !== null);
      return compared !== null
        ? constant(compared)
        : binary(e.op, ghostValue(ctx, e.a), ghostValue(ctx, e.b));
    }
    case 'conditional':
      return conditional(ghostValue(ctx, e.c), ghostValue(ctx, e.a), ghostValue(ctx, e.b));
    case 'call': {
      if (e.callee.text === 'READ_ONCE' && e.args[0]) return ghostValue(ctx, e.args[0]);
      const known = ctx.instance.translation(e);
      if (known) return known;
      break;
    }
    case 'index':
    case 'member':
    case 'deref':
      break;
    default:
      return assertNever(e);
  }
  const cell = cellOf(ctx, e);
  if (cell) return { k: 'cell', ...cell };
  const names = ctx.instance.symbols.globals.keys();
  const meant = e.k === 'name' ? closest(e.name, names) : null;
  ctx.error(
    'not-in-effect',
    e,
    `\`${ctx.shown(e)}\` has no value that an effect or assert can see.${meant === null ? '' : ` Did you mean \`${meant}\`?`}`,
  );
  return ZERO;
}

function inEffect(effect: Effect, r: number, value: Expr): Effect {
  if (effect.k === 'assert') return { ...effect, cond: substitute(effect.cond, r, value) };
  return {
    ...effect,
    value: substitute(effect.value, r, value),
    ...(effect.index ? { index: substitute(effect.index, r, value) } : {}),
  };
}

function substitute(e: Expr, r: number, value: Expr): Expr {
  switch (e.k) {
    case 'reg':
      return e.r === r ? value : e;
    case 'un':
      return unary(e.op, substitute(e.a, r, value));
    case 'bin':
      return binary(e.op, substitute(e.a, r, value), substitute(e.b, r, value));
    case 'cond':
      return conditional(substitute(e.c, r, value), substitute(e.a, r, value), substitute(e.b, r, value));
    case 'cell':
      return e.index ? { ...e, index: substitute(e.index, r, value) } : e;
    default:
      return e;
  }
}
