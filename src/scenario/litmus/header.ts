/**
 * The `Key=value` lines between a test's name and its init block. Each is one of three: it describes the test and
 * changes nothing (who made it, from what, how a test bench runs it), it says what hardware the test is for and is
 * honoured, or the test is refused by its name. Keys and variants are written in any case.
 */
import { type Span, unsupported } from './refusal.ts';
import { quote } from './tokens.ts';

/** What the header says of the hardware. */
export interface TestSettings {
  /** FEAT_ETS2. */
  readonly ets2: boolean;
  /** The caches need no clean (IDC) or no invalidation (DIC) for what is fetched. */
  readonly idc: boolean;
  readonly dic: boolean;
  /** A fault without a handler is handled by trying the access again; else it ends its thread. */
  readonly retries: boolean;
  /** Null where the header has no `TTHM`. */
  readonly updates: HardwareUpdates | null;
}

/** `TTHM`: who manages the access flag (HA) and the dirty state (HD); processors, or everyone. */
export interface HardwareUpdates extends Span {
  readonly accessed: ReadonlySet<number> | 'all';
  readonly dirty: ReadonlySet<number> | 'all';
}

interface Field extends Span {
  readonly key: string;
  readonly value: string;
}

/** Describe the test, or tell litmus7 and herd7 how to run it: `Stable` keeps registers, `Align` spaces locations,
 *  `Prefetch` warms caches, `Unroll` bounds loops, which here run to their end. */
const metadata = new Set(
  (
    'hash cycle relax safe com orig generator prefetch align stable mapping topology result author authors date ' +
    'source url comment doc description kind unroll loop name'
  ).split(' '),
);

const variants: ReadonlyMap<string, Partial<TestSettings>> = new Map([
  ['vmsa', {}],
  ['kvm', {}],
  ['ifetch', {}],
  ['self', {}],
  ['ets2', { ets2: true }],
  ['fatal', { retries: false }],
  ['precise', { retries: false }],
  ['handled', { retries: true }],
  ['imprecise', { retries: true }],
  // Without FEAT_ExS exceptions synchronize on entry and return, with or without these.
  ['eis', {}],
  ['eos', {}],
]);

const nobody: ReadonlySet<number> = new Set();

const plain: TestSettings = {
  ets2: false,
  idc: false,
  dic: false,
  retries: false,
  updates: null,
};

/** Reads the header in `text[from, to)`, comments blanked. What it asks for beyond that is refused; only AArch64 has
 *  fields that are more than metadata. */
export function parseSettings(text: string, from: number, to: number, language: string): TestSettings {
  let settings = plain;
  for (const field of fieldsOf(text, from, to)) {
    if (metadata.has(field.key)) continue;
    settings = language === 'AArch64' ? withField(settings, field) : unknown(field);
  }
  return settings;
}

function fieldsOf(text: string, from: number, to: number): Field[] {
  return [...text.slice(from, to).matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*(.*?)[ \t\r]*$/gm)].map((match) => {
    const start = from + match.index + match[0].length - match[0].trimStart().length;
    const [line, key = '', value = ''] = match;
    return { key: key.toLowerCase(), value, from: start, to: start + line.trim().length };
  });
}

function withField(settings: TestSettings, field: Field): TestSettings {
  switch (field.key) {
    case 'variant':
      return words(field).reduce((sum, word) => ({ ...sum, ...variantOf(word, field) }), settings);
    case 'cachetype':
      return words(field).reduce((sum, word) => ({ ...sum, ...cacheOf(word, field) }), settings);
    case 'tthm':
      return { ...settings, updates: updatesOf(field) };
    case 'el0':
    case 'user':
      // At EL0 entries must be open to EL0, and all that are supported are.
      for (const word of words(field)) if (!/^p?\d+$/.test(word)) refuse(field, word);
      return settings;
    default:
      return unknown(field);
  }
}

function unknown(field: Field): never {
  return unsupported(
    'header',
    `the header's ${quote(`${field.key}=${field.value}`)} is not supported`,
    field,
  );
}

function words(field: Field): string[] {
  return field.value
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

function variantOf(word: string, field: Field): Partial<TestSettings> {
  const known = variants.get(word);
  return known ?? unsupported('variant', `the variant ${quote(word)} is not supported`, field);
}

function cacheOf(word: string, field: Field): Partial<TestSettings> {
  if (word === 'dic') return { dic: true };
  return word === 'idc' ? { idc: true } : refuse(field, word);
}

/** `HA HD`, or `P0:HA P1:HD`. Managing the dirty state includes managing the access flag (Arm ARM, TCR_EL1.HD). */
function updatesOf(field: Field): HardwareUpdates {
  let updates: HardwareUpdates = { accessed: nobody, dirty: nobody, from: field.from, to: field.to };
  for (const word of words(field)) {
    const match = /^(?:p?(\d+):)?(ha|hd|sw)$/.exec(word);
    if (match === null) return refuse(field, word);
    const who = match[1] === undefined ? 'all' : Number(match[1]);
    if (match[2] === 'sw') continue;
    if (match[2] === 'hd') updates = { ...updates, dirty: joined(updates.dirty, who) };
    updates = { ...updates, accessed: joined(updates.accessed, who) };
  }
  return updates;
}

function joined(known: ReadonlySet<number> | 'all', who: number | 'all'): ReadonlySet<number> | 'all' {
  return known === 'all' || who === 'all' ? 'all' : new Set([...known, who]);
}

function refuse(field: Field, word: string): never {
  return unsupported('header', `${quote(word)} in the header's ${quote(field.key)} is not supported`, field);
}
