/**
 * One cell's text taken apart: what is code, what is said about it, what it is said to have found.
 *
 *     [L] t = rcu_dereference(w->tsk) //nobody      mark L, code, a value
 *     ==> worked (m->who = NULL)                    a result of what stands above
 *     --> Interrupt                                 an event
 *     b = READ_ONCE(hi);    // 0 ?!                 code, a value
 *
 * Nothing is dropped: what is neither code nor value is a remark.
 */
import { bareLock } from './bare-locks.ts';
import { toldRead, usedWords } from './told-reads.ts';
import { OTHER, ZERO, saidIn, seenIn, unlike, type Said, type Seen } from './value-words.ts';

export interface CellText {
  /** Without remarks, marks and outer braces of prose; empty where there is none. */
  readonly code: string;
  /** Where the author marked it so: `[L]`, `[S]`, `[RmW]`. */
  readonly mark: 'load' | 'store' | 'change' | null;
  /** An arrow before the words: something that comes from outside, or follows. */
  readonly arrow: boolean;
  /** In square or angle brackets: what the author sees happen, not what anybody executes. */
  readonly bracketed: boolean;
  readonly seen: Seen | null;
  /** The remark that says so, where one does. */
  readonly said: Said | null;
  readonly remarks: readonly string[];
}

const MARKS: Readonly<Record<string, CellText['mark']>> = {
  L: 'load',
  R: 'load',
  LOAD: 'load',
  READ: 'load',
  S: 'store',
  W: 'store',
  ST: 'store',
  STORE: 'store',
  WRITE: 'store',
  RMW: 'change',
};

/** Reads a cell. Never fails: what it does not know is code, which the next one judges. `scalars`: names that are no
 *  arrays, so that what stands in brackets behind them is a value. */
export function takeApart(text: string, scalars: ReadonlySet<string> = new Set()): CellText {
  const { rest, remarks } = withoutRemarks(text);
  // `- do_it()`, `... do_it()`: a bullet, and that something is left out before it.
  let code = rest.trim().replace(/^(?:(?:-{1,3}|[*•])\s+|(?:\.{2,}|…)\s*)(?=[A-Za-z_]\w*(?:\W|$))(?!\*)/, '');
  // `2. wake_up(&wq)`: a number of its own column.
  code = code.replace(/^\(?\d{1,2}[.)]\s+(?=[A-Za-z_(*])/, '');
  // `task 1 does rcu_read_lock`, `CPU 1 sees x`: who does it says the column.
  code = code.replace(
    /^(?:the )?(?:task|thread|cpu|process|t|p)[ #]?\d+ (?:(?:does|do|calls?|runs?|executes?|then|now|also) )*(?=[a-z_]+)(?!(?:is|was|has|and|in|on|at|the|to|with|which)\b)/i,
    '',
  );
  // `(true)`, `(=5)` alone in a cell.
  const alone = /^\(\s*(?:==?\s*)?([\w -]+?)\s*\)$/.exec(code)?.[1];
  if (alone !== undefined && saidIn(alone) !== null) {
    remarks.push(alone);
    code = '';
  }
  // `css_tryget(): if (…)`: the function that does it.
  const within = /^([a-z_]\w*\(\))\s*:\s+(?=\S)/i.exec(code);
  if (within) {
    code = code.slice(within[0].length);
    remarks.push(`in ${within[1] ?? ''}`);
  }
  // `WARN_ON(queued(timer)`: one bracket was forgotten.
  if (/^[\w!]+ ?\(.*\)$/.test(code) && isOneShort(code)) code = `${code})`;
  // `put(id) -> frees id`, `frees the id`.
  const freed = /^(?:.*\(.*\)\s*(?:-+>|=+>|→)\s*)?(?:it )?frees (?:the )?([a-z_][\w.>-]*);?$/i.exec(code);
  if (freed) {
    remarks.push(code);
    code = `kfree(${freed[1] ?? ''})`;
  }
  // `if (tty->ops->..)`: whatever is behind it.
  code = code.replace(/(\w)->(?:\.{2,}|…)(?=\W|$)/g, '$1');
  const spoken = bareLock(code) ?? toldRead(code) ?? usedWords(code);
  if (spoken) {
    code = spoken.code;
    if (spoken.remark !== null) remarks.push(spoken.remark);
  }
  // `clear_bit(x) lands: x = 0`, `set_all(x)=1`: what becomes of it.
  const landed = /^(\w+\([^()]*\);?)\s+(lands?\b.*)$/i.exec(code);
  if (landed) {
    code = landed[1] ?? '';
    remarks.push(landed[2] ?? '');
  }
  code = code.replace(/^set_?all\((\w+)\)\s*=\s*(\w+)(?=$|\s+\()/, 'WRITE_ONCE($1, $2)');
  // `Rx=1` of the books, `R x (1)`.
  code = code
    .replace(/^R ?([a-z]) ?= ?(\d+)$/, 'R $1 ($2)')
    .replace(/^W([a-z]) ?= ?(?=\d+$)/, 'W $1 = ')
    // `w[X]=1`, `r[Y]=y` of the kernel's comments.
    .replace(/^[rR]\[(\w+)\] ?= ?(\d+)$/, 'R $1 ($2)')
    .replace(/^[rR]\[(\w+)\] ?= ?([a-z]\w*)$/, '$2 = READ_ONCE($1)')
    .replace(/^[wW]\[(\w+)\] ?= ?(?=\w+$)/, 'W $1 = ');
  // `retire(req) -> free(req)`: what it comes to.
  // `execute f(x)`: it does.
  code = code.replace(/^(?:executes?|calls?|runs?|invokes?)\s+(?=[a-z_]\w*\([^()]*\)\s*;?$)/i, '');
  // `x->timeout() -> frees x`
  code = code.replace(/^([\w>.-]+\([^()]*\)\s*(?:-+>|=+>|→)\s*)k?frees?\s+([a-z_][\w>.-]*)$/, '$1kfree($2)');
  const led = /^[\w>.-]+\([^()]*\)\s*(?:-+>|=+>|→)\s*(\w*free\w*\([^()]+\))\s*;?$/.exec(code);
  if (led) {
    remarks.push(code.slice(0, code.length - (led[1] ?? '').length));
    code = led[1] ?? '';
  }
  const beside = valueBeside(code, scalars);
  if (beside) {
    code = beside.code;
    remarks.push(beside.remark);
  }
  let mark: CellText['mark'] = null;
  const marked = /^[[(](LOAD|READ|STORE|WRITE|ST|R[mM]W|[LRSW])[\])]\s*/.exec(code);
  if (marked) {
    mark = MARKS[(marked[1] ?? '').toUpperCase()] ?? null;
    code = code.slice(marked[0].length);
  }
  // `->pending = 1`: a member of what everybody knows to be meant.
  code = code.replace(/^->(?=[A-Za-z_]\w*\s*(?:[-+|&^]?=(?!=)|\+\+|--|->|\.\w))/, '');
  const arrow = /^(?:[-=]+>|→|⇒|↳)\s*/.exec(code);
  if (arrow) code = code.slice(arrow[0].length);
  const bracketed = /^\[\s*(.*?)\s*\]$/.exec(code) ?? /^<\s*([^<>]*?)\s*>$/.exec(code);
  if (bracketed) code = bracketed[1] ?? '';
  const said = remarks.map(saidIn).find((one) => one !== null) ?? null;
  const told = said === null ? toldBehind(code) : null;
  if (told) code = told.code;
  return {
    code: code.trim(),
    mark,
    arrow: arrow !== null,
    bracketed: bracketed !== null,
    seen: said?.seen ?? told?.seen ?? null,
    said,
    remarks,
  };
}

/** `tmp = dev->flags  [0]`, `x (1)`: a value that stands behind a read, set off by a gap. */
function valueBeside(code: string, scalars: ReadonlySet<string>): { code: string; remark: string } | null {
  const beside =
    /^(.*[^\s,])\s+\[\s*([^[\]]+?)\s*\]\s*;?$/.exec(code) ??
    /^(.*;)\[\s*([^[\]]+?)\s*\]$/.exec(code) ??
    /^(.*[);])\s+<\s*([^<>=]+?)\s*>$/.exec(code) ??
    /^(.*(?:\)|;))\s+\(\s*(\w+)\s*\)$/.exec(code) ??
    /^(.*(?:\+\+|--);?|[\w>.-]+\s*[-+|&]?=\s*[^=()]+?)\s+\(\s*(-?\w+\s*(?:->|=>|→)\s*-?\w+)\s*\)\s*;?$/.exec(
      code,
    ) ??
    /^((?:\w+\s*=|R)\s*\*?[\w>.[\]-]+)\s+\(\s*(-?\d+|NULL|0x[\da-f]+)\s*\)$/.exec(code) ??
    /^([\w.>[\]-]+\s*[|&^+-]?=\s*[\w.>[\]-]+;?)\s+\(([a-z]+\s[^();=]*)\)$/i.exec(code) ??
    /^(.*[\w\]);])\s+\(\s*((?:==?|->|=>|reads|sees|gets|returns)\s*[^()]+)\)\s*;?$/.exec(code);
  if (beside) return { code: beside[1] ?? '', remark: beside[2] ?? '' };
  // `if (x == 1)  (not yet seen)`
  const words = /^(.*[);])\s{2,}\(\s*([a-z][^();=]*)\)$/.exec(code);
  if (words) return { code: words[1] ?? '', remark: words[2] ?? '' };
  const close = /^(.*?\b([\w.>-]+))\[\s*(\w+)\s*\]\s*;?$/.exec(code);
  return close && scalars.has(close[2] ?? '') ? { code: close[1] ?? '', remark: close[3] ?? '' } : null;
}

/** Takes out comments of all kinds; one that is not closed goes to the end. */
function withoutRemarks(text: string): { rest: string; remarks: string[] } {
  const remarks: string[] = [];
  const keep = (remark: string) => {
    const words = remark.trim().replace(/\s+/g, ' ');
    if (words !== '') remarks.push(words);
    return ' ';
  };
  const rest = text
    .replace(/\/\*(.*?)(?:\*\/|$)/gs, (_, inside: string) => keep(inside))
    .replace(/\/\/(.*)$/s, (_, inside: string) => keep(inside))
    .replace(/(?:^|\s)#\s+(.*)$/s, (_, inside: string) => keep(inside))
    .replace(/\s<[-=]+\s*(.*)$/s, (_, inside: string) => keep(inside))
    // `set_bit(x)   -- visible first`
    .replace(/(?<=[;)\w])\s+--\s+(?=[a-z])(.*)$/s, (_, inside: string) => keep(inside))
    // `lock(l) ... spins`
    .replace(/(?<=[;)])\s+(?:\.{3}|…)\s+([a-z].*)$/s, (_, inside: string) => keep(inside))
    // `v = *p -> the compiler reads it anew`
    .replace(/(?<==\s*[*&\w.>()-]+)\s+->\s+([a-z]+ [a-z]+ [a-z].*)$/s, (_, inside: string) => keep(inside))
    // `p->n--     ==> use after free`
    .replace(/(?<=[;)\w])\s+(?:-{2,}>|={2,}>)\s+(?![\w.>-]+\()(.*)$/s, (_, inside: string) => keep(inside))
    .replace(/(?<=[;)\w+-])\s{2,}(?:[-=]+>|→|⇒)\s+(?![\w.]+\s*$)([^;(){}=]*)$/s, (_, inside: string) =>
      keep(inside),
    );
  return { rest, remarks };
}

/** `x() == 0`, `x() -> true`, `x() fails`: a value that stands behind a call without a comment. */
function toldBehind(code: string): { code: string; seen: Seen } | null {
  const call =
    /^((?:.*?[\w\])]\s*=\s*)?[\w>.-]+\s*\(.*\)|if\b.*?|[\w>.-]+)\s*;?\s*([!=]=|→|[-=]+>|:|=|returns?|\s)\s*([^;(){}]+?)\s*[;.]?$/.exec(
      code,
    );
  if (!call) return null;
  const [, before = '', sign = '', behind = ''] = call;
  const isCall = before.endsWith(')');
  // `dev->buf = 1` has no arrow.
  if (sign === '->' && code.startsWith(`${before}->`) && !/->\s/.test(code)) return null;
  if (/^\s$/.test(sign) && !isCall) return null;
  if ((sign === '=' || sign === ':') && !isCall) return null;
  if (/^[!=]=$/.test(sign) && (!isCall || /^if\b/.test(before))) return null;
  // The count that is reached, not what the call gives.
  const isReached = /[->→]/.test(sign) && /_and_test\(/.test(before) && /^0\b/.test(behind);
  const seen = isReached
    ? OTHER
    : sign === '=='
      ? valueOf(behind)
      : sign === '!='
        ? unlike(valueOf(behind))
        : seenIn(behind);
  if (!seen) return null;
  return /\(/.test(before) && !balanced(before) ? null : { code: before, seen };
}

function valueOf(text: string): Seen {
  if (/^(0|NULL|false|0x0+)$/i.test(text)) return ZERO;
  if (/^true$/i.test(text)) return OTHER;
  return { k: 'equal', text };
}

function isOneShort(text: string): boolean {
  return text.split('(').length === text.split(')').length + 1;
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    if (char === ')') depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}
