/**
 * What is written to a terminal is made safe here, all of it, whichever command writes: file names, titles and links
 * come from strangers. JSON that was made by `safeJson` passes as it is, and so does everything that is text.
 */
import { safeText } from '../base/index.ts';

/** Makes everything that is written as text to a stream safe from now on. */
export function guard(stream: Pick<NodeJS.WriteStream, 'write'>): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? safeText(chunk) : chunk, ...rest);
}
