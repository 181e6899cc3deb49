/**
 * Objects that are lost: allocated, not freed, and at the end led to by no pointer, as kmemleak has it. Asked for by a property,
 * `property lost "…" rule leak`; only then each place that allocates keeps a ghost that says whether its object is there.
 * Pointers count that lie in variables, and in objects that are themselves led to; locals are gone by then.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import { pointsTo } from '../../machine/flow/index.ts';
import type { Expr, GlobalCheck, Program } from '../../machine/index.ts';
import type { FileSyntax, Span } from '../syntax/syntax.ts';
import { INT } from '../types/ctype.ts';
import type { Context } from './context.ts';
import { ONE, ZERO, binary, conditional, constant, unary } from './fold.ts';
import type { Instance } from './instance.ts';
import type { MadeObject } from './lifetime.ts';

/** Beyond so many pointers to look at, the condition is not written down. */
const MOST_LOOKS = 4000;

/** Objects of `words` words from a cell on have a place now; the one with number `n` of the `count` there are is allocated here. */
export function allocated(
  ctx: Context,
  name: string,
  at: Span,
  { cell, words, n, count }: { cell: number; words: number; n: Expr; count: number },
): void {
  const { made, layout } = ctx.instance;
  if (!made) return;
  const type = { k: 'array', of: INT, extent: count } as const;
  const first = layout.addLocal(`${name} is there`, type, at, 'ghost').cell;
  for (let i = 0; i < count; i++) made.push({ name, cell: cell + i * words, words, made: first + i });
  const fits = binary('<', n, constant(count));
  const place = { cell: first, index: conditional(fits, n, ZERO) };
  const value = conditional(fits, ONE, { k: 'cell', ...place });
  ctx.emitUnseen({ op: 'effect', effects: [{ k: 'set', ...place, value }], timing: 'now' });
}

/** The program with what is asked of its objects, where the scenario asks. */
export function withLeaks(program: Program, instance: Instance, { declarations }: FileSyntax): Program {
  const { made, layout, onStack, diagnostics } = instance;
  if (!made) return program;
  const checks = nothingLost(program, made, layout.property('leak'), onStack);
  const at = declarations.find((decl) => decl.k === 'property' && decl.rule?.text === 'leak');
  if (!checks)
    diagnostics.error(
      'too-many-objects',
      at ?? { from: 0, to: 1 },
      'There are too many ways by which pointers may lead to objects to ask which are lost; allocate in fewer places, or count them in a ghost.',
    );
  return { ...program, finals: [...program.finals, ...(checks ?? [])] };
}

/** What must hold at the end, for each object; null where there are too many pointers to look at. `dead`: cells of locals. */
function nothingLost(
  program: Program,
  made: readonly MadeObject[],
  property: number,
  dead: ReadonlySet<number>,
): GlobalCheck[] | null {
  const targets = pointsTo(program);
  const ownerOf = (cell: number) =>
    made.find((object) => cell >= object.cell && cell < object.cell + object.words);
  const pointers = program.cells.flatMap(({ kind }, cell) => {
    const held = kind === 'data' && !dead.has(cell) ? targets.held(cell) : NONE;
    return held?.size === 0 ? [] : [{ cell, held, owner: ownerOf(cell) }];
  });
  let looks = 0;
  /** Some pointer of an object, or of no object, leads to this one. */
  const ledTo = (object: MadeObject, by: MadeObject | undefined): Expr =>
    pointers.reduce<Expr>((any, { cell, held, owner }) => {
      if (owner !== by || (held && ![...held].some((to) => ownerOf(to) === object))) return any;
      looks++;
      const value: Expr = { k: 'cell', cell };
      const first = constant(ADDRESS_BASE + object.cell);
      const end = binary('+', first, constant(object.words));
      const leads =
        object.words === 1
          ? binary('==', value, first)
          : binary('&&', binary('>=', value, first), binary('<', value, end));
      return binary('||', any, leads);
    }, ZERO);
  const reached = (object: MadeObject, path: readonly MadeObject[]): Expr =>
    made.reduce<Expr>(
      (any, owner) => {
        if (path.includes(owner) || looks > MOST_LOOKS) return any;
        const leads = ledTo(object, owner);
        if (leads.k === 'const') return any;
        const through = binary('&&', leads, reached(owner, [...path, owner]));
        return binary('||', any, binary('&&', { k: 'cell', cell: owner.made }, through));
      },
      ledTo(object, undefined),
    );
  const checks = made.map((object) => ({
    property,
    cond: binary('||', unary('!', { k: 'cell', cell: object.made }), reached(object, [object])),
  }));
  return looks > MOST_LOOKS ? null : checks;
}

const NONE: ReadonlySet<number> = new Set();
