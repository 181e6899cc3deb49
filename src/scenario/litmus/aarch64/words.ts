/**
 * Instructions as words and words as instructions, for what a test writes into its code, as `instr:"B .+8"` or as the
 * number 0x14000002. Branches are relative, so a word means the same wherever it is written. What an instruction may
 * look like as a word says word-table.ts.
 */
import { type WordRow, wordRows } from './word-table.ts';
import type { AssemblyLine } from '../columns.ts';
import type { Span } from '../refusal.ts';

/** An instruction on its own, such as the text of `instr:"B .+8"`. */
export function lineOf(text: string, span: Span): AssemblyLine {
  const squeezed = text.trim().replace(/\s+/g, ' ');
  const mnemonic = /^\S+/.exec(squeezed)?.[0] ?? '';
  return {
    labels: [],
    text: squeezed,
    mnemonic: mnemonic.toUpperCase(),
    operands: squeezed.slice(mnemonic.length).trim(),
    from: span.from,
    to: span.to,
  };
}

/** The architecture's encoding; `distanceTo` gives a label's distance in instructions. Null: not one of those here. */
export function encode(line: AssemblyLine, distanceTo: (label: string) => number | null): number | null {
  const text = normal(line, distanceTo);
  allRows();
  for (const row of rowsByMnemonic.get(line.mnemonic) ?? []) {
    const match = row.pattern.exec(text);
    const word = match === null ? null : row.pack(match.slice(1));
    if (word !== null) return word;
  }
  return null;
}

/** The instruction that a word is, as text that `encode` turns into the same word; null where it is none known here. */
export function decode(word: number): string | null {
  for (const row of allRows()) {
    if ((word & row.mask) !== row.value) continue;
    const text = row.print(word);
    if (text !== null) return text;
  }
  return null;
}

/** Whether a word is an instruction known here. */
export function isInstructionWord(word: number): boolean {
  return decode(word) !== null;
}

/** A word as people write instructions: `0x14000001`. */
export function hexadecimal(word: number): string {
  return `0x${(word >>> 0).toString(16).padStart(8, '0')}`;
}

/** The distance in instructions of `.+8`, null for a label. */
export function relativeDistance(target: string): number | null {
  const match = /^\.\s*([+-])\s*(\d+)$/.exec(target);
  const bytes = Number(match?.[2]);
  if (match === null || bytes % 4 !== 0) return null;
  return (match[1] === '-' ? -bytes : bytes) / 4;
}

/** `.+8` for a distance of 2. */
function relative(distance: number): string {
  return `.${distance < 0 ? '-' : '+'}${Math.abs(distance) * 4}`;
}

const conditions = ['EQ', 'NE', 'CS', 'CC', 'MI', 'PL', 'VS', 'VC', 'HI', 'LS', 'GE', 'LT', 'GT', 'LE', 'AL'];
const synonyms: Readonly<Record<string, string>> = { HS: 'CS', LO: 'CC' };
const shiftKinds = ['LSL', 'LSR', 'ASR'];
const barrierOptions: Readonly<Record<number, string>> = {
  1: 'OSHLD',
  2: 'OSHST',
  3: 'OSH',
  9: 'ISHLD',
  10: 'ISHST',
  11: 'ISH',
  13: 'LD',
  14: 'ST',
  15: 'SY',
};

/** Upper case, no blanks but the one behind the mnemonic, numbers decimal behind `#`, labels as distances. */
function normal(line: AssemblyLine, distanceTo: (label: string) => number | null): string {
  const text = line.operands
    .split(/([,[\]!])/)
    .map((part) => {
      const operand = part.trim();
      const distance = /^[\w.]+(?:\s*[+-]\s*\d+)?$/.test(operand) ? distanceTo(operand) : null;
      if (distance !== null) return relative(distance);
      return operand
        .toUpperCase()
        .replace(/#?(-?\b(?:0X[0-9A-F]+|\d+)\b)/, (_, digits: string) => `#${number(digits)}`);
    })
    .join('');
  return text === '' ? line.mnemonic : `${line.mnemonic} ${text}`;
}

function number(digits: string): number {
  return digits.startsWith('-') ? -Number(digits.slice(1)) : Number(digits);
}

/** One field of a row: which bits, most significant first, and what is written for them. */
interface Field {
  readonly kind: string;
  readonly positions: readonly number[];
}

const SLOT = /\b([RXW])([dtmnDN])\b|%([a-zA-Z])/g;

class Row {
  /** Those that it may be written with: one, or one for each condition. */
  readonly mnemonics: readonly string[];
  readonly mask: number;
  readonly value: number;
  readonly pattern: RegExp;
  private readonly fields = new Map<string, Field>();
  private readonly slots: readonly { readonly width: string; readonly kind: string }[];
  private readonly text: string;

  constructor({ bits, text }: WordRow) {
    let mask = 0;
    let value = 0;
    Array.from(bits).forEach((bit, nth) => {
      const position = 31 - nth;
      if (bit === '0' || bit === '1') {
        mask |= 1 << position;
        value |= Number(bit) << position;
      } else {
        const field = this.fields.get(bit) ?? { kind: bit, positions: [] };
        this.fields.set(bit, { ...field, positions: [...field.positions, position] });
      }
    });
    this.mask = mask;
    this.value = value;
    this.text = text;
    const mnemonic = /^\S+/.exec(text)?.[0] ?? '';
    const names = mnemonic.endsWith('%c') ? [...conditions, ...Object.keys(synonyms)] : [''];
    this.mnemonics = names.map((name) => mnemonic.replace('%c', name));
    this.slots = [...text.matchAll(SLOT)].map(([, width = '', register, kind]) => ({
      width,
      kind: register ?? kind ?? '',
    }));
    const escaped = text.replace(/[.[\]+]/g, '\\$&');
    const source = escaped.replace(
      SLOT,
      (_, width: string | undefined, _register, kind: string | undefined) =>
        width === undefined ? sourceOf(kind ?? '') : `(${width === 'R' ? '[WX]' : width}(?:\\d+|ZR))`,
    );
    this.pattern = new RegExp(`^${source}$`);
  }

  /** The word for what the pattern found; null where a value does not fit. */
  pack(found: readonly string[]): number | null {
    let word = this.value;
    const given = new Map<string, number>();
    const give = (kind: string, value: number | null): boolean => {
      if (value === null || (given.get(kind) ?? value) !== value) return false;
      given.set(kind, value);
      return true;
    };
    const size = this.slots.findIndex(({ width }) => width === 'R');
    if (size >= 0 && !give('s', found[size]?.startsWith('X') === true ? 1 : 0)) return null;
    const bytes = this.accessBytes(given.get('s') ?? 0);
    for (const [nth, { width, kind }] of this.slots.entries()) {
      const text = found[nth] ?? '';
      if (width === 'R' && text.startsWith('X') !== (given.get('s') === 1)) return null;
      if (!give(kind, width === '' ? valueOf(kind, text, bytes) : registerNumber(kind, text))) return null;
    }
    for (const { kind, positions } of this.fields.values()) {
      const value = given.get(kind) ?? 0;
      const signed = kind === 'o' || kind === 'j';
      const range = 2 ** positions.length;
      if (signed ? value < -range / 2 || value >= range / 2 : value < 0 || value >= range) return null;
      positions.forEach((position, nth) => {
        word |= ((value >> (positions.length - 1 - nth)) & 1) << position;
      });
    }
    return word;
  }

  /** The text of a word that has this row's bits; null where a field has a value that is not known here. */
  print(word: number): string | null {
    const size = this.valueIn(word, 's');
    const bytes = this.accessBytes(size);
    const parts = this.slots.map(({ width, kind }) => {
      const value = this.valueIn(word, kind);
      if (width === '') return textOf(kind, value, bytes);
      if (value === 31) return kind === 'D' || kind === 'N' ? null : `${letter(width, size)}ZR`;
      return `${letter(width, size)}${value}`;
    });
    if (parts.includes(null)) return null;
    let nth = 0;
    return this.text.replace(SLOT, () => parts[nth++] ?? '');
  }

  private valueIn(word: number, kind: string): number {
    const positions = this.fields.get(kind)?.positions ?? [];
    const value = positions.reduce((sum, position) => sum * 2 + ((word >>> position) & 1), 0);
    const signed = kind === 'o' || kind === 'j';
    return signed && value >= 2 ** (positions.length - 1) ? value - 2 ** positions.length : value;
  }

  private accessBytes(size: number): number {
    return size === 1 ? 8 : 4;
  }
}

function letter(width: string, size: number): string {
  return width === 'R' ? (size === 1 ? 'X' : 'W') : width;
}

function sourceOf(kind: string): string {
  switch (kind) {
    case 'o':
      return '(\\.[+-]\\d+)';
    case 'c':
    case 'v':
    case 'k':
    case 'b':
      return '([A-Z]+)';
    default:
      return '(-?\\d+)';
  }
}

function registerNumber(kind: string, text: string): number | null {
  if (text.endsWith('ZR')) return kind === 'D' || kind === 'N' ? null : 31;
  const number = Number(text.slice(1));
  return number > 30 ? null : number;
}

function valueOf(kind: string, text: string, bytes: number): number | null {
  switch (kind) {
    case 'o':
      return relativeDistance(text);
    case 'c':
    case 'v': {
      const code = conditions.indexOf(synonyms[text] ?? text);
      if (code < 0 || (kind === 'v' && code === 14)) return null;
      return kind === 'v' ? code ^ 1 : code;
    }
    case 'k': {
      const code = shiftKinds.indexOf(text);
      return code < 0 ? null : code;
    }
    case 'b': {
      const option = Object.entries(barrierOptions).find(([, name]) => name === text);
      return option === undefined ? null : Number(option[0]);
    }
    case 'h':
      return Number(text) % 16 === 0 ? Number(text) / 16 : null;
    case 'I':
      return Number(text) % bytes === 0 ? Number(text) / bytes : null;
    default:
      return Number(text);
  }
}

function textOf(kind: string, value: number, bytes: number): string | null {
  switch (kind) {
    case 'o':
      return relative(value);
    case 'c':
      return conditions[value] ?? null;
    case 'v':
      return value < 14 ? (conditions[value ^ 1] ?? null) : null;
    case 'k':
      return shiftKinds[value] ?? null;
    case 'b':
      return barrierOptions[value] ?? null;
    case 'h':
      return String(value * 16);
    case 'I':
      return String(value * bytes);
    default:
      return String(value);
  }
}

let rows: readonly Row[] | null = null;
const rowsByMnemonic = new Map<string, Row[]>();

/** Made when the first word is asked for: most tests write no code. */
function allRows(): readonly Row[] {
  if (rows !== null) return rows;
  rows = wordRows.map((row) => new Row(row));
  for (const row of rows) {
    for (const mnemonic of row.mnemonics)
      rowsByMnemonic.set(mnemonic, [...(rowsByMnemonic.get(mnemonic) ?? []), row]);
  }
  return rows;
}
