/**
 * What shape a thing has, from how it is used: `m->who` makes `m` a pointer to something with a member `who`,
 * `spin_lock(&m->inner)` makes that one's `inner` a spinlock. Shapes that meet become one (unification).
 */

export type ShapeId = number;

interface Shape {
  /** A type of the kernel's or of C's: `spinlock_t`, `struct completion`. */
  base: string | null;
  /** What it points to. */
  target: ShapeId | null;
  readonly members: Map<string, ShapeId>;
}

export class Shapes {
  private readonly parents: ShapeId[] = [];
  private readonly shapes: Shape[] = [];

  fresh(): ShapeId {
    this.parents.push(this.parents.length);
    this.shapes.push({ base: null, target: null, members: new Map() });
    return this.parents.length - 1;
  }

  find(id: ShapeId): ShapeId {
    let at = id;
    for (let up = this.parents[at] ?? at; up !== at; up = this.parents[at] ?? at) at = up;
    this.parents[id] = at;
    return at;
  }

  private of(id: ShapeId): Shape {
    return this.shapes[this.find(id)] ?? { base: null, target: null, members: new Map() };
  }

  named(base: string): ShapeId {
    const id = this.fresh();
    this.of(id).base = base;
    return id;
  }

  pointerTo(target: ShapeId): ShapeId {
    const id = this.fresh();
    this.of(id).target = target;
    return id;
  }

  /** What it points to; it is a pointer from here on. */
  targetOf(id: ShapeId): ShapeId {
    const shape = this.of(id);
    shape.target ??= this.fresh();
    return shape.target;
  }

  /** A member; where the thing is a pointer, of what it points to, whatever sign the author typed. */
  member(id: ShapeId, name: string): ShapeId {
    const shape = this.of(id);
    if (shape.target !== null && shape.members.size === 0) return this.member(shape.target, name);
    const known = shape.members.get(name);
    if (known !== undefined) return known;
    const made = this.fresh();
    shape.members.set(name, made);
    return made;
  }

  /** Makes two one. What contradicts keeps what it was first: the compiler will say so. */
  unify(a: ShapeId, b: ShapeId): void {
    const work: [ShapeId, ShapeId][] = [[a, b]];
    for (let pair = work.pop(); pair; pair = work.pop()) {
      const [one, other] = [this.find(pair[0]), this.find(pair[1])];
      if (one === other) continue;
      const kept = this.of(one);
      const gone = this.of(other);
      this.parents[other] = one;
      kept.base ??= gone.base;
      if (kept.target === null) kept.target = gone.target;
      else if (gone.target !== null) work.push([kept.target, gone.target]);
      for (const [name, id] of gone.members) {
        const known = kept.members.get(name);
        if (known === undefined) kept.members.set(name, id);
        else work.push([known, id]);
      }
    }
  }

  base(id: ShapeId): string | null {
    return this.of(id).base;
  }

  isPointer(id: ShapeId): boolean {
    return this.of(id).target !== null;
  }

  members(id: ShapeId): ReadonlyMap<string, ShapeId> {
    return this.of(id).members;
  }
}
