/**
 * Locks that are taken and dropped in words: `spin_lock`, `spin_lock: queued behind A`, `resume: spin_lock (owner)`. There
 * is one lock then.
 */

const LOCK =
  /^(?:[a-z]\w*:\s+)?((?:raw_)?(?:spin|mutex|read|write)_(?:un|try)?lock(?:_irq|_bh)?)\b(?:\s*$|\s*(?::|-+>|=+>)\s*(?=[a-z])(.*)$|\s+\(((?:owner|held|taken|queued|waits?|waiting|contended|spins?|blocked|got it|blocks?)\b[^()]*)\)$)/i;

export function isBareLock(text: string): boolean {
  return LOCK.test(text.replace(/;$/, '').trim());
}

/** Such a row as a call, with what is said of it; null for anything else. */
export function bareLock(text: string): { readonly code: string; readonly remark: string | null } | null {
  const [, word, behind, inside] = LOCK.exec(text.replace(/;$/, '').trim()) ?? [];
  return word === undefined ? null : { code: `${word}()`, remark: behind ?? inside ?? null };
}
