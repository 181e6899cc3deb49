/**
 * The field's pseudo-code as kernel C: `STORE x = 0`, `LOCK rq->lock`, `[S] cond = true`, `MB (A)`, `if x == 1`. A table
 * of shapes; the first that fits is written anew. What fits none is left as it is.
 */
import { inKnownWords } from './aliases.ts';
import type { CellText } from './cell-text.ts';

const PLACE = '[A-Za-z_][\\w.]*(?:(?:->|\\.|\\[)[\\w\\].]+)*';
const SIGN = '(?::=|=|<-|←)';

interface Shape {
  readonly from: RegExp;
  readonly to: (parts: readonly string[]) => string;
}

const shape = (from: string, to: Shape['to'], flags = ''): Shape => ({
  from: new RegExp(`^(?:${from})\\s*;?$`, flags),
  to,
});

/** `&l` where the author wrote `l`, `lock` where nothing is said. */
const lockOf = (place = '') =>
  place === ''
    ? ''
    : isPlain(place)
      ? `&${place.replace(/^&/, '')}`
      : `&${place.match(/\w+/g)?.join('_') ?? 'lock'}`;

/** lockdep's reports name classes of locks: `(work_completion)(&w->work)`, `&(&x->lock)->rlock`, `&l#2`. */
const isPlain = (place: string) => /^&?[A-Za-z_](?:[\w.>-]|\[\d+\])*$/.test(place);

/** A place that is no word of English: `x`, `data_head`, `p->len`. */
const SIGNED = '(?:[a-z]\\w{0,2}|[A-Za-z_]\\w*->[\\w>.-]+|[A-Za-z_]\\w*[_>.\\d][\\w>.-]*)';

const STORES = 'W|[Ss]tores?|[Ww]rites?|[Pp]uts?|STORE|WRITE|ST';
const LOADS = 'R|[Ll]oads?|[Rr]eads?|LOAD|READ|LD';

/** A name that says that it is a lock, or one letter. */
const LOCK_NAME = '(&?(?:[A-Za-z_][\\w.>-]*)?(?:lock|mutex|sem|rwsem)\\w*|(?<=\\block )[A-Z]\\d?)';

/** What a lock is called in words: `inode A+1`, `AGF B`. */
const LOCK_WORDS = '(?!(?:is|was|not|held|taken|the|a|has|must|can)\\b)\\w+(?:\\s+(?!for\\b)[\\w+]+){1,2}';

const SHAPES: readonly Shape[] = [
  shape(
    `(?:${STORES})\\s+(-?\\d+|0x[\\da-f]+|&\\w+|NULL|true|false)\\s+(?:in|to|into)\\s+(\\*?${PLACE})`,
    ([v = '', x = '']) => `WRITE_ONCE(${x}, ${v})`,
  ),
  shape(
    `(?:${LOADS})\\s+(${PLACE})\\s*${SIGN}\\s*(\\*?${PLACE})`,
    ([r = '', x = '']) => `${r} = READ_ONCE(${x})`,
  ),
  shape(`(?:${LOADS})\\s+(\\*${PLACE}|[A-Z][A-Z0-9_]*)`, ([x = '']) => `READ_ONCE(${x})`),
  shape(`(?:${STORES}|st)\\s+(${PLACE})\\s*${SIGN}\\s*(.+?)`, ([x = '', v = '']) => `WRITE_ONCE(${x}, ${v})`),
  shape(
    `(?:${STORES})\\s+([A-Za-z_]\\w*->\\w[\\w>.-]*)\\s+[a-z][^=;{}]*`,
    ([x = '']) => `WRITE_ONCE(${x}, 1)`,
  ),
  shape(
    `(?:[Ss]ets?|[Mm]akes?|[Mm]arks?)\\s+(?:the\\s+)?(?!(?:bits?|it|all|flags?|up|cpu|row)\\b)(${PLACE})\\s+(?:to\\s+|as\\s+|=\\s*)?(true|false|NULL|-?\\d+)`,
    ([x = '', v = '']) => `WRITE_ONCE(${x}, ${v})`,
  ),
  shape(
    '(?:[Ss]ets?|[Rr]aises?)\\s+(?:the\\s+)?([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?: flag| bit)?',
    ([x = '']) => `WRITE_ONCE(${x}, 1)`,
  ),
  shape(
    '(?:[Cc]lears?|[Uu]nsets?)\\s+(?:the\\s+)?([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?: flag| bit)?',
    ([x = '']) => `WRITE_ONCE(${x}, 0)`,
  ),
  shape('[\\w()]+ (?:full )?memory barrier', () => 'smp_mb()'),
  // One letter is a lock where somebody grabs it, whatever is done before: `does foo, grabs Z`.
  shape(
    '(?:[\\w ]+, )?(?:takes? (?=(?:the )?(?:lock|mutex))|grabs?|acquires?|(?:blocks?|spins?|waits?) (?:on|for)) (?:the )?(?:lock |mutex )?([A-Z])',
    ([x]) => `spin_lock(${lockOf(x)})`,
  ),
  // Locks are numbered where the text speaks of their order: `fs_lock #1`.
  shape(`${LOCK_NAME}\\s+(?:#\\d+|\\(#?\\d+\\)|\\[\\d+\\])`, ([x]) => `spin_lock(${lockOf(x)})`),
  shape(`(?:${STORES})\\s+(${SIGNED}|[A-Z][A-Z0-9_]*)`, ([x = '']) => `WRITE_ONCE(${x}, 1)`),
  shape(
    'mov\\w?\\s+(?:\\w+ ptr )?\\[\\s*_?(\\w+)\\s*\\], *\\$?(\\w+)',
    ([x = '', v = '']) => `WRITE_ONCE(${x}, ${v})`,
    'i',
  ),
  shape(
    'mov\\w?\\s+(\\w+), *(?:\\w+ ptr )?\\[\\s*_?(\\w+)\\s*\\]',
    ([r = '', x = '']) => `${r} = READ_ONCE(${x})`,
    'i',
  ),
  shape(`R\\s+(${PLACE})`, ([x = '']) => `READ_ONCE(${x})`),
  shape(`(?:${LOADS})\\s+(${SIGNED})`, ([x = '']) => `READ_ONCE(${x})`),
  shape(
    `(${PLACE})\\s*${SIGN}\\s*(?:load|read)\\s+(${PLACE})`,
    ([r = '', x = '']) => `${r} = READ_ONCE(${x})`,
  ),
  shape('(?:dmb|dsb)\\s+\\w*st|sfence|eieio', () => 'smp_wmb()', 'i'),
  shape('(?:dmb|dsb)\\s+\\w*ld|lfence', () => 'smp_rmb()', 'i'),
  shape('(?:dmb|dsb)(?:\\s+(?:ish|sy|osh|nsh))?|mfence|hwsync|fence\\s+\\w+,\\s*\\w+', () => 'smp_mb()', 'i'),
  shape(
    `(?:STORE|WRITE|ST)\\s+(${PLACE})\\s*${SIGN}\\s*(.+?)`,
    ([x = '', v = '']) => `WRITE_ONCE(${x}, ${v})`,
  ),
  shape(`(?:STORE|WRITE|ST)\\s+(${PLACE})`, ([x = '']) => `WRITE_ONCE(${x}, 1)`),
  shape(`(?:LOAD|READ|LD)\\s+(${PLACE})`, ([x = '']) => `READ_ONCE(${x})`),
  shape(
    `(${PLACE})\\s*${SIGN}\\s*(?:LOAD|READ|LD)\\s+(${PLACE})`,
    ([r = '', x = '']) => `${r} = READ_ONCE(${x})`,
  ),
  shape(`LOCK\\s+(&?\\S+)|(?:LOCK|lock)\\s*\\(\\s*(.*?)\\s*\\)`, ([a, b]) => `spin_lock(${lockOf(a ?? b)})`),
  shape('(srcu|rcu)[ _](?:read[ _])?(un)?lock(?:\\s+([A-Za-z_]\\w*))?', ([kind = '', un = '', x]) =>
    x === undefined || kind === 'rcu' ? `${kind}_read_${un}lock()` : `${kind}_read_${un}lock(&${x})`,
  ),
  shape('lock|LOCK|Lock', () => 'spin_lock()'),
  shape('unlock|UNLOCK|Unlock', () => 'spin_unlock()'),
  shape(
    `(?:locks?|(?:takes?|grabs?|acquires?|holds?|gets?|waits? for|wants?|(?:blocks?|spins?|waits?)(?:\\/\\w+)? (?:on|for)) (?:the )?(?:lock )?)\\s*${LOCK_NAME}`,
    ([x]) => `spin_lock(${lockOf(x)})`,
  ),
  shape(
    `(?:takes?|grabs?|acquires?|holds?|gets?) (?:the )?(\\w+)[ -](?:lock|mutex|semaphore)`,
    ([x]) => `spin_lock(${lockOf(`${x ?? 'the'}_lock`)})`,
  ),
  shape(
    `(?:drops?|releases?) (?:the )?(\\w+)[ -](?:lock|mutex|semaphore)`,
    ([x]) => `spin_unlock(${lockOf(`${x ?? 'the'}_lock`)})`,
  ),
  shape(`lock\\s+(\\w+)`, ([x]) => `spin_lock(${lockOf(x)})`),
  shape(`lock\\s+(?:the\\s+)?(${LOCK_WORDS})(?:\\s+for\\s+\\w+)?`, ([x]) => `spin_lock(${lockOf(x)})`),
  shape(`unlock\\s+(?:the\\s+)?(${LOCK_WORDS})`, ([x]) => `spin_unlock(${lockOf(x)})`),
  shape(`unlock\\s+(\\w+)`, ([x]) => `spin_unlock(${lockOf(x)})`),
  shape(
    `(?:unlocks?|(?:drops?|releases?|gives? up) (?:the )?(?:lock )?)\\s*${LOCK_NAME}`,
    ([x]) => `spin_unlock(${lockOf(x)})`,
  ),
  shape('wlock\\s*\\(\\s*(.*?)\\s*\\)', ([a]) => `write_lock(${lockOf(a)})`),
  shape('CHECK\\s*\\((.*)\\)', ([a = '']) => `if (${a})`),
  // It speaks of what the column itself finds, when it has come so far.
  shape('(?:assert|ASSERT|Assert)\\s*\\((.*)\\)', ([a = '']) => `BUG_ON(!(${a}))`),
  shape('rlock\\s*\\(\\s*(.*?)\\s*\\)', ([a]) => `read_lock(${lockOf(a)})`),
  shape(
    `UNLOCK\\s+(&?\\S+)|(?:UNLOCK|unlock)\\s*\\(\\s*(.*?)\\s*\\)`,
    ([a, b]) => `spin_unlock(${lockOf(a ?? b)})`,
  ),
  shape(
    `TRYLOCK\\s+(&?${PLACE})|(?:TRYLOCK|trylock)\\s*\\(\\s*(&?${PLACE})?\\s*\\)`,
    ([a, b]) => `spin_trylock(${lockOf(a ?? b)})`,
  ),
  shape(
    '(?:(?:full|memory|general)\\s+)?(?:memory\\s+)?barrier(?:\\s*\\(\\w\\))?|s?mp_mb|mb|dmb',
    () => 'smp_mb()',
    'i',
  ),
  shape('(?:smp_)?mb(?:\\s+\\([A-Z]\\)|\\s*\\(\\))?(?:\\s+\\([A-Z]\\))?', () => 'smp_mb()', 'i'),
  shape('(?:smp_)?rmb(?:\\s*\\([A-Z]?\\))?|(?:read|load) barrier', () => 'smp_rmb()', 'i'),
  shape('(?:smp_)?wmb(?:\\s*\\([A-Z]?\\))?|(?:write|store) barrier', () => 'smp_wmb()', 'i'),
  shape(`(${PLACE})\\s*(?::=|<-|←)\\s*(.+?)`, ([x = '', v = '']) => `${x} = ${v}`),
  shape('(if|while)\\s+(?!\\()(.*?)(?:\\s+then)?', ([word = '', cond = '']) => `${word} (${cond})`),
  shape(
    '(if|while)\\s+(\\(.*\\)\\s*[=!<>&|].*?)(?:\\s+then)?',
    ([word = '', cond = '']) => `${word} (${cond})`,
  ),
];

const MARKED: readonly (Shape & { readonly mark: CellText['mark'] })[] = [
  { mark: 'change', ...shape(`(${PLACE})\\s*=(?!=)\\s*(.+?)`, ([x = '', v = '']) => `xchg(&${x}, ${v})`) },
  {
    mark: 'store',
    ...shape(`(${PLACE})\\s*=(?!=)\\s*(.+?)`, ([x = '', v = '']) => `WRITE_ONCE(${x}, ${v})`),
  },
  { mark: 'store', ...shape(`(${PLACE})`, ([x = '']) => `WRITE_ONCE(${x}, 1)`) },
  { mark: 'load', ...shape(`(${PLACE})`, ([x = '']) => `READ_ONCE(${x})`) },
  {
    mark: 'load',
    ...shape(`(${PLACE})\\s*=(?!=)\\s*(${PLACE})`, ([r = '', x = '']) => `${r} = READ_ONCE(${x})`),
  },
];

/** The cell's code in C's words. `opening` braces stay where they are. */
export function inWords({ code: typed, mark }: CellText): string {
  const code = inKnownWords(withoutDots(typed))
    // A member of what the text is about: `LOAD ->head`, `STORE $data`.
    .replace(/(^|[\s(])(?:->|\$)(?=[A-Za-z_])/g, '$1')
    .replace(/(?<=[=|&~(]\s*)bit ([A-Z])\b/g, 'BIT_$1')
    .replace(/(?<=^(?:if|while)\b.*[(&|!]\s*)LOAD\s+([\w.>-]*\w)/g, 'READ_ONCE($1)');
  const opens = /\s*\{$/.exec(code)?.[0] ?? '';
  const text = code.slice(0, code.length - opens.length).trim();
  const shapes = [...(mark ? MARKED.filter((one) => one.mark === mark) : []), ...SHAPES];
  for (const { from, to } of shapes) {
    const found = from.exec(text);
    if (found) return `${to(found.slice(1))}${opens}`;
  }
  return code;
}

/** `prepare_to_wait(&wq, ...)` without what the author left out. */
function withoutDots(code: string): string {
  return code
    .replace(/,\s*(?:\.\.\.|…)\s*(?=[,)])/g, '')
    .replace(/\(\s*(?:\.{2,3}|…)\s*(?:,\s*(?=[^.…])|(?=\)))/g, '(');
}
