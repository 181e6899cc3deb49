/**
 * What may be changed where ordering is not what is missing: statements in another order, a lock taken earlier, kept longer or
 * taken at all, a wait for those who may still look, interrupts held off. Nothing is moved out of a section or past a
 * barrier: that a search would accept it does not make it sense.
 */
import { callsOf, everyExpression } from '../check/walk.ts';
import { nested } from '../lower/ordinals.ts';
import { preludeText } from '../prelude.ts';
import type { FileSyntax, Span, Statement } from '../syntax/syntax.ts';
import { blocksOf, bodiesOf, type Body } from './bodies.ts';
import { maskingLocksOf } from './masking-locks.ts';
import { betweenAt, type TextEdit } from './edit.ts';
import type { Strengthening } from './strengthenings.ts';

const COST = { move: 3, section: 5, wait: 6, mask: 7 } as const;

/** Takes a lock or begins a section, and what ends it. */
const SECTIONS: readonly (readonly [RegExp, (taken: string) => string])[] = [
  [/^(raw_)?(spin|read|write)_lock(_irq|_bh)?$/, (taken) => taken.replace(/_lock/, '_unlock')],
  [/^(mutex|local|rcu_read)_lock$/, (taken) => taken.replace(/_lock$/, '_unlock')],
  [/^down_(read|write)$/, (taken) => taken.replace(/^down/, 'up')],
];
const TAKES = /(^|_)lock(_irq|_bh|_irqsave)?$|^down_(read|write)$/;
const DROPS = /unlock(_irq|_bh|_irqrestore)?$|^up_(read|write)$/;
/** Waits until others are through. */
const WAITS =
  /^(synchronize_|rcu_barrier|flush_|cancel_\w*work_sync|\w*timer\w*_sync$|hrtimer_cancel|free_irq|kthread_stop)/;
/** What nothing else passes. */
const BOUNDARY =
  /lock|^(down|up)_|_(disable|enable|save|restore)$|mb$|^smp_|^[di][sm]b$|^wait_|^schedule(_timeout\w*|_hrtimeout\w*)?$|^synchronize_|^complete|^set_current_state$/;

export function othersOf(file: FileSyntax): readonly Strengthening[] {
  const bodies = bodiesOf(file);
  const sections = sectionsOf(file);
  const waits = waitsFor(file);
  return bodies.flatMap((body) => {
    const text = body.file === 0 ? file.text : preludeText();
    return [
      ...maskingLocksOf(body, text),
      ...blocksOf(body.body).flatMap((statements) => {
        const block = new Block(statements, body, text);
        return [...block.moves(), ...block.sections(sections), ...block.waits(waits), ...block.masks()];
      }),
    ];
  });
}

interface Section {
  readonly takes: string;
  readonly drops: string;
}

/** The locks and sections that the scenario itself takes anywhere. */
function sectionsOf(file: FileSyntax): readonly Section[] {
  const found = new Map<string, Section>();
  for (const { file: source, body } of bodiesOf(file)) {
    if (source !== 0) continue;
    for (const { callee, args } of callsOf(body)) {
      const ends = SECTIONS.find(([takes]) => takes.test(callee.text))?.[1];
      if (!ends) continue;
      const lock = args.map(({ from, to }) => file.text.slice(from, to)).join(', ');
      const takes = `${callee.text}(${lock})`;
      found.set(takes, { takes, drops: `${ends(callee.text)}(${lock})` });
    }
  }
  return [...found.values()];
}

/** What the scenario could wait for: readers, its timers and works. */
function waitsFor(file: FileSyntax): readonly string[] {
  const found = new Set<string>();
  for (const { file: source, body } of bodiesOf(file)) {
    if (source !== 0) continue;
    for (const { callee, args } of callsOf(body)) {
      const of = (nth: number) => file.text.slice(args[nth]?.from ?? 0, args[nth]?.to ?? 0);
      if (/^rcu_read_lock$/.test(callee.text)) found.add('synchronize_rcu()');
      if (/^(mod|add)_timer$/.test(callee.text)) found.add(`timer_delete_sync(${of(0)})`);
      if (callee.text === 'schedule_work') found.add(`cancel_work_sync(${of(0)})`);
      if (callee.text === 'queue_work') found.add(`cancel_work_sync(${of(1)})`);
    }
  }
  return [...found];
}

/** The statements between two braces. */
class Block {
  private readonly statements: readonly Statement[];
  private readonly body: Body;
  private readonly text: string;

  constructor(statements: readonly Statement[], body: Body, text: string) {
    this.statements = statements;
    this.body = body;
    this.text = text;
  }

  /** Statements that may come earlier or later, those that share no name with what they pass. */
  moves(): readonly Strengthening[] {
    return this.statements.flatMap((statement, n) =>
      this.statements.slice(0, n).flatMap((earlier, m): readonly Strengthening[] => {
        const between = this.statements.slice(m, n);
        if (between.some(({ k }) => k !== 'simple' && k !== 'if')) return [];
        const cost = COST.move + (n - m - 1);
        const moves: Strengthening[] = [];
        if (this.mayComeBefore(statement, between)) {
          const says = `\`${this.line(statement)}\` before \`${this.line(earlier)}\``;
          moves.push(this.change(says, cost, statement, this.moved(statement, earlier.from, 'before')));
        }
        if (this.mayComeBehind(earlier, [...between.slice(1), statement])) {
          const says = `\`${this.line(earlier)}\` behind \`${this.line(statement)}\``;
          moves.push(this.change(says, cost, earlier, this.moved(earlier, statement.to, 'behind')));
        }
        return moves;
      }),
    );
  }

  /** One of the scenario's locks or read-side sections around some statements that are in none. */
  sections(sections: readonly Section[]): readonly Strengthening[] {
    return this.ranges().flatMap(({ first, last, within }) =>
      isBalanced(within)
        ? sections.map(({ takes, drops }) =>
            this.change(
              `\`${takes}\` ${this.range(first, last)}`,
              COST.section + within.length - 1,
              { from: first.from, to: last.to },
              this.around(first, last, takes, drops),
            ),
          )
        : [],
    );
  }

  /** A wait in front of a statement. */
  waits(waits: readonly string[]): readonly Strengthening[] {
    return this.statements.flatMap((statement) =>
      statement.k !== 'simple'
        ? []
        : waits.map((says) =>
            this.change(`\`${says}\` before \`${this.line(statement)}\``, COST.wait, statement, [
              this.insert(statement.from, `${says};${betweenAt(this.text, statement.from)}`),
            ]),
          ),
    );
  }

  /** Interrupts off around some statements. */
  masks(): readonly Strengthening[] {
    const { title } = this.body;
    if (!title.startsWith('CPU') && !title.endsWith('()')) return [];
    return this.ranges().map(({ first, last, within }) =>
      this.change(
        `interrupts off ${this.range(first, last)}`,
        COST.mask + within.length - 1,
        { from: first.from, to: last.to },
        this.around(first, last, 'local_irq_disable()', 'local_irq_enable()'),
      ),
    );
  }

  private mayComeBefore(statement: Statement, passed: readonly Statement[]): boolean {
    if (statement.k !== 'simple' || !areApart(statement, passed)) return false;
    // A lock may be taken, and what takes long be waited for, before what others do with it; anything else stays where it is.
    if (calls(statement, TAKES) || calls(statement, WAITS)) return true;
    return !calls(statement, BOUNDARY) && !passed.some((one) => calls(one, BOUNDARY));
  }

  private mayComeBehind(statement: Statement, passed: readonly Statement[]): boolean {
    if (statement.k !== 'simple' || !areApart(statement, passed)) return false;
    if (!passed.every((one) => one.k === 'simple' && !calls(one, BOUNDARY))) return false;
    // Past one neighbour is that one coming earlier.
    return calls(statement, DROPS) || (passed.length > 1 && !calls(statement, BOUNDARY));
  }

  /** Statements in a row that nothing jumps out of. */
  private ranges() {
    const stays = this.statements.map(staysInside);
    return this.statements.flatMap((first, n) =>
      this.statements.slice(n).flatMap((last, m) => {
        const within = this.statements.slice(n, n + m + 1);
        return stays.slice(n, n + m + 1).includes(false) ? [] : [{ first, last, within }];
      }),
    );
  }

  private change(says: string, cost: number, { from, to }: Span, edits: readonly TextEdit[]): Strengthening {
    const { file, title } = this.body;
    return { says, keeps: 'none', cost, edits, file, from, to, inside: title, excludes: null };
  }

  private insert(at: number, insert: string): TextEdit {
    return { file: this.body.file, from: at, to: at, insert };
  }

  private around(first: Statement, last: Statement, begins: string, ends: string): readonly TextEdit[] {
    const between = betweenAt(this.text, first.from);
    return [this.insert(first.from, `${begins};${between}`), this.insert(last.to, `${between}${ends};`)];
  }

  private moved(statement: Statement, at: number, side: 'before' | 'behind'): readonly TextEdit[] {
    const { file } = this.body;
    const text = this.text.slice(statement.from, statement.to);
    const between = betweenAt(this.text, statement.from);
    return [
      this.insert(at, side === 'before' ? `${text}${between}` : `${between}${text}`),
      { file, ...wholeLine(statement, this.text), insert: '' },
    ];
  }

  private range(first: Statement, last: Statement): string {
    const [begin, end] = [this.line(first), this.line(last)];
    return first === last ? `around \`${begin}\`` : `from \`${begin}\` to \`${end}\``;
  }

  /** A statement in one line, a nested one by its head. */
  private line({ from, to }: Span): string {
    const line = this.text
      .slice(from, to)
      .replace(/\{[^]*$/, '…')
      .replace(/\s+/g, ' ')
      .replace(/;$/, '');
    return line.length > 60 ? `${line.slice(0, 59)}…` : line;
  }
}

function calls(statement: Statement, word: RegExp): boolean {
  return callsOf(statement).some(({ callee }) => word.test(callee.text));
}

/** Whether each lock that is taken in them is dropped in them. */
function isBalanced(statements: readonly Statement[]): boolean {
  let held = 0;
  for (const { callee } of statements.flatMap(callsOf)) {
    if (DROPS.test(callee.text)) held -= 1;
    else if (TAKES.test(callee.text)) held += 1;
    if (held < 0) return false;
  }
  return held === 0;
}

function areApart(statement: Statement, others: readonly Statement[]): boolean {
  const names = namesIn(statement);
  return !others.some((other) => [...namesIn(other)].some((name) => names.has(name)));
}

function namesIn(s: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  everyExpression(s, (e) => {
    if (e.k === 'name') names.add(e.name);
  });
  return names;
}

function staysInside(s: Statement): boolean {
  if (['local', 'return', 'goto', 'break', 'continue'].includes(s.k)) return false;
  return nested(s).every((one) => one.k === 'local' || staysInside(one));
}

/** With the spaces before it and the end of its line, where nothing else stands on it. */
function wholeLine({ from, to }: Span, text: string): Span {
  const begin = text.lastIndexOf('\n', from - 1) + 1;
  const alone = text.slice(begin, from).trim() === '' && text[to] === '\n';
  return alone ? { from: begin, to: to + 1 } : { from, to };
}
