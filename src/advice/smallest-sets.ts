/**
 * The smallest sets of which something comes, where what comes of a set comes of every larger one: a largest set that
 * contains none of those known is tried; of what changes something as few as can be are kept, what changes nothing is
 * known with all that is in it.
 */

/** All of them, of numbers below `count`, smallest first, found with at most `most` trials; what is found by then counts. It
 *  asks of sets whether they change something. */
export function* smallestSets(
  count: number,
  most: number,
): Generator<readonly number[], readonly (readonly number[])[], boolean> {
  const found: (readonly number[])[] = [];
  const quiet: ReadonlySet<number>[] = [];
  let left = most;
  for (let next = untried(count, found, quiet); next && left > 0; next = untried(count, found, quiet)) {
    left -= 1;
    if (!(yield next)) {
      quiet.push(new Set(next));
      continue;
    }
    let fewest = next;
    for (const one of next) {
      if (left <= 0) return bySize(found);
      left -= 1;
      const fewer = fewest.filter((other) => other !== one);
      if (yield fewer) fewest = fewer;
    }
    found.push(fewest);
    if (fewest.length === 0) break;
  }
  return bySize(found);
}

function bySize(sets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...sets].sort((a, b) => a.length - b.length);
}

/** A largest set that contains none of those found and is in none that is quiet; null where there is none. */
function untried(
  count: number,
  found: readonly (readonly number[])[],
  quiet: readonly ReadonlySet<number>[],
): readonly number[] | null {
  const search = (members: readonly number[]): readonly number[] | null => {
    const broken = found.find((set) => set.every((one) => members.includes(one)));
    if (broken) {
      // One of it has to go, whichever.
      for (const one of broken) {
        const rest = search(members.filter((other) => other !== one));
        if (rest) return rest;
      }
      return null;
    }
    return quiet.some((set) => members.every((one) => set.has(one))) ? null : members;
  };
  return search(Array.from({ length: count }, (_, nth) => nth));
}
