/**
 * The last part of a litmus file: `locations`, `filter`, and the quantified condition, as trees over locations.
 *
 *   prop ::= prop => prop | prop \/ prop | prop /\ prop | ~ prop | (prop) | atom      (weakest first)
 */
import { type Span, unreadable, unsupported } from './refusal.ts';
import { type Location, parseLocation, parseScope, parseValue, type Value } from './terms.ts';
import { quote, type TokenReader } from './tokens.ts';

export type Proposition =
  | { readonly k: 'const'; readonly value: boolean }
  | { readonly k: 'not'; readonly a: Proposition }
  | { readonly k: 'and' | 'or'; readonly a: Proposition; readonly b: Proposition }
  | ({
      readonly k: 'equal';
      readonly location: Location;
      readonly value: Value;
      readonly negated: boolean;
    } & Span)
  | ({ readonly k: 'fault' } & Fault);

/** `fault(P1:L0,x,MMU:Permission)`: an access of P1 (at label L0, to x) has faulted (in this way). */
export interface Fault extends Span {
  readonly cpu: number;
  readonly label: string | null;
  readonly name: string | null;
  readonly kind: FaultKind | null;
}

export type FaultKind = 'translation' | 'access-flag' | 'permission';

/** Comparisons of one test, and parentheses in one another; whoever walks over a condition calls itself for each. */
const MOST_ATOMS = 2000;
const DEEPEST = 200;

export interface Tail {
  readonly locations: readonly Location[];
  readonly faults: readonly Fault[];
  readonly filter: Proposition | null;
  /** Null where the test has no condition; it is true then. */
  readonly quantifier: 'exists' | '~exists' | 'forall' | null;
  readonly condition: Proposition;
  /** Neither a condition nor `locations` say what to look at. */
  readonly looksAtAll: boolean;
}

/** Where the tail may begin; assembly columns and C functions end there. */
export const tailWords: ReadonlySet<string> = new Set([
  'exists',
  'forall',
  'locations',
  'filter',
  'observed',
]);

/** Every value that a proposition compares with. */
export function valuesIn(proposition: Proposition): Value[] {
  switch (proposition.k) {
    case 'equal':
      return [proposition.value];
    case 'not':
      return valuesIn(proposition.a);
    case 'and':
    case 'or':
      return [...valuesIn(proposition.a), ...valuesIn(proposition.b)];
    default:
      return [];
  }
}

export function parseTail(reader: TokenReader): Tail {
  const propositions = new PropositionReader(reader);
  const locations: Location[] = [];
  const faults: Fault[] = [];
  let filter: Proposition | null = null;
  for (;;) {
    if (reader.accept('locations')) {
      parseLocations(reader, locations, faults);
    } else if (reader.accept('filter')) {
      filter = propositions.read();
      reader.accept(';');
    } else break;
  }
  if (reader.isEnd()) {
    const looksAtAll = locations.length + faults.length === 0;
    return {
      locations,
      faults,
      filter,
      quantifier: null,
      condition: { k: 'const', value: true },
      looksAtAll,
    };
  }
  const quantifier = parseQuantifier(reader);
  const condition = propositions.read();
  reader.accept(';');
  if (!reader.isEnd()) reader.fail('the end of the file');
  return { locations, faults, filter, quantifier, condition, looksAtAll: false };
}

function parseQuantifier(reader: TokenReader): 'exists' | '~exists' | 'forall' {
  if (reader.accept('forall')) return 'forall';
  const negated = reader.accept('~') || reader.accept('not');
  reader.expect('exists');
  return negated ? '~exists' : 'exists';
}

function parseLocations(reader: TokenReader, locations: Location[], faults: Fault[]): void {
  reader.expect('[');
  while (!reader.accept(']')) {
    if (isFault(reader)) faults.push(parseFault(reader));
    else {
      locations.push(parseLocation(reader));
      // A type behind a location says how to print it.
      if (reader.peek().kind === 'name' && !reader.at('(', 1) && !reader.at(':', 1)) reader.next();
      while (reader.accept('*'));
    }
    while (reader.accept(';'));
  }
}

class PropositionReader {
  private readonly reader: TokenReader;
  private atoms = 0;
  private depth = 0;

  constructor(reader: TokenReader) {
    this.reader = reader;
  }

  read(): Proposition {
    this.depth += 1;
    if (this.depth > DEEPEST) unreadable('too-deep', 'the condition nests too deeply', this.reader.peek());
    const a = this.or();
    const read: Proposition = this.reader.accept('=>') ? { k: 'or', a: { k: 'not', a }, b: this.read() } : a;
    this.depth -= 1;
    return read;
  }

  private or(): Proposition {
    let a = this.and();
    while (this.reader.accept('\\/')) a = { k: 'or', a, b: this.and() };
    return a;
  }

  private and(): Proposition {
    let a = this.not();
    while (this.reader.accept('/\\')) a = { k: 'and', a, b: this.not() };
    return a;
  }

  private not(): Proposition {
    let negated = false;
    while (this.reader.accept('~') || this.reader.accept('not')) negated = !negated;
    const a = this.atom();
    return negated ? { k: 'not', a } : a;
  }

  private atom(): Proposition {
    const { reader } = this;
    this.atoms += 1;
    if (this.atoms > MOST_ATOMS)
      unreadable('too-large', `the conditions compare more than ${MOST_ATOMS} times`, reader.peek());
    if (reader.accept('true')) return { k: 'const', value: true };
    if (reader.accept('false')) return { k: 'const', value: false };
    if (isFault(reader)) return { k: 'fault', ...parseFault(reader) };
    if (reader.accept('(')) {
      const inner = this.read();
      reader.expect(')');
      return inner;
    }
    const location = parseLocation(reader);
    const negated = reader.accept('!=');
    if (!negated && !reader.accept('==')) reader.expect('=');
    const value = parseValue(reader);
    return { k: 'equal', location, value, negated, from: location.from, to: value.to };
  }
}

function isFault(reader: TokenReader): boolean {
  return (reader.at('fault') || reader.at('Fault')) && reader.at('(', 1);
}

function parseFault(reader: TokenReader): Fault {
  const from = reader.next().from;
  reader.expect('(');
  let label: string | null = null;
  let cpu = parseScope(reader);
  if (cpu === null) cpu = parseCpu(reader);
  else label = reader.name('a label').text;
  let name: string | null = null;
  let kind: FaultKind | null = null;
  while (reader.accept(',')) {
    if (reader.at(':', 1)) kind = parseFaultKind(reader);
    else if (name === null) name = faultLocation(reader);
    else reader.fail('a type of fault such as MMU:Translation');
  }
  const to = reader.expect(')').to;
  return { cpu, label, name, kind, from, to };
}

function faultLocation(reader: TokenReader): string {
  const place = parseLocation(reader);
  return place.k === 'var' ? place.name : unreadable('syntax', 'a fault names a location', place);
}

function parseCpu(reader: TokenReader): number {
  const token = reader.next();
  const digits = /^P?(\d+)$/.exec(token.text)?.[1];
  if (digits === undefined)
    unreadable('syntax', `found ${quote(token.text)}, expected a processor such as P0`, token);
  return Number(digits);
}

const faultKinds: ReadonlyMap<string, FaultKind> = new Map([
  ['MMU:Translation', 'translation'],
  ['MMU:AccessFlag', 'access-flag'],
  ['MMU:Permission', 'permission'],
]);

function parseFaultKind(reader: TokenReader): FaultKind {
  const group = reader.name('a type of fault');
  reader.expect(':');
  const type = `${group.text}:${reader.name('a type of fault').text}`;
  return (
    faultKinds.get(type) ?? unsupported('fault-type', `faults of type ${quote(type)} are not modelled`, group)
  );
}
