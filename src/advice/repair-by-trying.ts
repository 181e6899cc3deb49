/**
 * Repairs where there are no runs that show what must be kept in order, as under the Linux-kernel memory model: sets of up to
 * three additions are tried, the cheapest first, each judged as a whole.
 */
import type { Strengthening, TextEdit } from '../scenario/index.ts';
import type { Judged } from './judgement.ts';
import { costOf, overlap, type Repair, type RepairAnswer } from './repair.ts';

const MOST_PARTS = 3;
const MOST_REPAIRS = 5;

/** Sets that contain one that holds already are none of interest. `ms` for all of it. */
export async function tryRepairs(
  parts: readonly Strengthening[],
  judge: (edits: readonly TextEdit[]) => Promise<Judged>,
  ms: number,
): Promise<RepairAnswer> {
  const until = performance.now() + ms;
  const base = await judge([]);
  if (base.k !== 'judged')
    return {
      k: 'unknown',
      reason: base.k === 'refused' ? base.message : 'the scenario itself was not searched',
    };
  if (base.bad.length === 0)
    return base.verdict === 'bounded'
      ? { k: 'unknown', reason: 'the search reached its limit' }
      : { k: 'holds' };
  const repairs: Repair[] = [];
  for (let size = 1; size <= MOST_PARTS; size += 1) {
    for (const set of setsOf(parts, size)) {
      if (repairs.length >= MOST_REPAIRS || performance.now() > until)
        return { k: 'repairs', repairs, complete: repairs.length >= MOST_REPAIRS };
      if (repairs.some((known) => known.parts.every((part) => set.includes(part)))) continue;
      const edits = set.flatMap((part) => part.edits);
      const judged = await judge(edits);
      if (judged.k !== 'judged' || judged.bad.length > 0 || judged.verdict === 'bounded') continue;
      repairs.push({ parts: set, cost: costOf(set), edits, against: [] });
    }
    // Larger sets cost more than what is found.
    if (repairs.length > 0) break;
  }
  return { k: 'repairs', repairs, complete: repairs.length > 0 || parts.length === 0 };
}

/** By cost. */
function setsOf(parts: readonly Strengthening[], size: number): readonly (readonly Strengthening[])[] {
  let sets: readonly (readonly number[])[] = [[]];
  for (let nth = 0; nth < size; nth += 1)
    sets = sets.flatMap((set) =>
      [...parts.keys()]
        .slice((set.at(-1) ?? -1) + 1)
        .filter((more) => set.every((one) => fit(parts[one], parts[more])))
        .map((more) => [...set, more]),
    );
  return sets.map((set) => set.flatMap((one) => parts[one] ?? [])).sort((a, b) => costOf(a) - costOf(b));
}

function fit(one: Strengthening | undefined, other: Strengthening | undefined): boolean {
  if (one === undefined || other === undefined || overlap(one, other)) return false;
  return one.excludes === null || one.excludes !== other.excludes;
}
