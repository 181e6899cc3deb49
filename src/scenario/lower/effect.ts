/**
 * What properties see: ghost updates and asserts. They ride on the statement's last access (`Instr.then`), so that
 * they happen in the instant in which it completes; behind calls and branches they are an instruction of their own.
 */
import { ADDRESS_BASE, assertNever } from '../../base/index.ts';
import type { Effect, Expr, Instr } from '../../machine/index.ts';
import type { EffectSyntax, Expression, Span, Word } from '../syntax/syntax.ts';
import { fieldOf } from './bit-fields.ts';
import type { Context } from './context.ts';
import { convert } from './conversion.ts';
import { entryFunction, frameEntry } from './entries.ts';
import { NO_VALUE, definedWhen } from './defined.ts';
import { ONE, ZERO, binary, conditional, constant, unary, wideConstant } from './fold.ts';
import { outOfBounds } from './place.ts';
import { INT, isAggregate, pointee, wordsOf, type CType } from '../types/ctype.ts';
import { typeOf } from './type-of.ts';
import { wholeOf } from './whole.ts';
import { common, unaryOperatorOn } from './width.ts';
import { onNumbers } from './arithmetic.ts';

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
  const lowered = effects.flatMap((effect) => lowerEffect(ctx, effect));
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

function lowerEffect(ctx: Context, effect: EffectSyntax): readonly Effect[] {
  if (effect.k === 'assert') return lowerAssert(ctx, effect.cond, effect.property);
  const target = lowerGhost(ctx, effect.target);
  const given = ghostValue(ctx, effect.value);
  const op = effect.op.slice(0, -1) as '+';
  const [type, by] = [typeOf(ctx, effect.target), typeOf(ctx, effect.value)];
  const value =
    effect.op === '='
      ? convert(type, given, by)
      : convert(type, onNumbers(op, { k: 'cell', ...target }, given, type, by), common(type, by));
  const touched: Expr = binary('+', value, { k: 'cell', ...target });
  return [...definedEffects(ctx, effect, touched), { k: 'set', ...target, value }];
}

/** An assert; before it, where its condition can be without a value, one that says that it has one. */
export function lowerAssert(ctx: Context, cond: Expression, property: Word): readonly Effect[] {
  const value = ghostValue(ctx, cond);
  const stated = { k: 'assert', cond: value, property: ctx.instance.layout.property(property.text) } as const;
  return [...definedEffects(ctx, cond, value), stated];
}

function definedEffects(ctx: Context, at: Span, value: Expr): readonly Effect[] {
  const defined = definedGhost(ctx, at, value);
  return defined ? [{ k: 'assert', ...defined }] : [];
}

/** What must hold besides wherever a property looks at `value`, null where nothing must. */
export function definedGhost(
  ctx: Context,
  at: Span,
  value: Expr,
): { readonly cond: Expr; readonly property: number } | null {
  const { layout } = ctx.instance;
  const cond = definedWhen(value, layout.extentAt);
  if (cond?.k === 'const') ctx.error('undefined', at, NO_VALUE);
  return cond === null || cond.k === 'const' ? null : { cond, property: layout.undefinedProperty() };
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
    const place = placeOf(ctx, e.name);
    if (place) refuseAsValue(ctx, e, e.name);
    return place && { cell: place.cell };
  }
  if (e.k === 'index' && e.base.k === 'name') {
    const place = placeOf(ctx, e.base.name);
    if (place && place.extent !== null && wordsOf(pointee(place.type) ?? INT) === 1) {
      const index = ghostValue(ctx, e.index);
      if (index.k !== 'const') return { cell: place.cell, index };
      if (index.v >= 0 && index.v < place.extent) return { cell: place.cell + index.v };
      outOfBounds(ctx, e, index.v, place.extent);
      return { cell: place.cell };
    }
  }
  const addr = ghostAddress(ctx, e);
  if (!addr) return null;
  if (addr.k === 'const') return { cell: addr.v - ADDRESS_BASE };
  // A pointer that leads nowhere has nothing to show; the access through it is what violates.
  const inside = binary('&&', binary('>=', addr, constant(ADDRESS_BASE)), binary('<', addr, layout.end));
  // Counted from the word before the first, which is no array's, so that any cell may be meant.
  const index = binary('-', addr, constant(ADDRESS_BASE - 1));
  return { cell: -1, index: conditional(inside, index, ONE) };
}

/** A variable's cells, or those of a local that has an address. */
function placeOf(ctx: Context, name: string): { cell: number; extent: number | null; type: CType } | null {
  const bound = ctx.names.find(name);
  if (!bound) return ctx.instance.layout.place(name);
  if (bound.k !== 'place') return null;
  const type = bound.type ?? INT;
  return { cell: bound.cell, extent: type.k === 'array' ? type.extent : null, type };
}

/** The address that an expression names, as properties see it; null where it names no place. */
function ghostAddress(ctx: Context, e: Expression): Expr | null {
  const { layout } = ctx.instance;
  switch (e.k) {
    case 'name': {
      const place = placeOf(ctx, e.name);
      return place && constant(ADDRESS_BASE + place.cell);
    }
    case 'index': {
      const type = typeOf(ctx, e.base);
      const to = pointee(type);
      if (!to) return null;
      const base = type?.k === 'array' ? ghostAddress(ctx, e.base) : ghostValue(ctx, e.base);
      const index = ghostValue(ctx, e.index);
      if (type?.k === 'array' && index.k === 'const' && (index.v < 0 || index.v >= type.extent))
        outOfBounds(ctx, e, index.v, type.extent);
      return base && binary('+', base, binary('*', index, constant(wordsOf(to))));
    }
    case 'member': {
      const named = e.base.k === 'name' ? ctx.instance.symbols.globals.get(e.base.name) : undefined;
      if (named?.k === 'text') return ctx.address(e);
      const type = typeOf(ctx, e.base);
      const struct = e.arrow ? pointee(type) : type;
      if (struct?.k !== 'struct') return null;
      const base = e.arrow ? ghostValue(ctx, e.base) : ghostAddress(ctx, e.base);
      const member = layout.types.member(struct, e.member, e);
      return base && member && binary('+', base, constant(member.offset));
    }
    case 'deref':
      return ghostValue(ctx, e.a);
    case 'call': {
      if (e.callee.text === 'PTE') return ctx.address(e);
      const [variable, cpu] = e.args;
      if (e.callee.text !== 'per_cpu' || variable?.k !== 'name' || !cpu) return null;
      const place = layout.place(variable.name);
      const words = place?.type.k === 'array' ? wordsOf(place.type.of) : 1;
      const skipped = binary('*', ghostValue(ctx, cpu), constant(words));
      return place && binary('+', constant(ADDRESS_BASE + place.cell), skipped);
    }
    default:
      return null;
  }
}

/** A page and a lock have a name and no value: what stands in their cells is nothing that a property could mean. */
function refuseAsValue(ctx: Context, at: Span, name: string): void {
  const symbol = ctx.instance.symbols.globals.get(name);
  if (symbol?.k === 'page') {
    const frames = symbol.decl.versions.map((version) => `\`${version.name.text}\``).join(', ');
    ctx.error(
      'page-value',
      at,
      `\`${name}\` is a page: what is read there depends on who reads it, through which translation. Read it into a local and say it of that, or name a frame: ${frames}; its entry is \`PTE(${name})\`.`,
    );
  }
  if (symbol?.k === 'lock')
    ctx.error(
      'lock-value',
      at,
      `\`${name}\` is a lock and has no value of its own; keep a \`ghost int\` that says who holds it.`,
    );
}

/** Words that load, by what they are given: a property looks at the same. */
const LOOKS_AT = /^(?:READ_ONCE|data_race|rcu_access_pointer)$/;
const LOOKS_THROUGH = /^(?:atomic(?:64|_long)?_read|refcount_read|smp_load_acquire)$/;

/** An expression as properties see it: shared variables and ghosts have the value they have in that instant. */
export function ghostValue(ctx: Context, e: Expression): Expr {
  switch (e.k) {
    case 'number':
      return wideConstant(e.value);
    case 'bool':
      return constant(Number(e.value));
    case 'name': {
      const bound = ctx.names.find(e.name);
      if (bound?.k === 'register') return ctx.read(bound.r);
      if (bound && bound.k !== 'place') return bound.k === 'value' ? bound.value : ZERO;
      const symbol = bound ? undefined : ctx.instance.symbols.globals.get(e.name);
      if (symbol?.k === 'define') return ghostValue(ctx, symbol.value);
      if (e.name === 'this_cpu') return constant(ctx.home);
      if (e.name === 'this_task') return constant(ctx.cpu);
      const known = ctx.instance.constantName(e.name);
      if (known) return known;
      break;
    }
    case 'address': {
      const known = ctx.instance.constantOrNull(e) ?? ghostAddress(ctx, e.a);
      if (known !== null) return typeof known === 'number' ? constant(known) : known;
      break;
    }
    case 'cast':
      return convert(ctx.instance.layout.types.of(e.type, e.stars), ghostValue(ctx, e.a), typeOf(ctx, e.a));
    case 'unary':
      return unary(unaryOperatorOn(e.op, typeOf(ctx, e.a)), ghostValue(ctx, e.a));
    case 'binary': {
      const compared = ctx.instance.comparedOption(e, (name) => ctx.names.find(name) !== null);
      if (compared !== null) return constant(compared);
      const a = ghostValue(ctx, e.a);
      // What stands behind a decided `&&` or `||` is not evaluated, so it need not have a value.
      if (a.k === 'const' && e.op === '&&' && a.v === 0) return ZERO;
      if (a.k === 'const' && e.op === '||' && a.v !== 0) return ONE;
      return onNumbers(e.op, a, ghostValue(ctx, e.b), typeOf(ctx, e.a), typeOf(ctx, e.b));
    }
    case 'conditional': {
      const c = ghostValue(ctx, e.c);
      const arm = (part: Expression) => convert(typeOf(ctx, e), ghostValue(ctx, part), typeOf(ctx, part));
      if (c.k === 'const') return arm(c.v !== 0 ? e.a : e.b);
      return conditional(c, arm(e.a), arm(e.b));
    }
    case 'call': {
      const [looked] = e.args;
      if (looked && LOOKS_AT.test(e.callee.text)) return ghostValue(ctx, looked);
      if (looked && LOOKS_THROUGH.test(e.callee.text))
        return ghostValue(ctx, { k: 'deref', a: looked, from: e.from, to: e.to });
      const known = ctx.instance.translation(e);
      if (known) return known;
      const entry = entryFunction(ctx.instance.arch, e.callee.text);
      const [argument] = e.args;
      if (entry && argument) return entry(frameEntry(ctx, argument) ?? ghostValue(ctx, argument));
      break;
    }
    case 'index':
    case 'member':
    case 'deref': {
      const own = ctx.taskLocal?.(e);
      if (own) return own.value;
      const whole = wholeOf(ctx, e);
      if (whole) return ghostValue(ctx, whole);
      if (isAggregate(typeOf(ctx, e))) return ghostAddress(ctx, e) ?? ZERO;
      break;
    }
    case 'assign':
    case 'step':
    case 'comma':
    case 'indirect':
    case 'type':
    case 'text':
    case 'compound':
    case 'statements':
      break;
    default:
      return assertNever(e);
  }
  const cell = cellOf(ctx, e);
  if (cell) return fieldOf(typeOf(ctx, e), { k: 'cell', ...cell });
  const names = ctx.instance.symbols.globals.keys();
  const meant = e.k === 'name' ? ctx.instance.diagnostics.suggest(e.name, names) : null;
  ctx.error(
    'not-in-effect',
    e,
    `\`${ctx.shown(e)}\` has no value that an effect or assert can see.${meant === null ? '' : ` Did you mean \`${meant}\`?`}`,
  );
  return ZERO;
}

/** Whether a call only names a place or says what a value means, and accesses nothing. */
export function isLook(ctx: Context, e: Expression & { k: 'call' }): boolean {
  const { text } = e.callee;
  if (text === 'PTE' || text === 'per_cpu') return true;
  return ctx.instance.translation(e) !== null || entryFunction(ctx.instance.arch, text) !== null;
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
