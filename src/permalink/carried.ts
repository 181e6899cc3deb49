/**
 * A scenario that is not bundled travels in the link: its text, deflated. Inflating is bounded, whatever arrives: a byte
 * can become a thousand, and a stream answers each write with all that it makes of it, so it is fed in slices.
 */
import { err, ok, type Result } from '../base/index.ts';
import type { LinkProblem } from './link.ts';
import { bytesToText, textToBytes } from './url-text.ts';

/** Longer texts are refused on both sides; the longest bundled scenario is a tenth of this. */
const MAX_TEXT = 200_000;
/** A text of that length takes fewer characters even where nothing in it can be compressed. */
const MAX_PACKED = 300_000;
/** How many bytes are inflated at a time: at most half a megabyte comes out, and the page lives on in between. */
const SLICE = 512;

/** The `scenario` of a link that carries this text. */
export async function packScenario(text: string): Promise<Result<string, LinkProblem>> {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MAX_TEXT) return err(tooLarge());
  const packed = await through(bytes, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY);
  return packed ? ok(`~${bytesToText(packed)}`) : err(tooLarge());
}

/** True for what `packScenario` made. */
export function isPacked(scenario: string): boolean {
  return scenario.startsWith('~');
}

/** The text that a link carries. */
export async function unpackScenario(scenario: string): Promise<Result<string, LinkProblem>> {
  if (scenario.length > MAX_PACKED) return err(tooLarge());
  const bytes = textToBytes(scenario.slice(1));
  if (!bytes) return err(unreadable());
  try {
    const inflated = await through(bytes, new DecompressionStream('deflate-raw'), MAX_TEXT);
    return inflated ? ok(new TextDecoder('utf-8', { fatal: true }).decode(inflated)) : err(tooLarge());
  } catch {
    return err(unreadable());
  }
}

/** Everything that comes out of a stream, null as soon as it is more than `limit` bytes. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Uint8Array | null> {
  const writing = feed(bytes, stream.writable.getWriter());
  // A broken stream rejects here as well as below; below is where it is handled.
  writing.catch(() => undefined);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  await writing;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Writes slice by slice, each when the one before has been read; ends with the stream. */
async function feed(
  bytes: Uint8Array<ArrayBuffer>,
  writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += SLICE) {
    await writer.write(bytes.subarray(at, at + SLICE));
  }
  await writer.close();
}

function tooLarge(): LinkProblem {
  const message = `A link carries scenarios of at most ${MAX_TEXT / 1000} kB; this one is longer.`;
  return { code: 'too-large', message };
}

function unreadable(): LinkProblem {
  return { code: 'damaged', message: 'This link is damaged: the scenario in it cannot be unpacked.' };
}
