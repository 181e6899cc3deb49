/**
 * Choice keys in few bits. A key is `<cpu>:<kind>:<statement><rest>`; statements are coded by their place
 * in that CPU's list of keys, relative to where it was before, everything else by what followed what. A key
 * that does not look so is spelled out, so every list of keys survives the round trip.
 *
 *   0:issue:kick.3  0:visible:kick.3  1:issue:exit.1     cpu: the same again? · kind: as after the last one · statement: +1, +0, …
 *
 * Steps are coded one after another from the keys alone. Nothing depends on what is enabled, so a link that fits
 * another machine or a changed list does not turn into another interleaving unnoticed: its checksum over the keys fails.
 */
import { invariant } from '../base/index.ts';
import { BitReader, BitWriter, codeBelow, codeNumber, type BitCoder, type Prior } from './bit-coder.ts';
import { bitsToText, checksum, textToBits } from './url-text.ts';

/** What keys are made of, in an order that the program gives. */
export interface KeyTable {
  /** Per CPU, the keys of its statements in the order of the code. */
  readonly statements: readonly (readonly string[])[];
  /** What may stand behind a statement's key: alternatives by name. */
  readonly rests: readonly string[];
}

const MAX_STEPS = 50_000;
const MAX_SPELLED = 200;
const KEYS_CHECK = 3;

interface Step {
  readonly cpu: number;
  readonly kind: string;
  /** Place in the table, -1 for none. */
  readonly statement: number;
  readonly rest: string;
}

/** Codes the keys, checksum first. */
export function encodeChoices(keys: readonly string[], table: KeyTable): string {
  const writer = new BitWriter();
  invariant(codeSteps(writer, keys, table) !== null, 'a choice key is too long for a link');
  return checksum(keys.join(' '), KEYS_CHECK) + bitsToText(writer.finish());
}

/** The keys, or null where the text is not made by `encodeChoices` with this table. */
export function decodeChoices(text: string, table: KeyTable): string[] | null {
  const bits = textToBits(text.slice(KEYS_CHECK));
  if (!bits) return null;
  const reader = new BitReader(bits);
  const keys = codeSteps(reader, null, table);
  return keys && checksum(keys.join(' '), KEYS_CHECK) === text.slice(0, KEYS_CHECK) ? keys : null;
}

/** Writes `keys`, or reads them when there are none; null where what is read cannot have been written. */
function codeSteps(
  coder: BitCoder & { exhausted?: boolean },
  keys: readonly string[] | null,
  table: KeyTable,
) {
  const history = new History(table);
  const places = table.statements.map((keys) => new Map(keys.map((key, place) => [key, place])));
  const count = codeNumber(coder, 'count', keys?.length ?? 0);
  if (count > MAX_STEPS) return null;
  const result: string[] = [];
  for (let nth = 0; nth < count; nth++) {
    const key = codeKey(coder, history, keys?.[nth] ?? null, places, table);
    if (key === null || coder.exhausted) return null;
    result.push(key);
  }
  return result;
}

/** What the model of the next step looks at. */
class History {
  cpu = 0;
  /** Lists and priors here are part of the format: never change them. */
  readonly kinds: string[] = [
    'issue',
    'value',
    'visible',
    'predict',
    'irq',
    'fetch',
    'arrive',
    'translate',
    'fault',
    'dc',
    'ic',
    'tlbi',
  ];
  readonly rests: string[];
  private readonly lastKind = new Map<number, string>();
  private readonly lastStatement = new Map<string, number>();

  constructor(table: KeyTable) {
    this.rests = ['', '~0', '~1', '#1', ...table.rests];
  }

  kindOf(cpu: number): string {
    return this.lastKind.get(cpu) ?? '';
  }

  /** Where to count from: statements issue in order; what completes is near what its CPU did last. */
  place(cpu: number, kind: string): number {
    const last = this.lastStatement.get(`${cpu}`) ?? -1;
    return IN_ORDER.has(kind) ? (this.lastStatement.get(`${cpu} in order`) ?? last) : last;
  }

  did(cpu: number, kind: string, statement: number): void {
    this.cpu = cpu;
    this.lastKind.set(cpu, kind);
    if (statement < 0) return;
    this.lastStatement.set(`${cpu}`, statement);
    if (IN_ORDER.has(kind)) this.lastStatement.set(`${cpu} in order`, statement);
  }
}

const IN_ORDER: ReadonlySet<string> = new Set(['issue', 'predict', 'fetch']);
const RARELY: Prior = [20, 0.2];
const NEARLY_ALWAYS: Prior = [0.2, 8];
const MOSTLY_ZERO: Prior = [3, 0.6];

function codeKey(
  coder: BitCoder,
  history: History,
  key: string | null,
  places: readonly ReadonlyMap<string, number>[],
  { statements }: KeyTable,
): string | null {
  const step = key === null ? null : parse(key, places);
  const spelled = coder.bit('spelled', key !== null && step === null ? 1 : 0, RARELY);
  if (spelled === 1) return spell(coder, 'key', key ?? '');

  const before = history.kindOf(history.cpu);
  const same = coder.bit(`same ${before}`, step && step.cpu !== history.cpu ? 0 : 1, [0.5, 1]);
  const cpu = same === 1 ? history.cpu : codeNumber(coder, `cpu ${history.cpu}`, step?.cpu ?? 0);
  const last = history.kindOf(cpu);
  const kind = codeListed(coder, `kind ${last}`, history.kinds, step?.kind ?? null, [0.8, 0.4]);
  if (kind === null) return null;

  let statement = -1;
  if (
    coder.bit(
      `statement ${kind}`,
      step && step.statement < 0 ? 0 : 1,
      kind === 'irq' ? RARELY : NEARLY_ALWAYS,
    ) === 1
  ) {
    const from = history.place(cpu, kind);
    statement = from + codeSigned(coder, `delta ${kind} ${last}`, step ? step.statement - from : 0);
    if (statements[cpu]?.[statement] === undefined) return null;
  }
  const rest = codeListed(
    coder,
    `rest ${kind}`,
    history.rests,
    step?.rest ?? null,
    kind === 'irq' ? undefined : MOSTLY_ZERO,
  );
  if (rest === null) return null;
  history.did(cpu, kind, statement);
  return `${cpu}:${kind}:${statements[cpu]?.[statement] ?? ''}${rest}`;
}

/** The parts of a key; null where it has to be spelled. */
function parse(key: string, places: readonly ReadonlyMap<string, number>[]): Step | null {
  const match = /^(0|[1-9]\d{0,3}):([a-z]+):(.*)$/s.exec(key);
  if (!match) return null;
  const [, cpu = '', kind = '', tail = ''] = match;
  // The statement is the longest beginning that the table knows; what follows is instance and alternative.
  for (let length = tail.length; length > 0; length--) {
    const statement = places[Number(cpu)]?.get(tail.slice(0, length));
    if (statement !== undefined) return { cpu: Number(cpu), kind, statement, rest: tail.slice(length) };
  }
  return { cpu: Number(cpu), kind, statement: -1, rest: tail };
}

/** Codes a text by its place in a list that grows with every new one; null where the place does not exist. */
function codeListed(
  coder: BitCoder,
  context: string,
  list: string[],
  text: string | null,
  first?: Prior,
): string | null {
  const known = text === null ? 0 : list.indexOf(text);
  const place = codeNumber(coder, context, known < 0 ? list.length : known, first);
  if (place > list.length) return null;
  if (place === list.length) {
    const fresh = spell(coder, 'text', text ?? '');
    if (fresh === null) return null;
    list.push(fresh);
  }
  return list[place] ?? null;
}

function codeSigned(coder: BitCoder, context: string, value: number): number {
  if (coder.bit(`${context} up`, value === 1 ? 1 : 0, [0.6, 0.6]) === 1) return 1;
  if (coder.bit(`${context} stay`, value === 0 ? 1 : 0) === 1) return 0;
  const negative = coder.bit(`${context} back`, value < 0 ? 1 : 0);
  return negative === 1
    ? -1 - codeNumber(coder, `${context} -`, -value - 1)
    : 2 + codeNumber(coder, `${context} +`, value - 2);
}

function spell(coder: BitCoder, context: string, text: string): string | null {
  const length = codeNumber(coder, `${context} length`, text.length);
  if (length > MAX_SPELLED) return null;
  let spelled = '';
  for (let at = 0; at < length; at++) {
    const wide = coder.bit(`${context} wide`, text.charCodeAt(at) > 127 ? 1 : 0);
    spelled += String.fromCharCode(
      codeBelow(coder, `${context} char`, wide === 1 ? 16 : 7, text.charCodeAt(at)),
    );
  }
  return spelled;
}
