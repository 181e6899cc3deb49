/**
 * What the values of cells are called: an enum's names, a lock's states, what a pointer points to. A struct has the address
 * of its first member, so a pointer to one is called by the struct.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Cell } from '../../machine/index.ts';
import { wordsOf, type CType } from '../types/ctype.ts';
import { LOCK_TYPES, isLockType } from '../types/lock-types.ts';

type Enums = ReadonlyMap<string, readonly { readonly name: string; readonly value: number }[]>;

type Struct = readonly [address: number, name: string, words: number];

export class CellNames {
  /** Types of the kernel's locks, by cell. */
  readonly lockTypes = new Map<number, string>();
  private readonly enums: Enums;
  private readonly addresses: { readonly cell: number; readonly type: CType & { k: 'pointer' } }[] = [];
  /** Structs by the name of their type. */
  private readonly known = new Map<string, Struct[]>();

  constructor(enums: Enums) {
    this.enums = enums;
  }

  /** Names the values of a cell of that type; those of pointers when all is laid out. */
  value(cells: Cell[], i: number, type: CType): void {
    const cell = cells[i];
    if (type.k === 'pointer') this.addresses.push({ cell: i, type });
    const lock = type.k === 'scalar' && isLockType(type.name) ? type.name : null;
    if (cell && lock !== null) {
      this.lockTypes.set(i, lock);
      cells[i] = { ...cell, values: LOCK_TYPES[lock] ?? {} };
    }
    const names = type.k === 'scalar' && type.values !== null ? this.enums.get(type.values) : null;
    if (cell && names)
      cells[i] = { ...cell, values: Object.fromEntries(names.map(({ name, value }) => [value, name])) };
  }

  /** Notes the structs in a variable that begins at a cell. */
  structs(type: CType, name: string, cell: number): void {
    if (type.k === 'array') {
      const step = wordsOf(type.of);
      for (let i = 0; i < type.extent; i++) this.structs(type.of, `${name}[${String(i)}]`, cell + i * step);
    }
    if (type.k !== 'struct') return;
    const known = this.known.get(type.name) ?? [];
    this.known.set(type.name, known);
    known.push([ADDRESS_BASE + cell, `&${name}`, wordsOf(type)]);
    for (const member of type.members.values())
      this.structs(member.type, `${name}.${member.name}`, cell + member.offset);
  }

  /** All structs of a type, as `struct foo`. */
  structsOf(type: string): readonly Struct[] {
    return this.known.get(type) ?? [];
  }

  /** Names what pointers hold; `alignment`: of how many words an address begins, up to which it may be marked. */
  pointers(cells: Cell[], functions: ReadonlyMap<string, number>, alignment: number): void {
    if (this.addresses.length === 0) return;
    const addresses = Object.fromEntries([
      ...cells.map((cell, i) => [ADDRESS_BASE + i, `&${cell.name}`] as const),
      ...[...functions].map(([name, value]) => [value, name] as const),
    ]);
    for (const { cell: i, type } of this.addresses) {
      const cell = cells[i];
      const to = type.to();
      const structs = to.k === 'struct' ? this.known.get(to.name) : undefined;
      if (cell)
        cells[i] = {
          ...cell,
          values: {
            0: 'NULL',
            ...addresses,
            ...Object.fromEntries(
              (structs ?? []).flatMap(([address, name]) => marked(address, name, alignment)),
            ),
            ...cell.values,
          },
        };
    }
  }
}

/** An address and those that are it with a mark. */
function marked(address: number, name: string, alignment: number): readonly (readonly [number, string])[] {
  return Array.from({ length: alignment }, (_, mark) => [
    address + mark,
    mark === 0 ? name : `${name} | ${String(mark)}`,
  ]);
}
