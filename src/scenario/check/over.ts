/**
 * What the prelude lends under what a scenario has itself. The prelude is large and asked for few of its names, so that it is
 * not copied for each text, but where somebody looks at all.
 */
export class Over<T> implements ReadonlyMap<string, T> {
  private readonly lent: ReadonlyMap<string, T>;
  private readonly own: ReadonlyMap<string, T>;
  private merged: ReadonlyMap<string, T> | null = null;

  constructor(lent: ReadonlyMap<string, T>, own: ReadonlyMap<string, T>) {
    this.lent = lent;
    this.own = own;
  }

  get(name: string): T | undefined {
    return this.own.get(name) ?? this.lent.get(name);
  }

  has(name: string): boolean {
    return this.own.has(name) || this.lent.has(name);
  }

  /** Both, in the prelude's order and then the scenario's. */
  private get all(): ReadonlyMap<string, T> {
    this.merged ??= new Map([...this.lent, ...this.own]);
    return this.merged;
  }

  get size(): number {
    return this.all.size;
  }

  forEach(visit: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    this.all.forEach(visit);
  }

  entries(): MapIterator<[string, T]> {
    return this.all.entries();
  }

  keys(): MapIterator<string> {
    return this.all.keys();
  }

  values(): MapIterator<T> {
    return this.all.values();
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.all.entries();
  }
}
