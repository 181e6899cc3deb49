/** The lock that a word is given, and what is said where it is none, or one of another type. */
import type { Expr } from '../../machine/index.ts';
import { pointee } from '../types/ctype.ts';
import { isLockType } from '../types/lock-types.ts';
import type { Context } from './context.ts';
import type { Call } from './primitive.ts';
import { typeOf } from './type-of.ts';

/** The word that does to a lock of another type what is meant. */
function wordFor(type: string, word: string): string {
  const given = /unlock|^up_/.test(word);
  const shared = /^(?:read_|down_read|up_read)/.test(word);
  switch (type) {
    case 'struct mutex':
      return given ? 'mutex_unlock' : 'mutex_lock';
    case 'struct rw_semaphore':
      return `${given ? 'up' : 'down'}_${shared ? 'read' : 'write'}`;
    case 'rwlock_t':
      return `${shared ? 'read' : 'write'}_${given ? 'unlock' : 'lock'}`;
    default:
      return `${type.replace('lock_t', '')}_${given ? 'unlock' : 'lock'}`;
  }
}

/** The address of a lock of one of these types; null, and a mistake, for anything else. */
export function lockAt(ctx: Context, call: Call, types: readonly string[]): Expr | null {
  const [e] = call.args;
  if (!e) return null;
  const to = pointee(typeOf(ctx, e));
  const addr = ctx.value(e);
  const own = addr.k === 'const' ? ctx.instance.layout.lockTypeAt(addr.v) : null;
  const type = own ?? (to?.k === 'scalar' ? to.name : '');
  if (types.includes(type)) return addr;
  const [wanted = ''] = types;
  const shown = ctx.shown(e);
  const itself = typeOf(ctx, e);
  const { text } = call.callee;
  // One mistake, though the lock is given back in the same way.
  if (ctx.instance.noLocks.has(shown)) return null;
  ctx.instance.noLocks.add(shown);
  if (itself?.k === 'scalar' && isLockType(itself.name)) {
    ctx.error('not-a-lock', e, `\`${shown}\` is the lock itself; write its address: \`${text}(&${shown})\`.`);
    return null;
  }
  const way = isLockType(type) ? wordFor(type, text) : '';
  const found = isLockType(type)
    ? ` \`${shown}\` is the address of a \`${type}\`: write \`${way}(${shown})\`.`
    : '';
  const declared = ctx.instance.layout.lockAt(addr.k === 'const' ? addr.v : 0) !== null;
  const instead = declared
    ? ` Declare it \`${wanted} ${ctx.shown(e).replace(/^&/, '')};\`: a \`lock\` of the scenario can be locked and unlocked only.`
    : '';
  ctx.error(
    'not-a-lock',
    e,
    `Expected the address of a \`${wanted}\`, such as \`&s->lock\`.${found}${instead}`,
  );
  return null;
}
