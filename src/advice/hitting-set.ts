/** The cheapest set that has a member of each of some sets: depth first, cut where it cannot get cheaper. */
export interface HittingSet {
  readonly members: readonly number[];
  readonly cost: number;
}

/**
 * `clauses`: sets of which each must have a member chosen. `isForbidden`: what may not be chosen, nor anything that contains
 * it. Null where there is no such set, or none of up to `most` members.
 */
export function cheapestHittingSet(
  clauses: readonly (readonly number[])[],
  isForbidden: (chosen: ReadonlySet<number>) => boolean,
  costOf: (member: number) => number,
  most: number,
): HittingSet | null {
  let best: HittingSet | null = null;
  const search = (chosen: ReadonlySet<number>, excluded: ReadonlySet<number>, cost: number) => {
    if (best && cost >= best.cost) return;
    if (isForbidden(chosen)) return;
    const open = clauses
      .filter((clause) => !clause.some((one) => chosen.has(one)))
      .map((clause) => clause.filter((one) => !excluded.has(one)))
      .sort((a, b) => a.length - b.length)[0];
    if (!open) {
      best = { members: [...chosen].sort((a, b) => a - b), cost };
      return;
    }
    if (chosen.size >= most) return;
    const passed = new Set(excluded);
    for (const one of [...open].sort((a, b) => costOf(a) - costOf(b))) {
      search(new Set([...chosen, one]), passed, cost + costOf(one));
      passed.add(one);
    }
  };
  search(new Set(), new Set(), 0);
  return best;
}
