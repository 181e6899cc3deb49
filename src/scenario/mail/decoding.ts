/**
 * Transfer encodings and HTML undone, each character with the place in the raw text that it came from. Wrong input is
 * taken as it stands: a mail that somebody cut in the middle is still worth reading.
 */
import type { Decoded } from './raw-lines.ts';

const HEX = /^[0-9A-Fa-f]{2}$/;
const SIXTYFOUR = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 2045, 6.7, and the bytes as UTF-8. */
export function quotedDecoded(raw: string, from: number, to: number): Decoded {
  const out = new Builder(to - from);
  for (let at = from; at < to; at++) {
    const code = raw.charCodeAt(at);
    if (code !== 61) {
      out.unit(code, at);
      continue;
    }
    const soft = /^=[ \t]*\r?\n/.exec(raw.slice(at, at + 8));
    if (soft) {
      at += soft[0].length - 1;
      continue;
    }
    const digits = raw.slice(at + 1, at + 3);
    if (HEX.test(digits) && at + 2 < to) {
      out.byte(Number.parseInt(digits, 16), at);
      at += 2;
    } else out.unit(code, at);
  }
  return out.done(from);
}

/** RFC 2045, 6.8, and the bytes as UTF-8. Whatever is not of the alphabet is passed over. */
export function base64Decoded(raw: string, from: number, to: number): Decoded {
  const out = new Builder(to - from);
  let bits = 0;
  let held = 0;
  for (let at = from; at < to; at++) {
    const value = SIXTYFOUR.indexOf(raw[at] ?? '');
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.byte((held >> bits) & 0xff, at);
  }
  return out.done(from);
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};
const BREAKING = /^<(?:br|\/?p|\/?div|\/?tr|\/?li|\/?h\d|\/?pre|\/?table|hr)\b/i;

/** RFC 3676: without the space that was put before lines so that they are no quotes. */
export function flowedDecoded(raw: string, from: number, to: number): Decoded {
  const out = new Builder(to - from);
  for (let at = from; at < to; at++)
    if (raw[at] !== ' ' || (at > from && raw[at - 1] !== '\n')) out.unit(raw.charCodeAt(at), at);
  return out.done(from);
}

/** Tags dropped, entities read; what ends a line on a page ends one here. With `tags` false the text has none: it was only
 *  escaped. */
export function htmlDecoded(raw: string, from: number, to: number, tags = true): Decoded {
  const out = new Builder(to - from);
  let at = from;
  while (at < to) {
    const character = raw[at] ?? '';
    if (character === '<' && tags) {
      const end = tagEnd(raw, at, to);
      if (end !== null) {
        if (BREAKING.test(raw.slice(at, at + 8))) out.unit(10, at);
        at = end;
        continue;
      }
    }
    if (character === '&') {
      const entity = /^&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/i.exec(raw.slice(at, at + 12));
      const read = entity === null ? null : entityOf(entity[1] ?? '');
      if (entity !== null && read !== null) {
        for (const unit of read) out.unit(unit.charCodeAt(0), at);
        at += entity[0].length;
        continue;
      }
    }
    out.unit(raw.charCodeAt(at), at);
    at++;
  }
  return out.done(from);
}

/** Behind the tag that begins here; scripts and styles go with what they hold. Null where it is no tag. */
function tagEnd(raw: string, at: number, to: number): number | null {
  if (!/^<(?:[a-z/!])/i.test(raw.slice(at, at + 2))) return null;
  const close = raw.indexOf('>', at);
  if (close < 0 || close >= to || close - at > 2000) return null;
  const hidden = /^<(script|style)\b/i.exec(raw.slice(at, at + 8))?.[1];
  if (hidden === undefined) return close + 1;
  const end = raw.indexOf(`</${hidden}`, close);
  return end < 0 || end >= to ? close + 1 : raw.indexOf('>', end) + 1 || to;
}

function entityOf(name: string): string | null {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? null;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
    ? String.fromCodePoint(code)
    : null;
}

/** Collects units and bytes; bytes become characters as soon as a sequence of UTF-8 is whole. */
class Builder {
  private readonly units: Uint16Array;
  private readonly offsets: Uint32Array;
  private length = 0;
  private point = 0;
  private wanting = 0;

  constructor(most: number) {
    this.units = new Uint16Array(most * 2 + 2);
    this.offsets = new Uint32Array(most * 2 + 2);
  }

  unit(code: number, at: number): void {
    this.units[this.length] = code;
    this.offsets[this.length] = at;
    this.length++;
  }

  byte(value: number, at: number): void {
    if (this.wanting > 0 && (value & 0xc0) === 0x80) {
      this.point = (this.point << 6) | (value & 0x3f);
      this.wanting--;
      if (this.wanting > 0) return;
      for (const unit of this.point > 0x10ffff ? '\ufffd' : String.fromCodePoint(this.point).split(''))
        this.unit(unit.charCodeAt(0), at);
      return;
    }
    this.wanting = value >= 0xf0 ? 3 : value >= 0xe0 ? 2 : value >= 0xc0 ? 1 : 0;
    this.point = value & (0xff >> (this.wanting + 2));
    if (this.wanting === 0) this.unit(value, at);
  }

  done(from: number): Decoded {
    const parts: string[] = [];
    for (let at = 0; at < this.length; at += 8192)
      parts.push(String.fromCharCode(...this.units.subarray(at, Math.min(at + 8192, this.length))));
    return { text: parts.join(''), from, offsets: this.offsets.slice(0, this.length) };
  }
}
