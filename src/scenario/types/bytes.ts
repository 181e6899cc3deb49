/**
 * How many bytes a type takes on a 64-bit machine (LP64), and where a member begins: what `sizeof` and `offsetof` say. Memory itself
 * is words here (ctype.ts); who asks for bytes is told C's, who moves or copies by them is led by words (sizes.ts).
 */
import type { Expression } from '../syntax/syntax.ts';
import type { CType, Member, StructType } from './ctype.ts';

/** Of the locks that are one word here, as a kernel without debugging has them (include/linux/*_types.h). */
const LOCKS: Readonly<Record<string, number>> = {
  rwlock_t: 8,
  'struct mutex': 32,
  'struct rw_semaphore': 40,
};

interface Size {
  readonly bytes: number;
  readonly align: number;
}

/** `bitsOf`: how wide a number is; a `bool` has 1. */
export function bytesOf(type: CType, bitsOf: (type: CType) => number): number {
  return sizeOf(type, bitsOf).bytes;
}

function sizeOf(type: CType, bitsOf: (type: CType) => number): Size {
  switch (type.k) {
    case 'scalar': {
      const lock = LOCKS[type.name];
      if (lock !== undefined) return { bytes: lock, align: 8 };
      const bytes = Math.max(1, bitsOf(type) >> 3);
      return { bytes, align: bytes };
    }
    case 'pointer':
      return { bytes: 8, align: 8 };
    case 'array': {
      const { bytes, align } = sizeOf(type.of, bitsOf);
      return { bytes: bytes * type.extent, align };
    }
    case 'struct':
      return laidOut(type, bitsOf).size;
    default:
      // GNU: of `void` and of a function 1.
      return { bytes: 1, align: 1 };
  }
}

interface LaidOut {
  readonly size: Size;
  readonly begins: ReadonlyMap<Member, number>;
}

/** Members that share a word share their bytes: those of a union, and bit-fields side by side. */
function laidOut(type: StructType, bitsOf: (type: CType) => number): LaidOut {
  const begins = new Map<Member, number>();
  const byWord = new Map<number, number>();
  let [end, most, align] = [0, 0, 1];
  for (const member of type.members.values()) {
    if (member.name.startsWith('(')) continue;
    const own = sizeOf(member.type, bitsOf);
    // An array without a size takes none (6.7.2.1).
    const from = byWord.get(member.offset) ?? Math.ceil(end / own.align) * own.align;
    begins.set(member, from);
    byWord.set(member.offset, from);
    end = Math.max(end, from + own.bytes);
    most = Math.max(most, end);
    align = Math.max(align, own.align);
  }
  return { size: { bytes: Math.ceil(most / align) * align, align }, begins };
}

/** Where the member that `list` or `work.entry` names begins; null where there is none. */
export function byteOffset(
  type: CType | null,
  e: Expression | undefined,
  bitsOf: (type: CType) => number,
): number | null {
  if (type?.k !== 'struct') return null;
  if (e?.k === 'member' && !e.arrow) {
    const outer = byteOffset(type, e.base, bitsOf);
    const inner = outer === null ? null : memberOf(type, e.base);
    const own = byteOffset(inner?.type ?? null, { k: 'name', name: e.member.text, ...e.member }, bitsOf);
    return outer === null || own === null ? null : outer + own;
  }
  const member = e?.k === 'name' ? type.members.get(e.name) : undefined;
  return member ? (laidOut(type, bitsOf).begins.get(member) ?? 0) : null;
}

function memberOf(type: StructType, e: Expression): Member | null {
  if (e.k === 'name') return type.members.get(e.name) ?? null;
  const outer = e.k === 'member' ? memberOf(type, e.base) : null;
  return e.k === 'member' && outer?.type.k === 'struct'
    ? (outer.type.members.get(e.member.text) ?? null)
    : null;
}
