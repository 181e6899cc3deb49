/** Shapes as types of C, with the structs that they need: each has a tag, from what leads to it. */
import { wholePrelude } from '../../prelude.ts';
import { TAKEN } from './roles.ts';
import type { Shapes, ShapeId } from './shapes.ts';

const PRELUDE_STRUCTS: ReadonlySet<string> = new Set(
  wholePrelude.syntax.declarations.flatMap((declaration) =>
    declaration.k === 'struct' && declaration.type.tag ? [declaration.type.tag.text] : [],
  ),
);

/** C types that are numbers, however they are spelled. */
const NUMBERS =
  /^(unsigned|signed|int|long|short|char|bool|u\d+|s\d+|u?int\d+_t|size_t|pte_t|T|void|const void)\b/;

/** `base` and so many `*`. */
export interface CTypeName {
  readonly base: string;
  readonly stars: number;
}

export class CTypes {
  private readonly shapes: Shapes;
  /** Shapes by the names that have them; locals as `1:name`. */
  private readonly ids: ReadonlyMap<string, ShapeId>;
  private readonly tags = new Map<ShapeId, string>();

  constructor(shapes: Shapes, ids: ReadonlyMap<string, ShapeId>) {
    this.shapes = shapes;
    this.ids = ids;
    this.nameStructs();
  }

  /** A type in C: `struct item *`. */
  typeOf(id: ShapeId, depth = 0): CTypeName {
    const { shapes } = this;
    if (depth > 6) return { base: 'int', stars: 0 };
    if (shapes.isPointer(id) && shapes.members(id).size === 0) {
      const { base, stars } = this.typeOf(shapes.targetOf(id), depth + 1);
      return { base, stars: stars + 1 };
    }
    const base = shapes.base(id);
    if (base !== null && (shapes.members(id).size === 0 || base === 'struct task_struct'))
      return { base: NUMBERS.test(base) ? numberType(base) : base, stars: 0 };
    const tag = this.tagOf(id);
    return tag === null ? { base: 'int', stars: 0 } : { base: `struct ${tag}`, stars: 0 };
  }

  /** The tag of a struct; null for what has no members. */
  private tagOf(id: ShapeId): string | null {
    if (this.shapes.members(id).size === 0 || this.shapes.members(id).has('[]')) return null;
    return this.tags.get(this.shapes.find(id)) ?? null;
  }

  /** Gives every struct a tag, from what leads to it. */
  private nameStructs(): void {
    const named = (id: ShapeId, name: string, depth: number): void => {
      if (depth > 6) return;
      const { shapes } = this;
      if (shapes.isPointer(id) && shapes.members(id).size === 0) {
        named(shapes.targetOf(id), name, depth + 1);
        return;
      }
      const members = shapes.members(id);
      if (members.size === 0 || members.has('[]') || shapes.base(id) !== null) return;
      const root = shapes.find(id);
      if (!this.tags.has(root)) this.tags.set(root, this.freeTag(name));
      else if (depth > 3) return;
      for (const [member, inner] of members) if (shapes.find(inner) !== root) named(inner, member, depth + 1);
    };
    const keys = [...this.ids.keys()].sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
    for (const key of keys) {
      const id = this.ids.get(key);
      if (id !== undefined) named(id, key.replace(/^\d+:/, ''), 0);
    }
  }

  private freeTag(name: string): string {
    const used = new Set(this.tags.values());
    let tag = TAKEN.has(name) || PRELUDE_STRUCTS.has(name) ? `${name}_s` : name;
    while (used.has(tag)) tag += '_';
    return tag;
  }

  /** Structs with their members, those that others contain first. */
  structs(): readonly { readonly tag: string; readonly id: ShapeId }[] {
    const done = new Set<string>();
    const out: { tag: string; id: ShapeId }[] = [];
    const add = (id: ShapeId, depth: number): void => {
      const tag = this.tagOf(id);
      if (tag === null || done.has(tag) || depth > 8) return;
      done.add(tag);
      for (const inner of this.shapes.members(id).values())
        if (!this.shapes.isPointer(inner)) add(inner, depth + 1);
      out.push({ tag, id });
    };
    for (const root of this.tags.keys()) add(root, 0);
    return out;
  }
}

function numberType(base: string): string {
  return base === 'T' || base === 'void' || base === 'const void' ? 'int' : base;
}
