/** Shapes as types of C, with the structs that they need: each has a tag, from what leads to it. */
import { once } from '../../../base/index.ts';
import { preludeSyntax, preludeText } from '../../prelude.ts';
import { takenNames } from './roles.ts';
import type { Shapes, ShapeId } from './shapes.ts';

/** The prelude's structs, by their tags: the text between their braces. */
const preludeStructs = once(
  (): ReadonlyMap<string, string> =>
    new Map(
      preludeSyntax().declarations.flatMap((declaration) => {
        if (declaration.k !== 'struct' || !declaration.type.tag) return [];
        const text = preludeText().slice(declaration.from, declaration.to);
        return [
          [declaration.type.tag.text, text.slice(text.indexOf('{') + 1, text.lastIndexOf('}'))] as const,
        ];
      }),
    ),
);

/** The tag of a struct of the prelude; null for other types. */
function preludeTag(base: string | null): string | null {
  const tag = /^struct (\w+)$/.exec(base ?? '')?.[1];
  return tag !== undefined && preludeStructs().has(tag) ? tag : null;
}

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
    if (base !== null && (shapes.members(id).size === 0 || preludeTag(base) !== null || !NUMBERS.test(base)))
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
      const kernel = preludeTag(shapes.base(id));
      if (members.size === 0 || members.has('[]') || (shapes.base(id) !== null && kernel === null)) return;
      const root = shapes.find(id);
      if (kernel !== null) {
        if (!this.isWhole(id, kernel)) this.tags.set(root, kernel);
      } else if (!this.tags.has(root)) this.tags.set(root, this.freeTag(name));
      else if (depth > 3) return;
      for (const [member, inner] of members) if (shapes.find(inner) !== root) named(inner, member, depth + 1);
    };
    const keys = [...this.ids.keys()].sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
    for (const key of keys) {
      const id = this.ids.get(key);
      if (id !== undefined) named(id, key.replace(/^\d+:/, ''), 0);
    }
  }

  /** All members are the prelude's own. */
  private isWhole(id: ShapeId, tag: string): boolean {
    const own = preludeStructs().get(tag) ?? '';
    return [...this.shapes.members(id).keys()].every((member) => hasMember(own, member));
  }

  /** What a struct has before the members that the table speaks of: those of the kernel's struct that it extends. */
  ownMembers(tag: string): string {
    return preludeStructs().get(tag) ?? '';
  }

  /** Whether a member need not be declared: the kernel's struct has it. */
  hasOwn(tag: string, member: string): boolean {
    return hasMember(preludeStructs().get(tag) ?? '', member);
  }

  private freeTag(name: string): string {
    const used = new Set(this.tags.values());
    let tag = takenNames().has(name) || preludeStructs().has(name) ? `${name}_s` : name;
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

function hasMember(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\s*[;,[]`).test(text);
}

function numberType(base: string): string {
  return base === 'T' || base === 'void' || base === 'const void' ? 'int' : base;
}
