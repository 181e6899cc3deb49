/**
 * Mails and commits: where one begins, what it says of itself, and its body with transfer encodings undone. A text that
 * is neither is one letter without a name. Nothing here asks what a body means.
 */
import type { FoundLetter } from './found.ts';
import { base64Decoded, flowedDecoded, htmlDecoded, quotedDecoded } from './decoding.ts';
import type { Decoded } from './raw-lines.ts';

export interface Letter extends FoundLetter {
  readonly parts: readonly Decoded[];
}

const NOBODY: FoundLetter = { subject: null, from: null, date: null, messageId: null };
const FROM_LINE = /^From \S+.*\d{4}\s*$/;
const FIELD = /^([A-Za-z][\w-]*):(?:[ \t]|$)/;

/** All letters of a text, in order; at least one. */
export function* letters(raw: string): Generator<Letter> {
  const bounds = [...mboxBounds(raw)];
  if (bounds.length === 0) {
    yield letterAt(raw, 0, raw.length);
    return;
  }
  const first = bounds[0] ?? 0;
  if (raw.slice(0, first).trim() !== '') yield letterAt(raw, 0, first);
  for (const [index, from] of bounds.entries()) yield letterAt(raw, from, bounds[index + 1] ?? raw.length);
}

/** Where a `From ` line stands at the start of the text or behind an empty line, with a header below it. */
function* mboxBounds(raw: string): Generator<number> {
  for (let at = raw.startsWith('From ') ? 0 : next(0); at >= 0; at = next(at + 1)) {
    const end = endOf(raw, at);
    if (FROM_LINE.test(raw.slice(at, Math.min(end, at + 300))) && FIELD.test(raw.slice(end + 1, end + 80)))
      yield at;
  }
  function next(from: number): number {
    const found = raw.indexOf('\nFrom ', from);
    return found < 0 ? -1 : found + 1;
  }
}

function letterAt(raw: string, from: number, to: number): Letter {
  let at = from;
  if (raw.startsWith('From ', at)) at = endOf(raw, at) + 1;
  while (at < to && /\s/.test(raw[at] ?? '')) at++;
  const header = headerAt(raw, at, to);
  if (header === null) return loose(raw, from, to);
  const { fields, body } = header;
  const says: FoundLetter = {
    subject: named(fields.get('subject')),
    from: named(fields.get('from')),
    date: fields.get('date') ?? null,
    messageId: messageIdOf(fields.get('message-id')),
  };
  return { ...says, parts: [...bodyParts(raw, body, to, fields)] };
}

/** Two known fields at least, else it is no header. Folded lines belong to the field above. */
function headerAt(
  raw: string,
  from: number,
  to: number,
): { fields: Map<string, string>; body: number } | null {
  const fields = new Map<string, string>();
  let last: string | null = null;
  let at = from;
  while (at < to) {
    const end = Math.min(endOf(raw, at), to);
    const line = raw.slice(at, end).replace(/\r$/, '');
    if (line.trim() === '') break;
    const field = FIELD.exec(line);
    if (field) {
      last = (field[1] ?? '').toLowerCase();
      if (!fields.has(last)) fields.set(last, line.slice((field[1] ?? '').length + 1).trim());
    } else if (/^[ \t]/.test(line) && last !== null)
      fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`);
    else return null;
    at = end + 1;
  }
  const known = ['from', 'subject', 'date', 'message-id', 'content-type', 'content-transfer-encoding', 'to'];
  return known.filter((name) => fields.has(name)).length >= 2 ? { fields, body: at } : null;
}

function* bodyParts(
  raw: string,
  from: number,
  to: number,
  fields: ReadonlyMap<string, string>,
): Generator<Decoded> {
  const boundary = /boundary="?([^";\s]+)"?/i.exec(fields.get('content-type') ?? '')?.[1];
  if (boundary === undefined || !/^multipart\//i.test(fields.get('content-type') ?? '')) {
    yield decoded(raw, from, to, fields);
    return;
  }
  const mark = `--${boundary}`;
  let at = raw.indexOf(mark, from);
  while (at >= 0 && at < to) {
    const start = endOf(raw, at) + 1;
    if (raw.startsWith('--', at + mark.length)) return;
    let next = raw.indexOf(`\n${mark}`, start - 1);
    if (next < 0 || next > to) next = to;
    const inner = headerOfPart(raw, start, next);
    const type = inner.fields.get('content-type') ?? 'text/plain';
    if (/^multipart\//i.test(type)) yield* bodyParts(raw, inner.body, next, inner.fields);
    else if (/^(?:text\/(?!html)|message\/)/i.test(type)) yield decoded(raw, inner.body, next, inner.fields);
    at = next >= to ? -1 : next + 1;
  }
}

function headerOfPart(raw: string, from: number, to: number): { fields: Map<string, string>; body: number } {
  const fields = new Map<string, string>();
  let last = '';
  let at = from;
  while (at < to) {
    const end = Math.min(endOf(raw, at), to);
    const line = raw.slice(at, end).trimEnd();
    at = end + 1;
    if (line === '') break;
    const field = FIELD.exec(line);
    if (field) {
      last = (field[1] ?? '').toLowerCase();
      fields.set(last, line.slice((field[1] ?? '').length + 1).trim());
    } else fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`);
  }
  return { fields, body: Math.min(at, to) };
}

function decoded(raw: string, from: number, to: number, fields: ReadonlyMap<string, string>): Decoded {
  const encoding = (fields.get('content-transfer-encoding') ?? '').toLowerCase();
  if (encoding.startsWith('quoted-printable')) return quotedDecoded(raw, from, to);
  if (encoding.startsWith('base64')) return base64Decoded(raw, from, to);
  if (/format="?flowed/i.test(fields.get('content-type') ?? '')) return flowedDecoded(raw, from, to);
  return decodedLoosely(raw, from, to);
}

/** Bodies without a header: a page of HTML, text that was escaped for one, or quoted-printable text that was copied from a raw mail. */
function decodedLoosely(raw: string, from: number, to: number): Decoded {
  const start = raw.slice(from, Math.min(to, from + 4000));
  if (/<!doctype html|<html[\s>]|<pre[\s>]|<body[\s>]/i.test(start)) return htmlDecoded(raw, from, to);
  if (/=\r?\n/.test(start) && /=(?:3D|20|09|E2|C2)/.test(start)) return quotedDecoded(raw, from, to);
  const text = raw.slice(from, to);
  return /&(?:gt|lt|amp);/.test(text) ? htmlDecoded(raw, from, to, false) : { text, from, offsets: null };
}

/** A commit as `git show` prints it, an archive's page, or just text. */
function loose(raw: string, from: number, to: number): Letter {
  const part = decodedLoosely(raw, from, to);
  const top = part.text.slice(0, 6000);
  const parts = [part];
  if (/^commit [0-9a-f]{12,}/m.test(top.slice(0, 200))) {
    return {
      subject: /\n\r?\n {4}(\S.*)/.exec(top)?.[1]?.trim() ?? null,
      from: named(/^Author:\s*(.+)$/m.exec(top)?.[1]),
      date: /^(?:Author)?Date:\s*(.+)$/m.exec(top)?.[1]?.trim() ?? null,
      messageId: null,
      parts,
    };
  }
  const first = /^\s*(\S.*)/.exec(top)?.[1] ?? '';
  const lines = first.length < 300;
  // A page without line breaks still has its header, one field behind the other.
  const field = (name: string): string | undefined =>
    (lines
      ? new RegExp(`^${name}: *(\\S.{0,300})$`, 'im')
      : new RegExp(`\\b${name}: (\\S.{0,200}?) (?=[A-Z][\\w-]{1,40}: )`)
    ).exec(top)?.[1];
  const subject = field('Subject') ?? /^\s*Subject(?=Re:|\[)(.+)$/m.exec(top)?.[1];
  const titled = lines && /^(?:Re: |\[(?:PATCH|RFC|EXT)\b)/i.test(first) ? first : undefined;
  return {
    ...NOBODY,
    subject: named(subject ?? titled),
    from: named(field('From')),
    date: field('Date')?.trim() ?? null,
    messageId: messageIdOf(field('Message-ID') ?? field('Message-Id')),
    parts,
  };
}

function named(text: string | undefined): string | null {
  const bare = text?.replace(/\s+/g, ' ').trim();
  return bare === undefined || bare === '' ? null : encodedWords(bare);
}

/** RFC 2047: `=?utf-8?q?Re:_locks?=`. */
function encodedWords(text: string): string {
  return text.replace(
    /=\?[\w-]+\?([qb])\?([^?\s]*)\?=(?: (?==\?))?/gi,
    (_all, kind: string, word: string) => {
      if (kind.toLowerCase() === 'b') return base64Decoded(word, 0, word.length).text;
      const spaced = word.replace(/_/g, ' ');
      return quotedDecoded(spaced, 0, spaced.length).text;
    },
  );
}

function messageIdOf(text: string | undefined): string | null {
  return /<([^<>\s]+)>/.exec(text ?? '')?.[1] ?? null;
}

function endOf(raw: string, at: number): number {
  const end = raw.indexOf('\n', at);
  return end < 0 ? raw.length : end;
}
