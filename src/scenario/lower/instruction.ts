/** Instructions as they are made: what one does, and the place that it comes from. */
import type { Instr, InstrBody, Origin } from '../../machine/index.ts';

/** What is emitted: an object of its own, which becomes the instruction. */
export type Marked = InstrBody & Pick<Instr, 'then' | 'plain'>;

/** `body` as the instruction that comes from `at`. */
export function placed(body: Marked, at: Origin): Instr {
  const instr: Marked & { at?: Origin } = body;
  instr.at = at;
  return instr as Instr;
}
