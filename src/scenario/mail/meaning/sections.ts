/**
 * Sections that a table begins or leaves in the middle: a lock that is given back without having been taken was taken
 * before, one that is taken and not given back is given back at the end. Else a run would end with a lock held, and every
 * other column that wants it would seem to hang.
 */

const PAIRS: readonly (readonly [begin: RegExp, end: string])[] = [
  [/^(\w+) = srcu_read_lock\((.*)\)$/, 'srcu_read_unlock($2, $1)'],
  [/^srcu_read_lock\((.*)\)$/, 'srcu_read_unlock($1, 0)'],
  [
    /^(.*?)(spin|read|write|mutex)_lock_irqsave(?:_nested)?\((.*?), (\w+)(?:, .*)?\)$/,
    '$1$2_unlock_irqrestore($3, $4)',
  ],
  [/^(.*?)(spin|read|write)_lock(_irq|_bh)\((.*)\)$/, '$1$2_unlock$3($4)'],
  [
    /^(.*?)(spin|read|write|mutex)_lock(?:_nested|_interruptible|_killable)?\(([^,]*)(?:,.*)?\)$/,
    '$1$2_unlock($3)',
  ],
  [/^down_(read|write)(?:_killable)?\((.*)\)$/, 'up_$1($2)'],
  [/^mmap_(read|write)_lock(?:_killable)?\((.*)\)$/, 'mmap_$1_unlock($2)'],
  [/^lock_page\((.*)\)$/, 'unlock_page($1)'],
  [/^folio_lock\((.*)\)$/, 'folio_unlock($1)'],
  [/^local_irq_save\((.*)\)$/, 'local_irq_restore($1)'],
  [/^local_irq_disable\(\)$/, 'local_irq_enable()'],
  [/^preempt_disable\(\)$/, 'preempt_enable()'],
  [/^rcu_read_lock(_bh|_sched)?\(\)$/, 'rcu_read_unlock$1()'],
  [/^write_seqlock(_irq)?\((.*)\)$/, 'write_sequnlock$1($2)'],
  [/^(raw_)?write_seqcount_begin\((.*)\)$/, '$1write_seqcount_end($2)'],
];

const BACK: readonly (readonly [end: RegExp, begin: string])[] = [
  [/^srcu_read_unlock\(([^,]*).*\)$/, 'srcu_read_lock($1)'],
  [/^(.*?)(spin|read|write|mutex)_unlock(_irq|_bh)?\((.*)\)$/, '$1$2_lock$3($4)'],
  [/^(.*?)(spin|read|write)_unlock_irqrestore\((.*), (\w+)\)$/, '$1$2_lock_irqsave($3, $4)'],
  [/^up_(read|write)\((.*)\)$/, 'down_$1($2)'],
  [/^rcu_read_unlock(_bh|_sched)?\(\)$/, 'rcu_read_lock$1()'],
  [/^mmap_(read|write)_unlock\((.*)\)$/, 'mmap_$1_lock($2)'],
  [/^unlock_page\((.*)\)$/, 'lock_page($1)'],
  [/^folio_unlock\((.*)\)$/, 'folio_lock($1)'],
];

function through(pairs: readonly (readonly [RegExp, string])[], text: string): string | null {
  for (const [from, to] of pairs) if (from.test(text)) return text.replace(from, to);
  return null;
}

/** What ends the section that a statement begins, null where it begins none. */
function endOf(statement: string): string | null {
  return through(PAIRS, statement);
}

/** What begins the section that a statement ends, null where it ends none. */
function beginningOf(statement: string): string | null {
  return through(BACK, statement);
}

interface Ends {
  readonly taken: readonly string[];
  readonly other: readonly string[];
}

export const NO_ENDS: Ends = { taken: [], other: [] };

/** Sections that are open where the code has come to. */
export class Sections {
  /** What will end them, the innermost last. */
  private readonly open: string[];
  /** What began before the code, in the order in which it must be taken. */
  readonly before: string[] = [];
  /** What was begun and ended. */
  private readonly closed = new Set<string>();

  constructor(open: readonly string[] = []) {
    this.open = [...open];
  }

  /** Follows a statement. Answers what must be begun right before it: a lock that is given back again without having been
   *  taken again. */
  follow(statement: string): string | null {
    const end = endOf(statement);
    if (end !== null) {
      this.open.push(end);
      return null;
    }
    const lock = lockOf(statement);
    const at = this.open.map(lockOf).lastIndexOf(lock);
    const begin = beginningOf(statement);
    if (begin === null && !this.open.includes(statement)) return null;
    if (at >= 0) {
      this.open.splice(at, 1);
      this.closed.add(lock);
    } else if (begin !== null && this.closed.has(lock)) return begin;
    else if (begin !== null && !this.before.includes(begin)) this.before.push(begin);
    return null;
  }

  /** A lock that was tried is given back where a local says that it was taken. */
  tried(local: string, statement: string): void {
    const end = endOf(statement.replace(/trylock/, 'lock'));
    if (end !== null) this.open.push(`if (${local}) ${end}`);
  }

  /** What has to be given back, in that order. */
  rest(): readonly string[] {
    return [...this.open].reverse();
  }

  /** What the arms of a branch must give back that only the other one gives back; they are closed from here on. */
  closeArms(taken: Sections, other: Sections): Ends {
    const ends: { taken: string[]; other: string[] } = { taken: [], other: [] };
    for (const end of this.rest()) {
      const isOpen = { taken: taken.rest().includes(end), other: other.rest().includes(end) };
      if (isOpen.taken && isOpen.other) continue;
      if (isOpen.taken) ends.taken.push(end);
      if (isOpen.other) ends.other.push(end);
      this.follow(end);
    }
    return ends;
  }

  copy(): Sections {
    return new Sections(this.open);
  }
}

/** `spin_unlock(&l)` and `spin_unlock_irqrestore(&l, flags)` are about one lock. */
function lockOf(statement: string): string {
  return statement.replace(/^(.*?)(?:_irqrestore|_irq|_bh)?\(/, '$1(').replace(/, \w+\)$/, ')');
}
