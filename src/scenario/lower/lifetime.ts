/**
 * When objects are there: a last pass over a program that frees some. An object that may be freed gets a word that says
 * whether it still is; every access that pointers can lead to it asserts that in the instant in which it completes, and
 * freeing sets it. Nothing changes in a program that frees nothing.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import { originsOf, pointsTo } from '../../machine/flow/index.ts';
import type { Cell, Effect, Expr, Instr, Program } from '../../machine/index.ts';
import { ONE, ZERO, binary, conditional, constant } from './fold.ts';

/** Something that can be freed as a whole. */
export interface FreeableObject {
  readonly name: string;
  readonly cell: number;
  readonly words: number;
}

/** An object of a place that allocates; `made`: the ghost that is 1 while it is there (leaks.ts). */
export interface MadeObject extends FreeableObject {
  readonly made: number;
}

interface Life extends FreeableObject {
  /** The word that is 1 while the object is there, 0 when its being freed is visible to all. */
  readonly there: number;
  /** Ghost: how often it has been freed. */
  readonly freed: number;
}

export interface LifetimeRules {
  readonly useAfterFree: number;
  readonly doubleFree: number;
  readonly badFree: number;
}

/** `frees`: the pcs of stores that free what their address points to. `property` gives the number of a rule. */
export function withLifetimes(
  program: Program,
  frees: ReadonlySet<number>,
  objects: readonly FreeableObject[],
  rules: LifetimeRules,
  lasting: ReadonlySet<number>,
  made: readonly MadeObject[],
): Program {
  const targets = pointsTo(program);
  // Freed by an address that does not begin an object, it is a bad free, wherever that leads.
  const reachedAt = (pc: number): ReadonlySet<number> | null =>
    targets.cells(pc) ?? (frees.has(pc) ? originsOf(program).cells(pc) : null);
  const freed = objects.filter(({ cell }) => [...frees].some((pc) => reachedAt(pc)?.has(cell) ?? true));
  const cells: Cell[] = [...program.cells];
  const lives = freed.map((object): Life => {
    const there =
      cells.push({
        name: object.name,
        init: 1,
        kind: 'data',
        kept: true,
        values: { 0: 'freed', 1: 'there' },
      }) - 1;
    const ghost = cells.push({ name: `kfree(${object.name})`, init: 0, kind: 'ghost', kept: true }) - 1;
    return { ...object, there, freed: ghost };
  });
  const nothing = cells.push({ name: 'kfree(NULL)', init: 0, kind: 'data', kept: true }) - 1;
  const code = program.code.map((instr, pc): Instr => {
    if ((instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') || lasting.has(pc)) return instr;
    const reached = reachedAt(pc);
    const near = lives.filter((life) => !reached || [...reached].some((cell) => holds(life, cell)));
    if (frees.has(pc)) return instr.op === 'store' ? freeing(instr, near, nothing, rules, made) : instr;
    const alive = near.reduce<Expr | null>((all, life) => {
      const own = isThere(life, instr.addr);
      return all ? binary('&&', all, own) : own;
    }, null);
    if (!alive) return instr;
    // `p = p->next`: by then the register holds what was loaded.
    const check: Effect = { k: 'assert', cond: alive, property: rules.useAfterFree };
    return { ...instr, then: [check, ...(instr.then ?? [])] };
  });
  return { ...program, cells, code };
}

function holds({ cell, words }: FreeableObject, at: number): boolean {
  return at >= cell && at < cell + words;
}

function isThere(life: Life, addr: Expr): Expr {
  const there: Expr = { k: 'cell', cell: life.there };
  if (addr.k === 'const') return there;
  const first = constant(ADDRESS_BASE + life.cell);
  const outside = binary(
    '||',
    binary('<', addr, first),
    binary('>=', addr, binary('+', first, constant(life.words))),
  );
  return binary('||', outside, there);
}

/** `nothing`: where the store goes that frees NULL, which does nothing. */
function freeing(
  instr: Instr & { readonly op: 'store' },
  near: readonly Life[],
  nothing: number,
  rules: LifetimeRules,
  made: readonly MadeObject[],
): Instr {
  const { addr: pointer } = instr;
  const is = (life: Life) => binary('==', pointer, constant(ADDRESS_BASE + life.cell));
  const chosen = (of: (life: Life) => Expr, otherwise: Expr) =>
    near.reduceRight((rest, life) => conditional(is(life), of(life), rest), otherwise);
  const isObject = near.reduce<Expr>((any, life) => binary('||', any, is(life)), binary('==', pointer, ZERO));
  const effects: Effect[] = [
    { k: 'assert', cond: isObject, property: rules.badFree },
    {
      k: 'assert',
      cond: chosen(({ freed }) => binary('==', { k: 'cell', cell: freed }, ZERO), ONE),
      property: rules.doubleFree,
    },
    ...near.map(({ freed, ...life }): Effect => ({
      k: 'set',
      cell: freed,
      value: conditional(is({ ...life, freed }), ONE, { k: 'cell', cell: freed }),
    })),
    ...near.flatMap((life) =>
      made
        .filter(({ cell }) => cell === life.cell)
        .map(({ made: cell }): Effect => ({
          k: 'set',
          cell,
          value: conditional(is(life), ZERO, { k: 'cell', cell }),
        })),
    ),
  ];
  return {
    ...instr,
    addr: chosen(({ there }) => constant(ADDRESS_BASE + there), constant(ADDRESS_BASE + nothing)),
    then: [...effects, ...(instr.then ?? [])],
  };
}
