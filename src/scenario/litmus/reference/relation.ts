/** Relations between at most 31 events: bit b of row a says that a comes before b. */
export type Relation = number[];

export const mostEvents = 31;

export function empty(size: number): Relation {
  return new Array<number>(size).fill(0);
}

export function add(relation: Relation, a: number, b: number): void {
  relation[a] = (relation[a] ?? 0) | (1 << b);
}

export function has(relation: Relation, a: number, b: number): boolean {
  return (((relation[a] ?? 0) >> b) & 1) === 1;
}

/** No event comes before itself, however many steps away. */
export function isAcyclic(relation: Relation): boolean {
  const closed = closure(relation);
  return closed.every((row, a) => ((row >> a) & 1) === 0);
}

/** The transitive closure, in a relation of its own. */
export function closure(relation: Relation): Relation {
  const closed = [...relation];
  for (let via = 0; via < closed.length; via += 1) {
    const row = closed[via] ?? 0;
    for (let a = 0; a < closed.length; a += 1) {
      if (((closed[a] ?? 0) >> via) & 1) closed[a] = (closed[a] ?? 0) | row;
    }
  }
  return closed;
}

export function union(...relations: readonly Relation[]): Relation {
  const [first = [], ...rest] = relations;
  return first.map((row, a) => rest.reduce((all, relation) => all | (relation[a] ?? 0), row));
}

export function* permutations(items: readonly number[]): Generator<readonly number[]> {
  if (items.length <= 1) {
    yield items;
    return;
  }
  for (const [index, item] of items.entries()) {
    const others = [...items.slice(0, index), ...items.slice(index + 1)];
    for (const rest of permutations(others)) yield [item, ...rest];
  }
}
