/** Bits and bytes in the 64 characters that need no escaping in a URL, and checksums of texts. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(Array.from(ALPHABET, (char, value) => [char, value]));

/** Six bits a character; a number of bits that is no multiple of six is filled with zeros. */
export function bitsToText(bits: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bits.length; at += 6) {
    let value = 0;
    for (let nth = 0; nth < 6; nth++) value = value * 2 + (bits[at + nth] ?? 0);
    text += ALPHABET.charAt(value);
  }
  return text;
}

/** Null where a character is none of ours. */
export function textToBits(text: string): number[] | null {
  const bits: number[] = [];
  for (const char of text) {
    const value = VALUES.get(char);
    if (value === undefined) return null;
    for (let shift = 5; shift >= 0; shift--) bits.push((value >> shift) & 1);
  }
  return bits;
}

export function bytesToText(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function textToBytes(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** A checksum of a text as `length` characters (at most 5). Not cryptographic: it tells accidents, not forgery. */
export function checksum(text: string, length: number): string {
  let a = 0x811c9dc5;
  let b = 0x2545f491;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit ^ (a >>> 16), 0x85ebca6b);
  }
  let mixed = Math.imul(a ^ (b >>> 15), 0x9e3779b1) ^ b;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = (mixed ^ (mixed >>> 15)) >>> 0;
  let sum = '';
  for (let nth = 0; nth < length; nth++) {
    sum += ALPHABET.charAt(mixed & 63);
    mixed >>>= 6;
  }
  return sum;
}
