/**
 * Choice keys in few bits. A key is `<cpu>:<kind>:<statement><rest>`; statements are coded by their place
 * in the program's list of keys, relative to where that CPU was before, everything else by what followed what. A key
 * that does not look so is spelled out, so every list of keys survives the round trip.
 *
 *   0:issue:kick.3  0:visible:kick.3  1:issue:exit.1     cpu: the same again? · kind: as after the last one · statement: +1, +0, …
 *
 * Steps are coded one after another from the keys alone. Nothing depends on what is enabled, so a link that fits
 * another machine or a changed list does not turn into another interleaving unnoticed: its checksum over the keys fails.
 */
import { invariant } from '../base/index.ts';
import { BitReader, BitWriter, codeBelow, codeNumber, type BitCoder } from './bit-coder.ts';
import { bitsToText, checksum, textToBits } from './url-text.ts';

/** Statement keys in the order of the program's code, each once. */
export type KeyTable = readonly string[];

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
  const history = new History();
  const places = new Map(table.map((key, place) => [key, place]));
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
  previousKind = '';
  /** A list here is part of the format: append, never reorder. */
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
  readonly rests: string[] = ['', '~0', '~1', '#1'];
  readonly lastKind = new Map<number, string>();
  readonly lastStatement = new Map<string, number>();

  place(cpu: number, kind: string): number {
    return this.lastStatement.get(`${cpu} ${kind}`) ?? this.lastStatement.get(`${cpu}`) ?? 0;
  }
}

function codeKey(
  coder: BitCoder,
  history: History,
  key: string | null,
  places: ReadonlyMap<string, number>,
  table: KeyTable,
): string | null {
  const step = key === null ? null : parse(key, places);
  const spelled = coder.bit('spelled', key !== null && step === null ? 1 : 0);
  if (spelled === 1) return spell(coder, 'key', key ?? '');

  const before = history.lastKind.get(history.cpu) ?? '';
  const same = coder.bit(`same ${before}`, step && step.cpu !== history.cpu ? 0 : 1);
  const cpu = same === 1 ? history.cpu : codeNumber(coder, `cpu ${history.cpu}`, step?.cpu ?? 0);
  const kind = codeListed(
    coder,
    `kind ${history.lastKind.get(cpu) ?? ''}`,
    history.kinds,
    step?.kind ?? null,
  );
  if (kind === null) return null;

  let statement = -1;
  if (coder.bit(`statement ${kind}`, step && step.statement < 0 ? 0 : 1) === 1) {
    // Two places to count from: where this CPU last did this kind of step, and where it last was at all.
    const last = history.lastStatement.get(`${cpu}`) ?? 0;
    const context = `${kind} ${history.lastKind.get(cpu) ?? ''}`;
    const like = history.place(cpu, kind);
    const delta = step ? step.statement - last : 0;
    const useLike =
      step && Math.abs(step.statement - like - 1) < Math.abs(delta - (kind === 'issue' ? 1 : 0)) ? 1 : 0;
    const from = coder.bit(`like ${context}`, useLike) === 1 ? like : last;
    statement =
      from +
      codeSigned(
        coder,
        `delta ${from === last ? context : `like ${kind}`}`,
        step ? step.statement - from : 0,
      );
    if (table[statement] === undefined) return null;
  }
  const rest = codeListed(coder, `rest ${kind}`, history.rests, step?.rest ?? null);
  if (rest === null) return null;

  history.cpu = cpu;
  history.lastKind.set(cpu, kind);
  if (statement >= 0) {
    history.lastStatement.set(`${cpu}`, statement);
    history.lastStatement.set(`${cpu} ${kind}`, statement);
  }
  return `${cpu}:${kind}:${table[statement] ?? ''}${rest}`;
}

/** The parts of a key; null where it has to be spelled. */
function parse(key: string, places: ReadonlyMap<string, number>): Step | null {
  const match = /^(0|[1-9]\d{0,3}):([a-z]+):(.*)$/s.exec(key);
  if (!match) return null;
  const [, cpu = '', kind = '', tail = ''] = match;
  // The statement is the longest beginning that the table knows; what follows is instance and alternative.
  for (let length = tail.length; length > 0; length--) {
    const statement = places.get(tail.slice(0, length));
    if (statement !== undefined) return { cpu: Number(cpu), kind, statement, rest: tail.slice(length) };
  }
  return { cpu: Number(cpu), kind, statement: -1, rest: tail };
}

/** Codes a text by its place in a list that grows with every new one; null where the place does not exist. */
function codeListed(coder: BitCoder, context: string, list: string[], text: string | null): string | null {
  const known = text === null ? 0 : list.indexOf(text);
  const place = codeNumber(coder, context, known < 0 ? list.length : known);
  if (place > list.length) return null;
  if (place === list.length) {
    const fresh = spell(coder, 'text', text ?? '');
    if (fresh === null) return null;
    list.push(fresh);
  }
  return list[place] ?? null;
}

function codeSigned(coder: BitCoder, context: string, value: number): number {
  if (coder.bit(`${context} up`, value === 1 ? 1 : 0) === 1) return 1;
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
