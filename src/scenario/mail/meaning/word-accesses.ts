/**
 * What a word of the kernel does to memory, read from the table of words: which argument it accesses, and how. The
 * instruction that it is on arm64 tells loads, stores and both.
 */
import { once } from '../../../base/index.ts';
import { drawnWordOf as wordOf, wordGroups } from '../../words/table.ts';

export interface WordAccess {
  readonly kind: 'load' | 'store' | 'change' | 'lock' | 'unlock' | 'try';
  /** The place is named, not its address: `READ_ONCE(x)`. */
  readonly macro: boolean;
  /** Which argument holds what is stored, -1 where none does. */
  readonly value: number;
}

export interface Parameter {
  readonly type: string;
  readonly stars: number;
  readonly name: string;
}

/** The parameters of a word, as its signature has them. */
export function parametersOf(name: string): readonly Parameter[] {
  const signature = wordOf(name)?.signature ?? '';
  const inside = /\((.*)\)$/s.exec(signature.replace(/\(\*\w+\)\([^()]*\)/g, ' *func'))?.[1] ?? '';
  if (inside === '' || inside === 'void') return [];
  return inside.split(',').map((part) => {
    const [, type = '', stars = '', word = ''] = /^\s*(?:(.*?)\s*(\**)\s*)?\b(\w+)\s*$/s.exec(part) ?? [];
    return { type: type.trim(), stars: stars.length, name: word };
  });
}

/** The type of what a word gives, as its signature says. */
export function resultOf(name: string): string {
  return /^(.*?)\s*\*?\w+\(/.exec(wordOf(name)?.signature ?? '')?.[1]?.trim() ?? '';
}

/** Asked when a mail is read: by then all of the prelude is there. */
const lockWords = once(
  (): ReadonlySet<string> =>
    new Set(
      wordGroups()
        .filter(({ title }) => /lock/i.test(title))
        .flatMap(({ words }) => words.map(({ name }) => name)),
    ),
);
const LOCKS =
  /(^|_)(lock|lock_(irq|bh|irqsave|nested|interruptible|killable)|down_(read|write)|down_(read|write)_killable|seqlock_excl)$/;
const UNLOCKS = /(^|_)unlock(_|$)|^up_(read|write)$|sequnlock/;
const TRIES = /trylock/;

/** Words that give an object back; what that does to it is not a store. */
export const FREES: ReadonlySet<string> = new Set(['kfree', 'kvfree', 'kfree_rcu', 'kfree_sensitive']);

/** Locks of memory management, which take more than a word of memory. */
const OBJECT_LOCKS: readonly (readonly [WordAccess['kind'], RegExp])[] = [
  ['try', /^(?:trylock_page|folio_trylock|mmap_(?:read|write)_trylock|vma_start_read)$/],
  ['unlock', /^(?:unlock_page|folio_unlock|mmap_(?:read|write)_unlock|vma_end_read|vma_end_write_all)$/],
  ['lock', /^(?:lock_page|folio_lock|mmap_(?:read|write)_lock(?:_killable)?|vma_start_write)$/],
];

/** How a word accesses memory; null where it does not, or is of many parts. */
export function accessOf(name: string): WordAccess | null {
  const word = wordOf(name);
  if (!word || FREES.has(name)) return null;
  const parameters = parametersOf(name);
  const value = parameters.findIndex((one) => /^(value|new|i|n|v)$/.test(one.name) && one.stars === 0);
  const macro = parameters.some(({ type, name: parameter }) => type === '' && /^(x|p|pcp)$/.test(parameter));
  const held = OBJECT_LOCKS.find(([, names]) => names.test(name));
  if (held) return { kind: held[0], macro: false, value: -1 };
  if (TRIES.test(name)) return { kind: 'try', macro: false, value: -1 };
  if (lockWords().has(name) && UNLOCKS.test(name)) return { kind: 'unlock', macro: false, value: -1 };
  if (lockWords().has(name) && LOCKS.test(name)) return { kind: 'lock', macro: false, value: -1 };
  const instruction = word.arm64.instruction;
  if (/^(LDR|LDAR|LDAPR)(; DMB.*)?$/.test(instruction)) return { kind: 'load', macro, value: -1 };
  if (/^(DMB \w+; )?(STR|STLR)(; DMB.*)?$/.test(instruction)) return { kind: 'store', macro, value };
  if (/^(LDR; )?(ST|LD|SWP|CAS)[A-Z]*/.test(instruction)) return { kind: 'change', macro, value };
  return null;
}

/** Which argument is what a word accesses, -1 where none is. */
export function placeArgument(name: string): number {
  const parameters = parametersOf(name);
  const pointer = parameters.findIndex(({ stars }) => stars > 0);
  const macro = parameters.findIndex(
    ({ type, name: parameter }) => type === '' && /^(x|p|pcp)$/.test(parameter),
  );
  return macro >= 0 ? macro : pointer;
}

/** Words that are barriers and nothing else. */
export const BARRIERS: ReadonlySet<string> = new Set(
  wordGroups()
    .filter(({ title }) => title === 'Barriers')
    .flatMap(({ words }) => words.map(({ name }) => name)),
);
