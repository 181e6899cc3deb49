/**
 * Whether a piece of a line is code, an event, a remark or prose. All guesses, made the same way everywhere, by looking
 * at one line: a table has mostly code and short events, a paragraph has sentences.
 */

const CALL = /[A-Za-z_]\w*\s?\(/;
const CODE_END = /[;{}]\s*(?:\/\/.*|\/\*.*|#.*)?$/;
const ASSIGNMENT = /(?:^|[\w\])*\s])(?:=|\+=|-=|\|=|&=|\+\+|--)(?:[\s\w(&*!~-]|$)/;
const ARROW = /\w->\w/;
const DEED =
  /^(?:\[[SLRW]\]|(?:if|else|while|for|do|return|break|continue|goto|switch)\b|(?:un)?lock\b|(?:LOCK|UNLOCK|STORE|LOAD|READ|WRITE|SET|CLEAR|MB|RMB|WMB|FENCE|BARRIER|mb|rmb|wmb|dsb|dmb|isb|tlbi|cli|sti|mfence|lfence|sfence)\b|(?:loads?|stores?|reads?|writes?|executes?|sets?|sees|saw|changes?|updates?|does|has|puts?|pushes|pops?|adds?|removes?|links?|unlinks?|publishes|patches|skips?|misses|retries|blocks?|unblocks?|signals?|handles?|raises?|pins?|maps?|unmaps?|reaps?|re-?reads?|sends?|takes?|drops?|gets|clears?|enters?|exits?|leaves|wakes?|waits?|sleeps?|spins?|frees?|allocates?|calls?|checks?|tests?|finds?|returns?|fails|sync|goes|runs?|queues?|dequeues?|acquires?|releases?|flush(?:es)?|invalidates?|kicks?|migrates?|schedules?|preempts?|faults?|starts?|stops?|programs?)\b)/;
const EVENT =
  /^(?:[-=]{1,4}>|=>|<[-=]{2,}|<\/?[A-Za-z][\w /-]*>|\[.*|.*\]$|\(?\b(?:irq|nmi|ipi|interrupt|softirq|preempted|schedule|page fault|migration)\b)/i;

const INSTRUCTION =
  /^(?:mov[lqwbz]?|stl?u?r[bh]?|ld(?:a|ap|u)?r[bh]?|cbn?z|tbn?z|xchg[lq]?|cmpxchg\w*|dmb|dsb)\s+[\w[$%#(]/i;

/** Only a comment: `// kernel entry`, `/* true *\/`, `# gone`. */
export function isRemark(text: string): boolean {
  return /^(?:\/\/|#\s|\/\*.*(?:\*\/)?$|;;|<[-=]+ (?=[A-Za-z]))/.test(text) && !/\*\/\s*\S/.test(text);
}

/** Dots for what is left out. */
export function isDots(text: string): boolean {
  return /^(?:\.{1,6}|…|\[\s*(?:\.{2,}|…)\s*\]|<snip>|:)$/.test(text);
}

/** What a person would type as a step of a program: a statement, a call, a deed or an event. Numbers alone are not. */
export function isStep(text: string): boolean {
  const bare = text.trim();
  if (bare === '' || !/[A-Za-z_]/.test(bare)) return /^[{}]+;?$/.test(bare);
  const word = bare
    .replace(/^(?:\.{2,}|…)\s*/, '')
    .replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
  return (
    isCode(bare) ||
    DEED.test(word) ||
    INSTRUCTION.test(bare) ||
    EVENT.test(bare) ||
    (/[a-z]_[a-z]|;/.test(bare) && !isSentence(bare))
  );
}

/** Kernel C or what stands for it. */
export function isCode(text: string): boolean {
  return (
    isRemark(text) ||
    CODE_END.test(text) ||
    (CALL.test(text) && !isSentence(text)) ||
    (ASSIGNMENT.test(text) && !isSentence(text)) ||
    ARROW.test(text)
  );
}

const WORD = /^["'(]?(?:[A-Za-z][a-z'’-]*|(?:CPU|P)\d+(?:'s)?)[)"',.:;?!]*$/;

/** Several plain words in a row, hardly any code between them. */
export function isSentence(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length < 4) return false;
  const plain = words.filter((word) => WORD.test(word)).length;
  return plain / words.length >= 0.65 && !/[;{]\s*$/.test(text);
}

/** A bracket or comment that the text opens and does not close, or an operator that wants more: the line goes on. */
export function isUnfinished(text: string): boolean {
  const code = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\/\*.*?\*\//g, '');
  if (code.includes('/*')) return true;
  const bare = code.replace(/\/\/.*$/, '').trimEnd();
  if (bare === '' || /^<[^<>]*>$/.test(bare.trim())) return false;
  let depth = 0;
  for (const character of bare) {
    if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
  }
  return depth > 0 || /(?:,|&&| \|\|?| &|[=!<>]?=| [-<>*/?:]|[^+]\+)$/.test(bare);
}
