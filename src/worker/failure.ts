/** What goes wrong in a thread, in words for the page. */
import type { Port } from './channel.ts';

/** What the user gave cannot be used; the message says why. */
export class Unusable extends Error {}

/** Tells the page that a request failed. Where memory ran out half a step may be stored and nothing can be trusted any
 *  more: the thread breaks, and the page starts another. */
export function fail(port: Port, request: number, error: unknown): void {
  if (isOutOfMemory(error))
    port.later(() => {
      throw error;
    });
  else port.post({ type: 'failed', request, message: messageOf(error) });
}

/** In the words of the browsers' engines. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /allocation|array length|out of memory/i.test(error.message);
}

/** Users' mistakes as they are; ours with their place, since nobody else will see the stack of a thread. */
function messageOf(error: unknown): string {
  if (error instanceof Unusable) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
