/**
 * Where everything shared lives: cells, text sites, pages, interrupt lines and properties of one program. What the
 * scenario declares is laid out at once, what the prelude declares when code first uses it.
 */
import { ADDRESS_BASE, PTE_FULL, pteValue } from '../../base/index.ts';
import type { Arch, Cell, Expr, Irq, Page, Property, Site } from '../../machine/index.ts';
import { BREAKPOINT, type GlobalSymbol, type Symbols } from '../check/symbols.ts';
import { MOST_CELLS, TooMuch, type Budget } from '../budget.ts';
import { BUILTIN_RULES, LANGUAGE_RULES } from '../check/properties.ts';
import type { DeclarationOf, Expression, Initializer, Span } from '../syntax/syntax.ts';
import { INT, leaves, wordsOf, type CType } from '../types/ctype.ts';
import { initialize, lengthOf, type Values } from '../types/initial.ts';
import { convert, literalMistake } from './conversion.ts';
import { wideConstant } from './fold.ts';
import { literalType } from './width.ts';
import { CellNames } from './cell-names.ts';
import { FREE, Types } from '../types/types.ts';
import { alignmentIn } from './alignment.ts';
import { declaredAt } from './declared-at.ts';
import { declaredBits, entryValues } from './entry-names.ts';
import type { FreeableObject } from './lifetime.ts';
import { UNDEFINED } from './defined.ts';

/** What memory holds before anything is stored to it (POISON_INUSE of the kernel's slab). */
const GARBAGE = 0x5a5a5a5a;

export interface Place {
  /** First cell. */
  readonly cell: number;
  /** Number of elements of an array, null for anything else. */
  readonly extent: number | null;
  readonly words: number;
  readonly type: CType;
  /** An array with an element for each CPU, which code names as if it were one. */
  readonly perCpu: boolean;
  readonly kind: Cell['kind'];
}

export const LOCK_KINDS = ['unfair', 'fair', 'sleeping'] as const;
export type LockKind = (typeof LOCK_KINDS)[number];

/** What the layout asks of the instance: the value of a constant expression (reports and returns 0 when it is none). */
export interface Constants {
  constant(e: Expression): number;
  option(name: string): string;
  error(code: string, at: Span, message: string): void;
}

export class Layout {
  readonly cells: Cell[] = [];
  readonly sites: Site[] = [];
  readonly pages: Page[] = [];
  readonly irqs: Irq[] = [];
  readonly properties: Property[] = [];
  readonly types: Types;
  /** Objects begin at multiples of so many words. */
  readonly alignment: number;
  private readonly extents = new Map<number, number>();
  readonly places = new Map<string, Place>();
  private readonly siteOf = new Map<string, number>();
  private readonly pageOf = new Map<string, number>();
  readonly names: CellNames;
  /** Lock kind by the address of its first cell. */
  private readonly locks = new Map<number, LockKind>();
  private readonly pending: { readonly cell: number; readonly init: () => number }[] = [];

  /** The scenario's names for rules of the language. */
  private readonly renamed = new Map<string, string>();
  private readonly budget: Budget;
  private readonly symbols: Symbols;
  private readonly constants: Constants;
  private readonly fetch: Site['fetch'];
  private readonly arch: Arch;
  /** Some entry may have other bits than all of them. */
  rights = false;

  constructor(
    symbols: Symbols,
    constants: Constants,
    fetch: Site['fetch'],
    properties: readonly DeclarationOf<'property'>[],
    budget: Budget,
    arch: Arch,
  ) {
    this.budget = budget;
    this.arch = arch;
    this.symbols = symbols;
    this.constants = constants;
    this.alignment = alignmentIn(symbols);
    this.types = new Types(symbols, constants, this.alignment);
    this.names = new CellNames(symbols.enums);
    this.fetch = fetch;
    for (const { slug, text, rule } of properties) {
      this.properties.push({ slug: slug.text, text: text.text });
      if (rule && rule.text in LANGUAGE_RULES) this.renamed.set(rule.text, slug.text);
    }
  }

  /** Lays out what the scenario declares. Sizes of arrays may ask for other names, so the layout must be known by then. */
  begin(): void {
    for (const name of this.symbols.ownGlobals) this.place(name);
  }

  /** The cells of a name, laid out on first use; null for a name without cells. */
  place(name: string): Place | null {
    const known = this.places.get(name);
    if (known) return known;
    const symbol = this.symbols.globals.get(name);
    return symbol ? this.layOut(name, symbol) : null;
  }

  private layOut(name: string, symbol: GlobalSymbol): Place | null {
    switch (symbol.k) {
      case 'variable':
        return this.layOutVariable(name, symbol);
      case 'frame':
        return this.add(name, INT, 'data', [name], () => symbol.version.value ?? 0);
      case 'text':
        return this.layOutText(symbol.decl);
      case 'page':
        return this.layOutPage(symbol.decl);
      case 'lock': {
        const kind = this.lockKindOf(symbol.decl);
        const names = kind === 'fair' ? [`${name}.next`, `${name}.owner`] : [name];
        const place = this.add(name, INT, 'data', names, () => 0);
        this.locks.set(ADDRESS_BASE + place.cell, kind);
        return place;
      }
      default:
        return null;
    }
  }

  private layOutVariable(name: string, symbol: GlobalSymbol & { k: 'variable' }): Place {
    const { declarator, ghost, perCpu } = symbol;
    const { init } = declarator;
    const length = lengthOf(init, (e) => this.constants.constant(e));
    const one = this.types.declared(symbol.type, declarator, length);
    if (one.k === 'struct' && one.incomplete) this.types.incomplete(one, symbol.type);
    if (ghost && leaves(one, name).length !== (one.k === 'array' ? one.extent : 1))
      this.constants.error('ghost-struct', declarator, 'A ghost is a number or an array of numbers.');
    const type: CType = perCpu ? { k: 'array', of: one, extent: this.symbols.cpus.length } : one;
    if (!ghost) this.leaveFree();
    if (!ghost && !perCpu) this.noteObjects(name, type, this.cells.length);
    if (symbol.file === 1 && leaves(type, name).some((leaf) => leaf.name.includes('.')))
      for (let i = 0; i < wordsOf(type); i++) this.inner.add(this.cells.length + i);
    return this.addTyped(name, type, ghost ? 'ghost' : 'data', perCpu, init, one);
  }

  /** Cells of a type, with what their initializer gives them; `each`: the type of what it initializes. */
  private addTyped(
    name: string,
    type: CType,
    kind: Cell['kind'],
    perCpu: boolean,
    init: Initializer | null,
    each: CType,
  ): Place {
    const initial = new Map<number, Expression>();
    const values: Values = {
      words: initial,
      error: (code, at, message) => {
        this.constants.error(code, at, message);
      },
      constant: (e) => this.constants.constant(e),
    };
    if (init) initialize(each, init, 0, values);
    const parts = leaves(type, name);
    const period = wordsOf(each);
    const place = this.add(
      name,
      type,
      kind,
      parts.map((part) => part.name),
      (i) => {
        const given = initial.get(perCpu ? i % period : i);
        if (!given) return 0;
        const mistake = literalMistake(parts[i]?.type ?? null, given);
        if (mistake !== null) this.constants.error('number', given, mistake);
        const value = wideConstant(this.constants.constant(given));
        const stored = convert(parts[i]?.type ?? null, value, literalType(given));
        return stored.k === 'const' ? stored.v : value.v;
      },
      undefined,
      perCpu,
    );
    parts.forEach((part, i) => {
      this.names.value(this.cells, place.cell + i, part.type);
    });
    this.addExtents(type, place.cell);
    this.names.structs(type, name, place.cell);
    return place;
  }

  /** A variable of a routine's own that has an address: a struct, an array, or one of which `&` is taken. */
  addLocal(name: string, type: CType, at: Span, kind: 'data' | 'ghost' = 'data'): Place {
    this.budget.spend(wordsOf(type), at);
    return this.addTyped(this.unused(name), type, kind, false, null, type);
  }

  /** Memory that is allocated; an array of it where the place that allocates may be passed again. */
  addObject(name: string, type: CType, at: Span): Place {
    const own = this.unused(name);
    const place = this.addLocal(own, type, at);
    for (let i = place.cell; i < place.cell + place.words; i++) this.garbage.add(i);
    this.noteObjects(own, type, place.cell);
    return place;
  }

  /** Each call that is inlined has its own. */
  private unused(name: string): string {
    let own = name;
    for (let n = 2; this.places.has(own); n++) own = `${name}'${String(n)}`;
    return own;
  }

  private readonly garbage = new Set<number>();

  /** Cells of the prelude's own structs: how it keeps its books is no outcome of the scenario. */
  readonly inner = new Set<number>();

  /** What can be freed as a whole: variables, and each element of an array of structs. */
  readonly objects: FreeableObject[] = [];

  private noteObjects(name: string, type: CType, cell: number): void {
    if (type.k !== 'array' || type.of.k !== 'struct') {
      this.objects.push({ name, cell, words: wordsOf(type) });
      return;
    }
    for (let i = 0; i < type.extent; i++)
      this.noteObjects(`${name}[${String(i)}]`, type.of, cell + i * wordsOf(type.of));
  }

  /** Bounds of arrays inside a variable, by the cell in which each begins. */
  private addExtents(type: CType, cell: number): void {
    if (type.k === 'array') {
      const step = wordsOf(type.of);
      for (let i = type.extent - 1; i >= 0; i--) this.addExtents(type.of, cell + i * step);
      this.extents.set(cell, wordsOf(type));
    }
    if (type.k !== 'struct') return;
    for (const member of type.members.values()) this.addExtents(member.type, cell + member.offset);
  }

  private layOutText(decl: DeclarationOf<'text'>): Place {
    const values = [
      ...decl.versions.map((version, i) => ({ name: version.name.text, value: version.value ?? i })),
      { name: 'INT3', value: BREAKPOINT },
    ];
    const name = decl.name.text;
    const names = decl.bytes.length > 0 ? decl.bytes.map((byte) => `${name}.${byte.text}`) : [name];
    const shown = Object.fromEntries(values.map(({ name: word, value }) => [value, word]));
    const place = this.add(name, INT, 'text', names, () => values[0]?.value ?? 0, shown);
    this.siteOf.set(name, this.sites.length);
    this.sites.push({ name, cells: names.map((_, i) => place.cell + i), fetch: this.fetch });
    return place;
  }

  /** A page is its own virtual cell, its PTE, and the frames it names. */
  private layOutPage(decl: DeclarationOf<'page'>): Place {
    const name = decl.name.text;
    const frames = decl.versions.filter((version) => version.name.text !== 'none');
    const cells = frames.map((version) => ({
      name: version.name.text,
      cell: this.place(version.name.text)?.cell ?? 0,
    }));
    if (frames.some((version) => declaredBits(this.arch, version.words) !== PTE_FULL)) this.rights = true;
    const first = decl.versions[0];
    const initial =
      first?.name.text === 'none'
        ? 0
        : pteValue(cells[0]?.cell ?? 0, true, declaredBits(this.arch, first?.words ?? []));
    const place = this.add(name, INT, 'data', [name], () => 0);
    const pte = this.add(
      `PTE(${name})`,
      INT,
      'pte',
      [`PTE(${name})`],
      () => initial,
      entryValues(this.arch, cells),
    );
    this.pageOf.set(name, this.pages.length);
    this.pages.push({ name, cell: place.cell, pte: pte.cell });
    return place;
  }

  /** The address behind the last cell, which is known when all is laid out. */
  readonly end: Expr & { v: number } = { k: 'const', v: 0 };

  private add(
    name: string,
    type: CType,
    kind: Cell['kind'],
    names: readonly string[],
    init: (i: number) => number,
    values?: Cell['values'],
    perCpu = false,
  ): Place {
    const at = declaredAt(this.symbols.globals.get(name));
    this.budget.spend(names.length, at);
    // Arrays whose sizes name each other in a circle are laid out again and again.
    if (this.cells.length + names.length > MOST_CELLS)
      throw new TooMuch(at, `There are more than ${String(MOST_CELLS)} shared words; declare fewer.`);
    if (kind === 'data') this.leaveFree();
    const extent = type.k === 'array' ? type.extent : null;
    const place: Place = { cell: this.cells.length, extent, words: names.length, type, perCpu, kind };
    this.places.set(name, place);
    names.forEach((cell, i) => {
      this.pending.push({ cell: this.cells.length, init: () => init(i) });
      if (cell.includes(FREE)) this.leaveFree((this.cells.length + 1) % this.alignment);
      else this.cells.push({ name: cell, init: 0, kind, ...(values && { values }) });
    });
    return place;
  }

  /** Words up to where an object may begin; the address of each is that of the object before it with a mark. */
  private leaveFree(to = 0): void {
    for (let mark = 1; (mark = this.cells.length % this.alignment) !== to;) {
      const name = `${this.cells[this.cells.length - mark]?.name ?? FREE} | ${String(mark)}`;
      this.inner.add(this.cells.length);
      this.cells.push({ name, init: 0, kind: 'data', kept: true });
    }
  }

  /** What a cell holds at the start, whatever is declared. */
  beginAs(cell: number, value: number): void {
    this.pending.push({ cell, init: () => value });
  }

  /** The cells with their initial values, which may be addresses of other cells. */
  finish(): Cell[] {
    this.end.v = ADDRESS_BASE + this.cells.length;
    for (const pending of this.pending) {
      const cell = this.cells[pending.cell];
      const init = pending.init();
      if (cell && cell.init !== init) this.cells[pending.cell] = { ...cell, init };
    }
    for (const i of this.garbage) {
      const cell = this.cells[i];
      if (cell) this.cells[i] = { ...cell, init: GARBAGE, values: { ...cell.values, [GARBAGE]: 'garbage' } };
    }
    this.names.pointers(this.cells, this.functions, this.alignment);
    return this.cells;
  }

  /** What pointers to functions hold, by the function's name. */
  readonly functions = new Map<string, number>();

  site(name: string): number | null {
    this.place(name);
    return this.siteOf.get(name) ?? null;
  }

  page(name: string): number | null {
    this.place(name);
    return this.pageOf.get(name) ?? null;
  }

  /** How many elements the array has that begins with a cell, null where none does. */
  readonly extentAt = (cell: number): number | null => this.extents.get(cell) ?? null;

  lockAt(address: number): LockKind | null {
    return this.locks.get(address) ?? null;
  }

  /** The type of the kernel's lock at an address, null where there is none. */
  lockTypeAt(address: number): string | null {
    return this.names.lockTypes.get(address - ADDRESS_BASE) ?? null;
  }

  addressOf({ cell }: Place): number {
    return ADDRESS_BASE + cell;
  }

  private lockKindOf(decl: DeclarationOf<'lock'>): LockKind {
    const kind = decl.option ? this.constants.option(decl.option.text) : decl.kind;
    return LOCK_KINDS.find((known) => known === kind) ?? 'unfair';
  }

  irq(name: string, kind: Irq['kind'], rests = false): number {
    const found = this.irqs.findIndex((irq) => irq.name === name);
    if (found >= 0) return found;
    this.irqs.push({ name, kind, ...(rests ? { rests } : {}) });
    return this.irqs.length - 1;
  }

  /** The property that an expression without a value violates, under the scenario's name for it. */
  undefinedProperty(): number {
    return this.property(UNDEFINED);
  }

  /** The property of that name, or that the scenario has for the rule of that name. */
  property(name: string): number {
    const slug = this.renamed.get(name) ?? name;
    const found = this.properties.findIndex((property) => property.slug === slug);
    if (found >= 0) return found;
    this.properties.push({ slug, text: BUILTIN_RULES[slug] ?? LANGUAGE_RULES[slug] ?? slug });
    return this.properties.length - 1;
  }
}
