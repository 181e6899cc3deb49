/**
 * Words that write a local through `&local`: `try_cmpxchg(&v, &old, new)` puts into `old` what it found. No other call
 * can: a local of which the address is taken elsewhere is memory.
 */
import type { Expression } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import type { Call } from './primitive.ts';

/** Words that write a local which they are given by its name. */
export const WRITES_LOCALS =
  /irq_?save|^swap$|^get_user$|_poll_timeout|^read_seqbegin_or_lock$|^do_div$|^(?:no_free|return|retain_and_null)_ptr$/;

/** The argument `&local` through which a word writes the local; a scenario's own function has no such. */
export function writtenArgument(call: Expression & { readonly k: 'call' }): Expression | null {
  if (!/^(?:atomic(?:64|_long)?_)?try_cmpxchg/.test(call.callee.text)) return null;
  const argument = call.args[1];
  return argument?.k === 'address' && argument.a.k === 'name' ? argument : null;
}

/** The register of the local whose address argument `i` is; reports and gives null where it is none. */
export function localNamed(ctx: Context, call: Call, i: number): number | null {
  const e = call.args[i];
  const bound = e?.k === 'address' && e.a.k === 'name' ? ctx.names.find(e.a.name) : null;
  if (bound?.k === 'register') return bound.r;
  ctx.error(
    'not-local',
    e ?? call,
    `Expected \`&old\` of a local variable: \`${call.callee.text}()\` puts there what it found.`,
  );
  return null;
}
