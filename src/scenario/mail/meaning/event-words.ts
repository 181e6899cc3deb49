/**
 * What comes from outside the code: interrupts, hints that time passes, rows that only say "and so on".
 */

/** An interrupt that is taken here; the rows inside it are its handler. */
const INTERRUPT =
  /^(?:takes?|gets?|enters?|an?|the)?\s*(?:an?\s+)?(?:\w+\s+)?(irq|hard ?irq|soft ?irq|interrupt(?:ed)?|nmi|timer)\b(?!s? (?:are |is )?(?:off|on|disabled|enabled)\b)(?!\w*\()[^;=(]*$/i;
const RETURN =
  /^(?:\/|end of )?\s*(?:(?:return|returns|exit|exits|iret|eret|leave|leaves)(?:\s+from)?\s+(?:the\s+)?(?:irq|interrupt|nmi|handler|ipi)|(?:irq|interrupt|nmi)\s+(?:ends|returns|exit|over|done)|iret|eret)\s*(?:\(\))?$/i;
const GAP = /^(?:\.{1,}|…|\. \. \.|:|\|)$/;

export function isGap(text: string): boolean {
  return GAP.test(text.trim());
}

/** `irq` or `nmi` where the words say that one is taken, else null. */
export function interruptIn(text: string): 'irq' | 'nmi' | null {
  const words = text.trim();
  if (/^\//.test(words) || words.length > 60) return null;
  const found = INTERRUPT.exec(words);
  if (!found) return null;
  return /nmi/i.test(found[1] ?? '') ? 'nmi' : 'irq';
}

export function isInterruptEnd(text: string): boolean {
  return RETURN.test(text.trim());
}
