/** Whether an addition to the text keeps two accesses of a run in order that it did out of order. */
import type { Keeps, Strengthening } from '../scenario/index.ts';
import type { Effect, Place, Reordering } from './reorderings.ts';

/** An addition that does not is no help against the run: all that it keeps in order was in order. */
export function orders(part: Strengthening, { first, second, between }: Reordering): boolean {
  switch (part.keeps) {
    case 'none':
      return false;
    case 'acquire':
      return isAt(part, first.places) && loads(first.effect);
    case 'release':
      return isAt(part, second.places) && stores(second.effect);
    case 'all':
      if (part.excludes !== null)
        return (
          isAt(part, first.places) || isAt(part, second.places) || isBetween(part, first.places, between)
        );
      return keeps(part.keeps, first.effect, second.effect) && isBetween(part, first.places, between);
    default:
      return keeps(part.keeps, first.effect, second.effect) && isBetween(part, first.places, between);
  }
}

/** What the words promise, on whatever machine: `smp_rmb()` is no help for a load and a store. */
function keeps(what: Keeps, first: Effect, second: Effect): boolean {
  switch (what) {
    case 'stores':
      return stores(first) && stores(second);
    case 'loads':
      return loads(first) && loads(second);
    case 'fetches':
      return second === 'fetch' || second === 'walk';
    case 'all':
      return isAccess(first) && isAccess(second);
    // For accesses alone a weaker barrier does as much.
    case 'complete':
      return !isAccess(first) || !isAccess(second);
    default:
      return false;
  }
}

/** Whether an addition keeps all in order that another one does. */
export function isAsStrong(part: Strengthening, other: Strengthening): boolean {
  if (part.file !== other.file || part.from !== other.from || part.excludes !== other.excludes) return false;
  return part.keeps === other.keeps || WITHIN[other.keeps]?.includes(part.keeps) === true;
}

const WITHIN: Readonly<Partial<Record<Keeps, readonly Keeps[]>>> = {
  stores: ['all', 'complete'],
  loads: ['all', 'complete'],
  acquire: ['all'],
  release: ['all'],
  all: ['complete'],
};

function isAccess(effect: Effect): boolean {
  return loads(effect) || stores(effect);
}

function loads(effect: Effect): boolean {
  return effect === 'load' || effect === 'both';
}

function stores(effect: Effect): boolean {
  return effect === 'store' || effect === 'both';
}

/** Does the CPU come into the statement from outside, behind the first access? */
function isBetween(
  part: Strengthening,
  first: readonly Place[],
  between: readonly (readonly Place[])[],
): boolean {
  let wasInside = isAt(part, first);
  for (const places of between) {
    const isInside = isAt(part, places);
    if (isInside && !wasInside) return true;
    wasInside = isInside;
  }
  return false;
}

function isAt({ file, from, to }: Strengthening, places: readonly Place[]): boolean {
  return places.some((place) => place.file === file && place.at >= from && place.at < to);
}
