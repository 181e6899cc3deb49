/**
 * From the words of a declaration to its type: tags and typedefs are looked up, members are laid out one behind the other.
 */
import { MOST_CELLS } from '../budget.ts';
import { isStructType } from '../grammar/names.ts';
import { lateParts } from '../lower/late.ts';
import type { Declarator, Expression, FieldSyntax, Span, TypeSyntax, Word } from '../syntax/syntax.ts';
import { SEQUENCE_TYPES, isLockType } from './lock-types.ts';
import { INT, VOID, pointerTo, wordsOf, type CType, type Member, type StructType } from './ctype.ts';

/** What the declared names of types are. */
export interface TypeNames {
  /** Bodies by `struct tag` and `union tag`. */
  readonly structs: ReadonlyMap<string, TypeSyntax>;
  readonly typedefs: ReadonlyMap<
    string,
    { readonly type: TypeSyntax; readonly stars: number; readonly callable: boolean }
  >;
}

/** How the size of an array is found, and where mistakes go. */
export interface Sizes {
  constant(e: Expression): number;
  error(code: string, at: Span, message: string): void;
}

const MOST_ELEMENTS = 64;
/** How many elements `struct foo items[];` at the end of a struct has. */
const FLEXIBLE = 4;

/** What a word is called that lies between the members of a struct. */
export const FREE = '(free)';

const word = (name: string, offset: number, of: string): [string, Member] => [
  name,
  { name, offset, type: { k: 'scalar', name: of, values: null } },
];

/** As include/linux/seqlock_types.h has it. */
const SEQLOCK: StructType = {
  k: 'struct',
  name: 'seqlock_t',
  members: new Map([word('seqcount', 0, 'seqcount_spinlock_t'), word('lock', 1, 'spinlock_t')]),
  words: 2,
  incomplete: false,
};

export class Types {
  private readonly names: TypeNames;
  private readonly sizes: Sizes;
  private readonly known = new Map<string, StructType>();
  private readonly bodies = new Map<TypeSyntax, StructType>();
  /** Structs whose members are being laid out: one that contains itself has no size. */
  private readonly open = new Set<string>();

  /** Structs begin at multiples of so many words, as pointers to them are marked in their low bits. */
  private readonly alignment: number;

  constructor(names: TypeNames, sizes: Sizes, alignment = 1) {
    this.names = names;
    this.sizes = sizes;
    this.alignment = alignment;
  }

  /** The type that a specifier and `stars` make. */
  of(type: TypeSyntax, stars = 0): CType {
    if (stars > 0) {
      const inner = stars - 1;
      return { k: 'pointer', to: () => this.of(type, inner) };
    }
    if (type.fields) return this.body(type, type.fields);
    if (type.of || type.name === '__auto_type') {
      this.sizes.error(
        'unknown-type',
        type,
        `\`${type.of ? 'typeof' : type.name}\` declares locals only; write the type.`,
      );
      return INT;
    }
    const tagged = this.spelled(type);
    if (isLockType(tagged) && !this.isOwn(type)) return { k: 'scalar', name: tagged, values: null };
    if (type.name === 'struct' || type.name === 'union') return this.tagged(type);
    if (type.name === 'enum')
      return { k: 'scalar', name: this.spelled(type), values: type.tag?.text ?? null };
    if (type.name === 'void') return VOID;
    const typedef = this.names.typedefs.get(type.name);
    if (typedef?.callable) return pointerTo({ k: 'function' });
    if (typedef) {
      const named = this.of(typedef.type, typedef.stars);
      if (named.k !== 'struct' || typedef.stars > 0) return named;
      return lateParts()?.soleIn(typedef.type, named) ?? { ...named, name: type.name };
    }
    if (type.name === 'seqlock_t') return SEQLOCK;
    // An array of one, so that its name is a pointer (include/linux/cpumask_types.h).
    if (type.name === 'cpumask_var_t')
      return { k: 'array', of: { k: 'scalar', name: 'cpumask_t', values: null }, extent: 1 };
    if (SEQUENCE_TYPES.includes(type.name)) return { k: 'scalar', name: type.name, values: null };
    if (isStructType(type.name) && !this.names.typedefs.has(type.name))
      this.sizes.error(
        'unknown-type',
        type,
        `The type \`${type.name}\` is not known here; say what it is with \`typedef\`.`,
      );
    return { k: 'scalar', name: type.name, values: null };
  }

  /** Does the scenario say what it is? */
  private isOwn(type: TypeSyntax): boolean {
    return type.tag
      ? (this.names.structs.get(this.spelled(type))?.fields ?? null) !== null
      : this.names.typedefs.has(type.name);
  }

  /** The type of what a declarator declares; `length`: how many values an array without a size is given; `named`: what
   *  its words and stars mean, where only the code around it tells. */
  declared(
    type: TypeSyntax,
    declarator: Declarator,
    length: number | null = null,
    named: CType | null = null,
  ): CType {
    const element: CType = declarator.callable
      ? pointerTo({ k: 'function' })
      : (named ?? this.of(type, declarator.stars));
    return declarator.extents.reduceRight<CType>(
      (of, size, i) => ({ k: 'array', of, extent: this.extent(declarator, size, i === 0 ? length : null) }),
      element,
    );
  }

  private extent(declarator: Declarator, size: Expression | null, length: number | null): number {
    const name = declarator.name.text;
    if (!size) {
      if (length !== null && length >= 1 && length <= MOST_ELEMENTS) return length;
      this.sizes.error('extent', declarator, `Say how many elements \`${name}\` has: \`${name}[n]\`.`);
      return 1;
    }
    const given = this.sizes.constant(size);
    // `T *next[is_named(word)]`: a member that is there only for that word.
    const least = size.k === 'call' && size.callee.text === 'is_named' ? 0 : 1;
    const extent = Math.min(Math.max(given, least), MOST_ELEMENTS);
    if (given !== extent)
      this.sizes.error(
        'extent',
        size,
        `\`${name}\` would have ${String(given)} elements; an array has 1 to ${String(MOST_ELEMENTS)}.`,
      );
    return extent;
  }

  private spelled(type: TypeSyntax): string {
    return type.tag ? `${type.name} ${type.tag.text}` : type.name;
  }

  private tagged(type: TypeSyntax): CType {
    const name = this.spelled(type);
    const known = this.known.get(name);
    if (known) return known;
    const syntax = this.names.structs.get(name);
    if (!syntax?.fields) return { k: 'struct', name, members: new Map(), words: 0, incomplete: true };
    if (this.open.has(name)) {
      this.sizes.error(
        'struct-in-itself',
        type,
        `\`${name}\` would contain itself; have a pointer to it: \`${name} *\`.`,
      );
      return INT;
    }
    this.open.add(name);
    const made = this.layOut(name, syntax.name === 'union', syntax.fields);
    this.open.delete(name);
    this.known.set(name, made);
    return made;
  }

  /** A struct or union that is defined where it is used. */
  private body(type: TypeSyntax, fields: readonly FieldSyntax[]): CType {
    if (type.tag && this.names.structs.get(this.spelled(type)) === type) return this.tagged(type);
    const known = this.bodies.get(type);
    if (known) return known;
    const made = this.layOut(this.spelled(type), type.name === 'union', fields);
    this.bodies.set(type, made);
    return made;
  }

  private layOut(name: string, union: boolean, fields: readonly FieldSyntax[]): StructType {
    const members = new Map<string, Member>();
    let end = 0;
    let words = 0;
    const add = (at: Span, member: Member) => {
      if (members.has(member.name))
        this.sizes.error('duplicate-name', at, `\`${name}\` has two members \`${member.name}\`.`);
      members.set(member.name, member);
    };
    const pad = (from: number) => {
      for (let i = from; i % this.alignment !== 0; i++) {
        const free = `${FREE} ${String(i)}`;
        members.set(free, { name: free, offset: i, type: INT });
        end = i + 1;
      }
    };
    const place = (type: CType): number => {
      if (type.k === 'struct' && !union) pad(end);
      const offset = union ? 0 : end;
      end = offset + wordsOf(type);
      words = Math.max(words, end);
      return offset;
    };
    // How much of the last word bit-fields have.
    let filled = 32;
    const bitField = (declarator: Declarator, bits: Expression, type: CType): Member => {
      const width = this.width(declarator, bits, type);
      const shift = union || filled + width > 32 ? 0 : filled;
      const offset = shift > 0 ? end - 1 : place(type);
      filled = shift + width;
      const scalar = type.k === 'scalar' ? type : { k: 'scalar' as const, name: 'int', values: null };
      return { name: declarator.name.text, offset, type: { ...scalar, bits: { shift, width } } };
    };
    for (const field of fields) {
      if (field.declarators.length === 0) {
        filled = 32;
        this.addUnnamed(field, place, add);
      }
      for (const declarator of field.declarators) {
        // A flexible array (6.7.2.1) has some room here.
        const open = declarator.extents[0] === null && !union;
        const type = this.declared(field.type, declarator, open ? FLEXIBLE : null);
        if (type.k === 'struct' && type.incomplete) this.incomplete(type, field.type);
        if (declarator.bits) {
          add(declarator.name, bitField(declarator, declarator.bits, type));
          continue;
        }
        filled = 32;
        add(declarator.name, { name: declarator.name.text, offset: place(type), type });
      }
      if (words > MOST_CELLS) {
        this.sizes.error('extent', field, `\`${name}\` has more than ${String(MOST_CELLS)} words.`);
        break;
      }
    }
    pad(words);
    words = Math.max(words, end);
    return { k: 'struct', name, members, words, incomplete: false };
  }

  private width(declarator: Declarator, bits: Expression, type: CType): number {
    const width = this.sizes.constant(bits);
    if (type.k === 'scalar' && width >= 1 && width <= 31) return width;
    this.sizes.error(
      'extent',
      declarator,
      `\`${declarator.name.text}\` is a bit-field of ${String(width)} bits; of 1 to 31 there are; else it is a member like others.`,
    );
    return 1;
  }

  /** The members of a struct or union without a name belong to the one around it. */
  private addUnnamed(
    field: FieldSyntax,
    place: (type: CType) => number,
    add: (at: Span, member: Member) => void,
  ): void {
    const type = this.of(field.type);
    if (type.k !== 'struct') return;
    const offset = place(type);
    for (const member of type.members.values()) add(field, { ...member, offset: offset + member.offset });
  }

  incomplete(type: StructType, at: Span): void {
    this.sizes.error(
      'incomplete-type',
      at,
      `\`${type.name}\` is declared nowhere; say which members it has: \`${type.name} { int a; };\`.`,
    );
  }

  /** The member of that name; null, and a mistake that names those there are, where there is none. */
  member(type: StructType, name: Word, at: Span): Member | null {
    const found = type.members.get(name.text);
    if (found) return found;
    if (type.incomplete) this.incomplete(type, at);
    else
      this.sizes.error(
        'unknown-member',
        name,
        `\`${type.name}\` has no member \`${name.text}\`; it has ${[...type.members.keys()]
          .filter((known) => !known.startsWith('('))
          .map((known) => `\`${known}\``)
          .join(', ')}.`,
      );
    return null;
  }
}
