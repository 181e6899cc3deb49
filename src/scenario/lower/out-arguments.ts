/**
 * Words that write a local through `&local`: `try_cmpxchg(&v, &old, new)` puts into `old` what it found. No other call
 * can; a local has no address.
 */
import { expressionsIn, operands } from '../check/walk.ts';
import type { Expression, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import type { Call } from './primitive.ts';

/** The local's name where an argument is `&local` and the word writes it; a scenario's own function never does. */
function writtenBy(e: Expression): string | null {
  if (e.k !== 'call' || !/^(?:atomic(?:64|_long)?_)?try_cmpxchg/.test(e.callee.text)) return null;
  const argument = e.args[1];
  return argument?.k === 'address' && argument.a.k === 'name' ? argument.a.name : null;
}

/** Names of locals that calls in a statement itself, not in nested ones, write. */
export function outArguments(s: Statement): readonly string[] {
  const found: string[] = [];
  const visit = (e: Expression) => {
    const name = writtenBy(e);
    if (name !== null) found.push(name);
    for (const part of operands(e)) visit(part);
  };
  for (const e of expressionsIn(s)) visit(e);
  return found;
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
