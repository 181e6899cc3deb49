/**
 * Where the ways of a branch meet again: its immediate post-dominator, the first instruction that every way from it to the end
 * passes. Up to there what happens depends on the branch, as in the arms of an `if`.
 */

/** By instruction, `code.length` for the end; `next` says where each may go on. Code that never ends meets nowhere but there. */
export function joinsOf(next: readonly (readonly number[])[]): readonly number[] {
  const end = next.length;
  // Sets of post-dominators as sorted bits would be smaller; routines have a few hundred instructions.
  const all = new Set(Array.from({ length: end + 1 }, (_, pc) => pc));
  const after: Set<number>[] = next.map(() => all);
  after.push(new Set([end]));
  for (let changed = true; changed;) {
    changed = false;
    for (let pc = end - 1; pc >= 0; pc -= 1) {
      const ways = (next[pc] ?? []).map((to) => after[Math.min(to, end)] ?? all);
      const [first = new Set<number>(), ...others] = ways;
      const common = [...first].filter((one) => others.every((other) => other.has(one)));
      const known = new Set([pc, ...common]);
      if (known.size === after[pc]?.size) continue;
      after[pc] = known;
      changed = true;
    }
  }
  return next.map((_, pc) => {
    const own = [...(after[pc] ?? [])].filter((other) => other !== pc);
    // The nearest is the one that all the others come behind.
    return own.find((one) => own.every((other) => after[one]?.has(other) === true)) ?? end;
  });
}
