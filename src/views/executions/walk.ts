/**
 * The way through a graph by keys. On an event: ↑ ↓ in program order, ← → to the nearest of another column, Enter onto its
 * first arrow. On an arrow: ← → to the event's other arrows, ↓ or Enter on to its end, ↑ to its start, Escape back.
 */
import type { Arrow } from './graph.ts';
import type { GraphLayout, Spot } from './layout.ts';

export type Place =
  | { readonly k: 'event'; readonly id: number }
  /** `of` is the event from which it was reached. */
  | { readonly k: 'arrow'; readonly nth: number; readonly of: number };

/** Where a key leads; null where it has no meaning there. */
export function walk(place: Place, key: string, layout: GraphLayout): Place | null {
  return place.k === 'event' ? fromEvent(place.id, key, layout) : fromArrow(place, key, layout);
}

/** Where a walk begins: the cycle if there is one, else the first CPU's first event. */
export function startOf({ arrows, spots }: GraphLayout): Place {
  const heavy = arrows.find(({ arrow }) => arrow.heavy);
  return { k: 'event', id: heavy?.arrow.from ?? spots[0]?.id ?? 0 };
}

function fromEvent(id: number, key: string, layout: GraphLayout): Place | null {
  const here = layout.spots.find((spot) => spot.id === id);
  if (!here) return null;
  if (key === 'Enter' || key === ' ') {
    const [first] = arrowsAt(id, layout);
    return first === undefined ? null : { k: 'arrow', nth: first, of: id };
  }
  const next = nextSpot(here, key, layout.spots);
  return next && { k: 'event', id: next.id };
}

function fromArrow(place: Extract<Place, { k: 'arrow' }>, key: string, layout: GraphLayout): Place | null {
  const arrow = layout.arrows[place.nth]?.arrow;
  if (!arrow) return null;
  switch (key) {
    case 'Escape':
      return { k: 'event', id: place.of };
    case 'ArrowDown':
    case 'Enter':
    case ' ':
      return { k: 'event', id: arrow.to };
    case 'ArrowUp':
      return { k: 'event', id: arrow.from };
    case 'ArrowRight':
    case 'ArrowLeft': {
      const all = arrowsAt(place.of, layout);
      const step = key === 'ArrowRight' ? 1 : -1;
      const nth = all[(all.indexOf(place.nth) + step + all.length) % all.length];
      return nth === undefined ? null : { ...place, nth };
    }
    default:
      return null;
  }
}

/** The cycle's first, then what leaves the event, then what arrives. */
function arrowsAt(id: number, { arrows }: GraphLayout): readonly number[] {
  const rank = ({ heavy, from }: Arrow) => (heavy ? 0 : 2) + (from === id ? 0 : 1);
  return arrows
    .map(({ arrow }, nth) => ({ arrow, nth }))
    .filter(({ arrow }) => arrow.from === id || arrow.to === id)
    .sort((a, b) => rank(a.arrow) - rank(b.arrow))
    .map(({ nth }) => nth);
}

/** The nearest that lies in that direction; along the direction counts half. */
function nextSpot(here: Spot, key: string, spots: readonly Spot[]): Spot | null {
  const [dx, dy] = DIRECTIONS[key] ?? [0, 0];
  if (dx === 0 && dy === 0) return null;
  const cost = (spot: Spot) => {
    const [x, y] = [spot.x - here.x, spot.y - here.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    return ahead <= 8 ? Infinity : ahead / 2 + aside;
  };
  const best = spots.reduce<Spot | null>((a, b) => (a && cost(a) <= cost(b) ? a : b), null);
  return best && cost(best) < Infinity ? best : null;
}

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
