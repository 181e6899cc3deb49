/** What a best-first search has still to look at: a binary heap; of equals the one that came first. */
export class Frontier<T> {
  private readonly heap: { readonly item: T; readonly cost: number; readonly order: number }[] = [];
  private order = 0;

  add(item: T, cost: number): void {
    const { heap } = this;
    const one = { item, cost, order: this.order++ };
    let at = heap.push(one) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up];
      if (!above || !isBefore(one, above)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = one;
  }

  /** Takes the cheapest out; undefined where nothing is left. */
  next(): T | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || first === last) return first?.item;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = left && right ? isBefore(right, left) : false;
      const below = isRight ? right : left;
      if (!below || !isBefore(below, last)) break;
      heap[at] = below;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
    return first.item;
  }
}

function isBefore(
  a: { readonly cost: number; readonly order: number },
  b: { readonly cost: number; readonly order: number },
): boolean {
  return a.cost < b.cost || (a.cost === b.cost && a.order < b.order);
}
