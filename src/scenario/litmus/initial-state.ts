/**
 * The init block: `x=1; int *p=&y; 0:X1=x; [PTE(x)]=(oa:PA(y),valid:0);` as a list of assignments.
 */
import { type Span, unsupported } from './refusal.ts';
import { type Location, parseLocation, parseValue, type Value } from './terms.ts';
import { quote, type TokenReader } from './tokens.ts';

export interface Initial extends Span {
  /** As written, `int64_t` or `int*`; null where the type is left out. */
  readonly type: string | null;
  readonly location: Location;
  /** One value, several for an array, none for a mere declaration. */
  readonly values: readonly Value[];
  /** Elements of an array, null for a plain location. */
  readonly count: number | null;
}

/** Elements of all arrays. */
const MOST_ELEMENTS = 4096;

export function parseInitialState(reader: TokenReader): Initial[] {
  const items: Initial[] = [];
  let elements = 0;
  for (;;) {
    while (reader.accept(';'));
    if (reader.isEnd()) return items;
    const item = parseInitial(reader);
    items.push(item);
    elements += item.count ?? 0;
    if (elements > MOST_ELEMENTS)
      unsupported('too-large', `the arrays have more than ${MOST_ELEMENTS} elements`, item);
    if (!reader.at(';') && !reader.isEnd()) reader.fail('“;”');
  }
}

function parseInitial(reader: TokenReader): Initial {
  const from = reader.peek().from;
  const type = parseType(reader);
  const location = parseLocation(reader);
  // `int a[2]`: what reads as an index is the length where a type stands in front.
  const count = type !== null && location.k === 'var' && location.index > 0 ? location.index : null;
  const values: Value[] = [];
  if (reader.accept('=')) {
    if (reader.accept('{')) {
      do values.push(parseValue(reader));
      while (reader.accept(','));
      reader.expect('}');
    } else values.push(parseValue(reader));
  }
  const base = count !== null && location.k === 'var' ? { ...location, index: 0 } : location;
  return { type, location: base, values, count, from, to: reader.peek(-1).to };
}

/** Names and stars before the location itself. */
function parseType(reader: TokenReader): string | null {
  const words: string[] = [];
  while (
    reader.peek().kind === 'name' &&
    (reader.peek(1).kind === 'name' || reader.peek(1).kind === 'int' || reader.at('*', 1))
  ) {
    words.push(reader.next().text);
    while (reader.accept('*')) words.push('*');
  }
  return words.length === 0 ? null : words.join(' ');
}

const bytesOfType: ReadonlyMap<string, number> = new Map([
  ['char', 1],
  ['int8_t', 1],
  ['uint8_t', 1],
  ['short', 2],
  ['int16_t', 2],
  ['uint16_t', 2],
  ['int', 4],
  ['unsigned', 4],
  ['unsigned int', 4],
  ['int32_t', 4],
  ['uint32_t', 4],
  ['atomic_t', 4],
  ['spinlock_t', 4],
  ['ins_t', 4],
  ['long', 8],
  ['unsigned long', 8],
  ['long long', 8],
  ['int64_t', 8],
  ['uint64_t', 8],
  ['intptr_t', 8],
  ['uintptr_t', 8],
  ['atomic64_t', 8],
  ['atomic_long_t', 8],
  ['pteval_t', 8],
]);

/** Size of a declared location; sizes below a word would make tests of mixed sizes, and other types mean nothing. */
export function typeBytes(type: string, span: Span): number {
  const bare = type.replace(/\b(const|volatile|_Atomic|struct)\b/g, '').trim();
  if (bare.endsWith('*')) return 8;
  const bytes = bytesOfType.get(bare.replace(/\s+/g, ' '));
  if (bytes === undefined) unsupported('type', `the type ${quote(type)} is not known`, span);
  if (bytes < 4) unsupported('mixed-size', `${quote(type)} is smaller than a word`, span);
  return bytes;
}
