/**
 * What comes from outside the code: interrupts, hints that time passes, rows that only say "and so on".
 */

/** An interrupt that is taken here; the rows inside it are its handler. */
const INTERRUPT =
  /^(?:takes?|gets?|enters?|an?|the)?\s*(?:an?\s+)?(?:\w+\s+)?(irq|hard ?irq|soft ?irq|interrupt(?:ed)?|nmi|timer)\b(?!s? (?:are |is |was |has |already |still )*(?:off|on|disabled|enabled|not|never|no|masked|unmasked|pending|lost|missed|activated|deactivated|registered|requested|freed?|unregistered|handled|number|line|domain|desc|thread (?:is|was))\b)(?!\w*\()[^;=(]*$/i;
const RETURN =
  /^(?:\/|end of )?\s*(?:(?:return|returns|exit|exits|iret|eret|leave|leaves)(?:\s+from)?\s+(?:the\s+)?(?:irq|interrupt|nmi|handler|ipi)|(?:irq|interrupt|nmi)\s+(?:ends|returns|exit|over|done)|iret|eret)\s*(?:\(\))?$|^(?:\/|end(?: of)?)\s*(?:(?:hard|soft) ?irq|irq|interrupt|nmi|ipi|timer)\b/i;
const GAP = /^(?:\.{1,}|…|\. \. \.|:|\||[[<(]\s*(?:\.{2,}|…|snip)\s*[\])>])$/;

/** What is said of a store that is issued, and of one that reaches memory. */
export const BUFFERED =
  /^(?:(?:still|is|stays)\s+)?(?:not (?:yet )?visible\b|(?:sits |stays |stuck )?in (?:the |its )?(?:store )?(?:buffer|sb)\b|buffered\b|delayed\b|posted\b|in (?:flight|transit)\b|on (?:its|the) way\b)/i;
export const VISIBLE =
  /^(?:(?:now|is|becomes?)\s+)*(?:visible\b|drain(?:s|ed)\b|lands?\b|reaches memory\b|(?:is )?globally visible\b|committed\b)/i;

/** `*** use-after-free`: the run ends here, and why. Not C, where it would follow pointers. */
export function isEnd(text: string): boolean {
  return /^\*{2,}\s*[A-Za-z]/.test(text.trim());
}

/** `out:`, where a jump leads to; its name, else null. */
export function labelIn(text: string): string | null {
  return /^([A-Za-z_]\w*)\s*:$/.exec(text.trim())?.[1] ?? null;
}

export function isGap(text: string): boolean {
  return GAP.test(text.trim());
}

/** `irq` or `nmi` where the words say that one is taken, else null. */
export function interruptIn(text: string): 'irq' | 'nmi' | null {
  const words = text.trim();
  if (/^\//.test(words) || words.length > 60) return null;
  // Sent to somebody else.
  if (/^(?:IRQ|NMI|interrupt)s?\s*(?:[-=]+>|→|to\b)\s*\w+/i.test(words)) return null;
  if (
    /^(?:sends?|broadcasts?|raises?|triggers?|fires?|issues?|(?:dis|en)ables?|masks?|unmasks?|waits?|no)\b/i.test(
      words,
    )
  )
    return null;
  const found = INTERRUPT.exec(words);
  if (!found) return null;
  return /nmi/i.test(found[1] ?? '') ? 'nmi' : 'irq';
}

/** An interrupt that is a softirq: bottom halves that are off keep it away. */
export function isSoftirq(text: string): boolean {
  return /\bsoft ?irq\b/i.test(text);
}

export function isInterruptEnd(text: string): boolean {
  return RETURN.test(text.trim());
}
