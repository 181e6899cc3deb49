/**
 * Reads that are typed half in words, with what they find and what comes of it:
 *
 *     p = READ data (0)             READ flags -> SET: skip           flags != SET -> no IPI
 */

export interface ToldRead {
  readonly code: string;
  /** What is said of it: a value, or which way a branch went. */
  readonly remark: string | null;
}

const PLACE = '[A-Za-z_][\\w.>-]*';
const READ = '(?:READ|LOAD)';

/** The read as code; null for anything else. */
export function toldRead(text: string): ToldRead | null {
  const assigned = new RegExp(
    `^([A-Za-z_]\\w*)\\s*=\\s*(?:READ|LOAD)\\s+(${PLACE})\\s*(?:\\(\\s*(\\w+)\\s*\\))?;?$`,
  ).exec(text);
  if (assigned) {
    const [, local = '', place = '', value] = assigned;
    return { code: `${local} = READ_ONCE(${place})`, remark: value ?? null };
  }
  const found = new RegExp(
    `^(?:[a-z]\\w*:\\s+)?${READ}\\s+(${PLACE}?)\\s*(?:-+>|=+>|→|==?)\\s*([A-Z][A-Z0-9_]+|\\d+)\\s*(?:(?:[:,]|-+>|=+>|→)\\s*(.*))?$`,
  ).exec(text);
  if (found) return { code: `READ_ONCE(${found[1] ?? ''})`, remark: found[2] ?? '' };
  // What stands behind the arrow are words, no code.
  const compared = new RegExp(
    `^(${PLACE}?\\s*[=!]=\\s*[A-Z][A-Z0-9_]*|${PLACE}?\\s*[=!]=\\s*\\d+)\\s*(?:-+>|=+>|→)\\s*([a-z]+(?: \\w+)*)$`,
  ).exec(text);
  return compared ? { code: `if (${compared[1] ?? ''})`, remark: 'true' } : null;
}

/** `use p -> stale data`: what it does, and what that is. */
export function usedWords(text: string): ToldRead | null {
  const [, code, remark] =
    /^((?:uses?|dereferences?|touch(?:es)?) \w+)\s+(?:-+>|=+>|→)\s+(.*)$/i.exec(text) ?? [];
  return code === undefined ? null : { code, remark: remark ?? null };
}
