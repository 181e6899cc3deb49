/**
 * C's types as far as they say where things are. Memory is words: a scalar, a pointer and an `atomic_t` take one each,
 * whatever their width in bytes; structs and arrays take those of their parts, in order.
 */
import type { Expression } from '../syntax/syntax.ts';

export type CType =
  /** `values`: the enum whose names its values have; `bits`: which of its word, where it is a bit-field. */
  | {
      readonly k: 'scalar';
      readonly name: string;
      readonly values: string | null;
      readonly bits?: { readonly shift: number; readonly width: number };
      /** The one member by which it is called, where a `typedef` makes a struct of it: `pte_t`, `atomic_t`. */
      readonly sole?: string;
    }
  | { readonly k: 'void' }
  /** Asked for late: a struct may point to itself. */
  | { readonly k: 'pointer'; readonly to: () => CType }
  /** What a pointer to a function points to. */
  | { readonly k: 'function' }
  | { readonly k: 'array'; readonly of: CType; readonly extent: number }
  | StructType;

export interface StructType {
  readonly k: 'struct';
  /** `struct foo`, `union bar`, or the name that a `typedef` gave it. */
  readonly name: string;
  readonly members: ReadonlyMap<string, Member>;
  readonly words: number;
  /** Only announced (`struct foo *p;` and no members anywhere). */
  readonly incomplete: boolean;
}

export interface Member {
  readonly name: string;
  /** In words from the struct's beginning. */
  readonly offset: number;
  readonly type: CType;
}

export const INT: CType = { k: 'scalar', name: 'int', values: null };
export const VOID: CType = { k: 'void' };

export function pointerTo(to: CType): CType {
  return { k: 'pointer', to: () => to };
}

/** How many words of memory a value of this type takes; 1 for what has no size, so that `void *` steps by one. */
export function wordsOf(type: CType): number {
  if (type.k === 'array') return wordsOf(type.of) * type.extent;
  return type.k === 'struct' ? type.words : 1;
}

/** Structs and arrays have no value of their own: as one they stand for the address of their first word. */
export function isAggregate(type: CType | null): boolean {
  return type?.k === 'struct' || type?.k === 'array';
}

/** Does `.member` of a value of this type name all of it? */
export function isWhole(type: CType | null, member: string): boolean {
  return (
    type?.k === 'scalar' &&
    (type.sole === member ||
      (member === 'counter' && /^(?:atomic\w*|local(?:64)?|refcount)_t$/.test(type.name)) ||
      (member === 'refs' && type.name === 'refcount_t'))
  );
}

/** What a pointer to this type, or an array of it, leads to; null for anything else. */
export function pointee(type: CType | null): CType | null {
  if (type?.k === 'pointer') return type.to();
  return type?.k === 'array' ? type.of : null;
}

/** The member that `list` or `work.entry` names in a struct; null where it has none. */
export function memberNamed(type: CType | null, e: Expression | undefined): Member | null {
  if (type?.k !== 'struct') return null;
  if (e?.k === 'name') return type.members.get(e.name) ?? null;
  if (e?.k !== 'member' || e.arrow) return null;
  const outer = memberNamed(type, e.base);
  const inner = outer?.type.k === 'struct' ? outer.type.members.get(e.member.text) : undefined;
  return outer && inner ? { ...inner, offset: outer.offset + inner.offset } : null;
}

/** A type in C's words. */
export function spelled(type: CType): string {
  switch (type.k) {
    case 'scalar':
    case 'struct':
      return type.name;
    case 'pointer': {
      const to = type.to();
      return to.k === 'pointer' ? `${spelled(to)}*` : `${spelled(to)} *`;
    }
    case 'array':
      return `${spelled(type.of)}[${String(type.extent)}]`;
    default:
      return type.k;
  }
}

/** The scalars and pointers that a type is made of, with C's names for them: `lock`, `a[1].next`. Members of a union share
 *  their words, which have the name of the first. */
export function leaves(
  type: CType,
  name: string,
): readonly { readonly name: string; readonly type: CType }[] {
  if (type.k === 'array')
    return Array.from({ length: type.extent }, (_, i) => leaves(type.of, `${name}[${String(i)}]`)).flat();
  if (type.k !== 'struct') return [{ name, type }];
  const words: { name: string; type: CType }[] = [];
  for (const member of type.members.values()) {
    const own = leaves(member.type, `${name}.${member.name}`);
    const last = words.at(-1);
    const { type } = member;
    if (last && type.k === 'scalar' && type.bits && type.bits.shift > 0) last.name += `, ${member.name}`;
    // A union's longer member, or the next one of a struct, adds what is beyond the words so far.
    words.push(...own.slice(Math.max(0, words.length - member.offset)));
  }
  return words;
}
