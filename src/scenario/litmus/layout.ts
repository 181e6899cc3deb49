/**
 * Where the names of a test live: one cell for each location, page table entry and patchable instruction. A location's
 * virtual and its physical address are the same cell's; only a page in between makes them differ.
 */
import { ADDRESS_BASE, PTE_BITS, pteValue } from '../../base/index.ts';
import type { Cell, Page, Site } from '../../machine/index.ts';
import { plainEntry, type PteFields } from './terms.ts';

type CellKind = Cell['kind'];

export class Layout {
  private readonly indices = new Map<string, number>();
  private readonly slots: { readonly name: string; readonly kind: CellKind; init: number }[] = [];
  private readonly pageIndices = new Map<string, number>();
  readonly pages: Page[] = [];
  readonly sites: Site[] = [];
  /** Some entry says more than where its page is and whether it is valid. */
  rights = false;

  /** The cell of a data location; made on first use, so a name that only the condition knows exists and is 0. */
  cell(name: string): number {
    return this.allocate(name, 'data');
  }

  /** Consecutive cells of an array; `name` is its first element. */
  array(name: string, count: number): number {
    const first = this.cell(name);
    for (let index = 1; index < count; index += 1) this.allocate(`${name}[${index}]`, 'data');
    return first;
  }

  has(name: string): boolean {
    return this.indices.has(name);
  }

  /** The page that `name`'s address lies in, as an index into `pages`; its entry maps the page to itself at first. */
  page(name: string): number {
    const known = this.pageIndices.get(name);
    if (known !== undefined) return known;
    const cell = this.cell(name);
    const pte = this.allocate(`PTE(${name})`, 'pte');
    this.setInit(pte, this.entryValue(name, plainEntry));
    const index = this.pages.push({ name, cell, pte }) - 1;
    this.pageIndices.set(name, index);
    return index;
  }

  /** The cell of the entry that maps `name`. */
  entry(name: string): number {
    const page = this.pages[this.page(name)];
    if (page === undefined) throw new Error('internal: a page without an entry');
    return page.pte;
  }

  /** An entry that maps a page to `name`. */
  entryValue(name: string, { valid, af, db, dbm }: PteFields): number {
    this.rights ||= !af || !db || dbm;
    const bits = (af ? PTE_BITS.young : 0) | (db ? PTE_BITS.write : 0) | (dbm ? PTE_BITS.dirty : 0);
    return pteValue(this.cell(name), valid, bits);
  }

  /** A patchable instruction of one word. */
  site(name: string, word: number): number {
    const cell = this.allocate(name, 'text');
    this.setInit(cell, word);
    return this.sites.push({ name, cells: [cell], fetch: 'line' }) - 1;
  }

  address(cell: number): number {
    return ADDRESS_BASE + cell;
  }

  setInit(cell: number, value: number): void {
    const slot = this.slots[cell];
    if (slot === undefined) throw new Error('internal: no such cell');
    slot.init = value;
  }

  cells(): Cell[] {
    return this.slots.map((slot) => ({ ...slot }));
  }

  nameOf(cell: number): string {
    return this.slots[cell]?.name ?? `cell ${cell}`;
  }

  private allocate(name: string, kind: CellKind): number {
    const known = this.indices.get(name);
    if (known !== undefined) return known;
    const index = this.slots.push({ name, kind, init: 0 }) - 1;
    this.indices.set(name, index);
    return index;
  }
}
