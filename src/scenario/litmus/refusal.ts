/**
 * How a litmus file is turned down. Parsing and lowering stop at the first thing they cannot read or express and
 * throw a `Refusal`; `compileLitmus` catches it and hands it on as a `Diagnostic`. Nothing else leaves the room.
 */
import type { Diagnostic } from '../api.ts';

/** `unsupported`: a litmus test, but it says something this machine does not do. `unreadable`: no litmus test, or one
 *  that is broken. */
export type RefusalKind = 'unsupported' | 'unreadable';

export interface Span {
  readonly from: number;
  readonly to: number;
}

export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly diagnostic: Diagnostic;

  constructor(kind: RefusalKind, code: string, message: string, span: Span) {
    super(message);
    this.kind = kind;
    this.diagnostic = { severity: 'error', code, message, from: span.from, to: span.to };
  }
}

/** A construct outside the supported subset; `code` names the construct, the message quotes it. */
export function unsupported(code: string, message: string, span: Span): never {
  throw new Refusal('unsupported', code, message, span);
}

/** Text that does not follow the litmus format at all. */
export function unreadable(code: string, message: string, span: Span): never {
  throw new Refusal('unreadable', code, message, span);
}
