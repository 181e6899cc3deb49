/**
 * Values and locations as init blocks, conditions and `locations` clauses write them, before anyone knows what the
 * names stand for.
 */
import { type Span, unreadable, unsupported } from './refusal.ts';
import { quote, type TokenReader } from './tokens.ts';

/** A page table entry: `(oa:phy_y,valid:0)`. What is not said keeps its default. */
export interface PteFields {
  readonly oa: string | null;
  readonly valid: boolean;
  /** It has been accessed, it may be written, hardware may allow writing. */
  readonly af: boolean;
  readonly db: boolean;
  readonly dbm: boolean;
}

/** herd's defaults. */
export const plainEntry: PteFields = { oa: null, valid: true, af: true, db: true, dbm: false };

export type Value = Span &
  (
    | { readonly k: 'int'; readonly value: number }
    /** The address of a location. */
    | { readonly k: 'name'; readonly name: string; readonly index: number }
    /** `P1:f`: a label's address, or `1:r0`: another register. */
    | { readonly k: 'scoped'; readonly cpu: number; readonly name: string }
    /** `instr:"NOP"`: an instruction as a word. */
    | { readonly k: 'instr'; readonly text: string }
    | { readonly k: 'pte'; readonly fields: PteFields }
    /** `PTE(x)`: the address of x's entry. */
    | { readonly k: 'pteOf'; readonly name: string }
  );

export type Location = Span &
  (
    | { readonly k: 'reg'; readonly cpu: number; readonly name: string }
    | { readonly k: 'var'; readonly name: string; readonly index: number }
    | { readonly k: 'pteOf'; readonly name: string }
  );

/** `PTE(x)`, `TTD(x)` and `pte_x` are one and the same. */
const entryFunctions = new Set(['PTE', 'TTD']);

export function parseLocation(reader: TokenReader): Location {
  const first = reader.peek();
  if (reader.accept('[')) {
    const inner = parsePlace(reader);
    reader.expect(']');
    return { ...inner, from: first.from, to: reader.peek(-1).to };
  }
  if (reader.accept('*')) return { ...parsePlace(reader), from: first.from };
  const cpu = parseScope(reader);
  if (cpu === null) return parsePlace(reader);
  const name = reader.name('a register');
  return { k: 'reg', cpu, name: name.text, from: first.from, to: name.to };
}

function parsePlace(reader: TokenReader): Location {
  const name = reader.name('a location');
  const span = { from: name.from, to: name.to };
  if (entryFunctions.has(name.text) && reader.at('(')) return { k: 'pteOf', name: argument(reader), ...span };
  if (name.text.startsWith('pte_')) return { k: 'pteOf', name: name.text.slice(4), ...span };
  return { k: 'var', name: name.text, index: parseIndex(reader), ...span };
}

function argument(reader: TokenReader): string {
  reader.expect('(');
  const name = reader.name('a location').text;
  reader.expect(')');
  return name;
}

function parseIndex(reader: TokenReader): number {
  if (!reader.at('[')) return 0;
  reader.next();
  const index = reader.int();
  reader.expect(']');
  return index;
}

/** `0:` or `P0:`; nothing is consumed where there is none. */
export function parseScope(reader: TokenReader): number | null {
  if (!reader.at(':', 1)) return null;
  const token = reader.peek();
  const digits = token.kind === 'int' ? token.text : /^P(\d+)$/.exec(token.text)?.[1];
  if (digits === undefined || !/^\d+$/.test(digits)) return null;
  reader.next();
  reader.next();
  return Number(digits);
}

export function parseValue(reader: TokenReader): Value {
  const first = reader.peek();
  const value = parseBareValue(reader);
  return { ...value, from: first.from, to: reader.peek(-1).to };
}

function parseBareValue(reader: TokenReader): Value {
  const { from, to } = reader.peek();
  const span = { from, to };
  if (reader.at('(')) return { k: 'pte', fields: parsePteFields(reader), ...span };
  const cpu = parseScope(reader);
  if (cpu !== null) return { k: 'scoped', cpu, name: reader.name('a label or a register').text, ...span };
  reader.accept('&');
  const token = reader.peek();
  if (token.kind !== 'name') return { k: 'int', value: reader.int(), ...span };
  reader.next();
  switch (token.text) {
    case 'instr': {
      reader.expect(':');
      if (reader.peek().kind !== 'string') reader.fail('an instruction in quotes');
      return { k: 'instr', text: reader.next().text.slice(1, -1), ...span };
    }
    case 'label': {
      reader.expect(':');
      const match = /^"P?(\d+):(\w+)"$/.exec(reader.peek().text);
      if (match?.[2] === undefined) return reader.fail('a processor and a label in quotes');
      reader.next();
      return { k: 'scoped', cpu: Number(match[1]), name: match[2], ...span };
    }
    case 'ATOMIC_INIT':
    case 'ATOMIC64_INIT': {
      reader.expect('(');
      const value = reader.int();
      reader.expect(')');
      return { k: 'int', value, ...span };
    }
    case 'PTE':
    case 'TTD':
      if (reader.at('(')) return { k: 'pteOf', name: argument(reader), ...span };
      break;
  }
  if (token.text.startsWith('pte_')) return { k: 'pteOf', name: token.text.slice(4), ...span };
  return { k: 'name', name: token.text, index: parseIndex(reader), ...span };
}

/** `(oa:PA(x), valid:0)` in any order; what the machine does not model must have its default. */
function parsePteFields(reader: TokenReader): PteFields {
  reader.expect('(');
  let fields = plainEntry;
  do {
    const field = reader.name('a field of the entry');
    reader.expect(':');
    switch (field.text) {
      case 'oa':
        fields = { ...fields, oa: parsePhysical(reader) };
        break;
      case 'attrs':
        parseAttributes(reader, field);
        break;
      case 'valid':
      case 'af':
      case 'db':
      case 'dbm':
        fields = { ...fields, [field.text]: reader.int() !== 0 };
        break;
      default:
        if (field.text === 'el0' && reader.int() === 1) break;
        unsupported('pte-attribute', `the entry's field ${quote(field.text)} is not modelled`, field);
    }
  } while (reader.accept(','));
  reader.expect(')');
  return fields;
}

/** `(Normal, iNC, oNC)`: how normal memory is cached orders nothing and is left out. */
function parseAttributes(reader: TokenReader, field: Span): void {
  reader.expect('(');
  do {
    const attribute = reader.name('an attribute of memory').text;
    if (!/^(Normal|[io](NC|WB|WT)|[NIO]SH|XS|Tagged)$/i.test(attribute))
      unsupported('pte-attribute', `the attribute ${quote(attribute)} is not modelled`, field);
  } while (reader.accept(','));
  reader.expect(')');
}

function parsePhysical(reader: TokenReader): string {
  const token = reader.name('a physical address');
  if (token.text === 'PA' && reader.at('(')) return argument(reader);
  if (!token.text.startsWith('phy_'))
    unreadable('syntax', `${quote(token.text)} is no physical address`, token);
  return token.text.slice(4);
}
