/**
 * Calls of functions that nobody has the code of, as what their names say that they do; and words of the kernel that the
 * author typed without all arguments. What a name says counts only where another column has to do with the same thing:
 * `any_readers()` looks at `readers` because the other side counts them down.
 */
import type { Expression } from '../../syntax/syntax.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import { useOf, type Use } from './call-deeds.ts';
import { everyExpression, isInside, isKnown, textOf } from './call-places.ts';
import type { Line, Node } from './column-tree.ts';
import { edited, type Edit } from './edits.ts';
import { nameFor } from './default-names.ts';
import type { Harm } from './harms.ts';
import { ofEntry } from './listed-objects.ts';
import { everyNode } from './node-walk.ts';
import { readBy } from './read-by-calls.ts';
import type { Edits } from './reading.ts';
import { namedLock } from './named-locks.ts';
import { frees, holderOf, lastPuts, objectOf, referenceIn } from './releases.ts';
import { nounOf, wordsOf, type Deed } from './verbs.ts';
import { asExpression, visit } from './walk-expression.ts';
import { accessOf, FREES, parametersOf } from './word-accesses.ts';

type Call = Expression & { readonly k: 'call' };

/** What a name was taken for, for people: `any_readers()` reads `readers`. */
export interface Taken {
  readonly line: Line;
  readonly call: string;
  readonly as: string;
}

/** What the reader takes a call for whose name says nothing after all. */
export const NOT_KNOWN = 'not known';
/** Words for bytes. */
const COPIES = /^(?:mem(?:cpy|move|set|cmp)|str(?:cpy|scpy|ncpy|len|cmp|ncmp)|copy_(?:to|from)_user)$/;
/** A name that says that what it gives is new. */
const ALLOCATES = /(?:^|_)k?[mz]?alloc(?:ate)?(?:_|$)/;
const WRITES: readonly Deed[] = ['set', 'clear', 'more', 'less'];
const READS: readonly Deed[] = ['test', 'test-none'];

/** Of one table. */
export class OpaqueCalls {
  readonly taken: Taken[] = [];
  private readonly edits: Edits;
  private readonly followsNull: boolean;
  private readonly columns: readonly (readonly Node[])[];
  private readonly uses: Use[] = [];
  /** What some column frees, as it is called there. */
  private readonly freed = new Set<string>();
  /** Locals of columns by what they were loaded from: `1:p` from `x->p`. */
  private readonly loaded = new Map<string, string>();
  /** Pointers that some column makes NULL. */
  private readonly cleared = new Set<string>();
  /** Variables of the code by what they are about, with the columns that have them. */
  private readonly variables = new Map<string, { readonly place: string; readonly columns: Set<number> }>();
  /** Rows that only find the object that the rows below are about. */
  readonly finding = new Set<Line>();
  /** Rows that drop the last reference to an object. */
  private readonly lastPuts: ReadonlySet<Line>;

  constructor(columns: readonly (readonly Node[])[], edits: Edits, harms: ReadonlySet<Harm>) {
    this.edits = edits;
    this.followsNull = harms.has('null-access');
    this.columns = columns;
    columns.forEach((nodes, column) => {
      everyExpression(nodes, (e) => {
        if (e.k === 'call' && !wordOf(e.callee.text)) this.uses.push(useOf(e, column));
        if (e.k === 'call' && wordOf(e.callee.text)) this.keepPlaces(e, column);
        const [object] =
          e.k === 'call' && (FREES.has(e.callee.text) || frees(e.callee.text)) ? [objectOf(e)] : [];
        if (object) this.freed.add(textOf(object));
        if (e.k === 'assign' && e.target.k === 'name' && e.value.k !== 'name')
          this.loaded.set(`${String(column)}:${e.target.name}`, textOf(e.value));
        if (e.k === 'assign' || e.k === 'member') this.keep(e.k === 'assign' ? e.target : e, column);
        const [stored, value] = e.k === 'assign' ? [e.target, e.value] : e.k === 'call' ? e.args : [];
        if (stored && value?.k === 'name' && value.name === 'NULL') this.cleared.add(textOf(stored));
      });
    });
    this.lastPuts = lastPuts(columns, harms, this.freed.size > 0, textOf);
    for (const nodes of columns)
      everyNode(nodes, (node) => {
        if (node.k !== 'simple' || !this.lastPuts.has(node.line)) return;
        const e = asExpression(node.code.simple);
        const held = e.k !== 'call' ? undefined : e.callee.text === 'kref_put' ? holderOf(e) : e.args[0];
        if (held) this.freed.add(textOf(held));
      });
  }

  private keepPlaces(call: Call, column: number): void {
    const access = accessOf(call.callee.text);
    if (!access) return;
    for (const argument of call.args)
      if (argument.k === 'address') this.keep(argument.a, column);
      else if (access.macro && argument === call.args[0]) this.keep(argument, column);
      else if (
        argument.k === 'name' &&
        parametersOf(call.callee.text)[call.args.indexOf(argument)]?.stars === 1
      )
        this.keep(argument, column);
  }

  private keep(e: Expression, column: number): void {
    const place = textOf(e);
    const noun = nounOf(wordsOf(e.k === 'member' ? e.member.text : place));
    if (place === '' || noun === '') return;
    const known = this.variables.get(noun);
    if (known) known.columns.add(column);
    else this.variables.set(noun, { place, columns: new Set([column]) });
  }

  /** The code of a line with every call written as what it does; null where nothing is known of it. */
  rewritten(text: string, e: Expression, line: Line, column: number): string | null {
    const edits: Edit[] = [];
    const unknown: Expression[] = [];
    const within = (part: Expression): void => {
      if (part.k === 'call') {
        const to = isKnown(part)
          ? (this.lastKref(part, line) ??
            this.copied(part, column) ??
            ofEntry(part, text, this.columns) ??
            this.completed(part, text, column))
          : this.meant(part, line, column, part !== e, e);
        if (to === null) unknown.push(part);
        else if (to !== undefined) {
          edits.push({ from: part.from, to: part.to, insert: to });
          return;
        }
      }
      if (part.k === 'indirect') {
        const to = this.followed(part, line);
        if (to === null) unknown.push(part);
        else edits.push({ from: part.from, to: part.to, insert: to });
        return;
      }
      visit(part, 'value', (inner) => {
        if (inner !== part && (inner.k === 'call' || inner.k === 'indirect') && !isInside(inner, part))
          within(inner);
      });
    };
    within(e);
    return unknown.length > 0 ? null : edited(text, edits);
  }

  /** The last reference to an object that counts them with a `kref`; the function that frees it is not drawn. */
  private lastKref(call: Call, line: Line): string | null {
    const object = call.callee.text === 'kref_put' && this.lastPuts.has(line) ? holderOf(call) : undefined;
    return object ? `kfree(${textOf(object)})` : null;
  }

  /** Bytes of an object that some column frees. */
  private copied(call: Call, column: number): string | null {
    const gone = call.args.map(textOf).find((name) => name !== '' && this.isGone(name, column));
    return gone !== undefined && COPIES.test(call.callee.text) ? followed(gone) : null;
  }

  /** A function that is called through a pointer: the pointer is read, and followed where somebody clears it. */
  private followed({ fn }: Expression & { readonly k: 'indirect' }, line: Line): string | null {
    const place = fn.k === 'member' || fn.k === 'deref' ? textOf(fn.k === 'deref' ? fn.a : fn) : '';
    if (place === '' || this.edits[`call:${place}()`] === NOT_KNOWN) return null;
    const to = this.cleared.has(place) ? `*(${place})` : place;
    this.taken.push({ line, call: `${place}()`, as: to });
    return to;
  }

  /** A word of the kernel with all its arguments; undefined where it has them, null where what is missing is no plain
   *  thing: of a work, a timer or a page nobody knows more than its name. */
  private completed(call: Call, text: string, column: number): string | null | undefined {
    const name = call.callee.text;
    // A callback of which nobody has the code frees what it is called with.
    const isCallback = /^call_rcu(_hurry)?$/.test(name);
    const [, callback] = call.args;
    if (isCallback && callback?.k === 'name' && this.isDrawn(callback.name)) return null;
    const head = isCallback && call.args[0]?.k === 'address' ? call.args[0].a : null;
    if (head?.k === 'member' && head.arrow) return `kfree_rcu(${textOf(head.base)}, ${head.member.text})`;
    const parameters = parametersOf(name);
    const given = call.args.map((argument) => text.slice(argument.from, argument.to));
    // What was allocated is said to hold 0 where it is not filled in.
    if (/^k[mz]alloc$/.test(name)) return 'kzalloc(1, GFP_KERNEL)';
    if (given.length > parameters.length && parameters.length === 0) return `${name}()`;
    if (given.length >= parameters.length) return undefined;
    // What is missing stands before what is given where that is no address: `set_bit(PENDING)`.
    const pointer = parameters.findIndex(({ stars }) => stars > 0);
    // `clear_bit(map)`: what is there is no number.
    const [single] = given;
    if (
      given.length === 1 &&
      parameters[0]?.name === 'nr' &&
      /^[a-z_][\w.>-]*$/.test(single ?? '') &&
      pointer === 1
    )
      return `${name}(0, &${single ?? ''})`;
    const only = pointer >= 0 && given.length === 0 ? this.onlyOf(name, parameters[pointer]?.type) : null;
    if (only !== null && parameters.length === 1) return `${name}(${only})`;
    const missing = pointer >= 0 && given.length === 0 ? parameters[pointer]?.type : undefined;
    if (missing !== undefined && this.defaultFor(missing, call) === 'object' && !/^(?:void)?$/.test(missing))
      return null;
    const entries = given.filter((one) => /^&/.test(one)).slice(1);
    const args = parameters.map(({ type, stars, name: parameter }, i) => {
      // Who waits has an entry of its own.
      if (/wait_queue_entry/.test(type)) return entries[0] ?? `&wait_${String(column)}`;
      if (/llist_node/.test(type)) return given[0] ?? `&node_${String(column)}`;
      if (i === pointer) {
        // `hrtimer_start(timer)`: what stands alone is what it is about.
        const isIt = parameters.length === 1 || (pointer === 0 && /^[a-z_][\w.>-]*$/.test(given[0] ?? ''));
        const has = given.find((one) => /^&/.test(one)) ?? (isIt ? given[0] : undefined);
        return has ?? `&${this.defaultFor(type, call)}`;
      }
      const rest = given.filter((one) => !/^&/.test(one));
      const own = i < pointer || pointer < 0 ? rest[i] : rest[given.length > rest.length ? i - 1 : i];
      if (own !== undefined) return own;
      if (parameter === 'state') return 'TASK_UNINTERRUPTIBLE';
      if (/llist_head/.test(type)) return '&llist';
      return parameter === 'flags' ? 'flags' : stars > 0 ? 'NULL' : parameter === 'nr' ? '0' : '1';
    });
    return `${name}(${args.join(', ')})`;
  }

  /** A row names the function, so that what it does is drawn below. */
  private isDrawn(name: string): boolean {
    let found = false;
    for (const nodes of this.columns)
      everyNode(nodes, ({ line }) => {
        found ||= line.text.code.replace(/\(.*$/, '') === name;
      });
    return found;
  }

  /** `wait_for_completion(...)` where only one completion is spoken of: that one. */
  private onlyOf(name: string, type: string | undefined): string | null {
    const found = new Set<string>();
    if (!/completion|wait_queue/.test(type ?? '')) return null;
    for (const nodes of this.columns)
      everyExpression(nodes, (e) => {
        if (e.k !== 'call' || e.callee.text === name) return;
        parametersOf(e.callee.text).forEach((parameter, i) => {
          const argument = e.args[i];
          if (parameter.stars > 0 && parameter.type === type && argument?.k === 'address')
            found.add(textOf(argument));
        });
      });
    const [one, ...others] = found;
    return one !== undefined && others.length === 0 && /^&\w/.test(one) ? one : null;
  }

  /** A variable of the type, where the author names none: for a bit that which is about the same. */
  private defaultFor(type: string, call: Call): string {
    const [bit] = call.args;
    if (type === 'unsigned long' && bit?.k === 'name') {
      const about = this.aboutOf(nounOf(wordsOf(bit.name)));
      if (about !== null) return about;
    }
    return nameFor(type) ?? 'object';
  }

  /** What a function changes that has the noun in its name: `clear_pending_and_run() { STORE wdata = 0 }`. */
  private aboutOf(noun: string): string | null {
    const words = noun.split('_');
    let found: string | null = null;
    for (const nodes of this.columns)
      everyNode(nodes, (node) => {
        if (node.k !== 'call' || found !== null) return;
        const own = wordsOf(node.name);
        if (!words.every((word) => own.includes(word))) return;
        everyExpression(node.body, (e) => {
          if (e.k === 'call' && accessOf(e.callee.text)?.kind === 'store' && e.args[0])
            found ??= textOf(e.args[0]);
          if (e.k === 'assign') found ??= textOf(e.target);
        });
      });
    return found;
  }

  /** What a call of an unknown function does, null where nothing is known. */
  private meant(call: Call, line: Line, column: number, isValue: boolean, whole: Expression): string | null {
    if (this.edits[`call:${call.callee.text}()`] === NOT_KNOWN) return null;
    const to =
      (isValue && ALLOCATES.test(call.callee.text) ? 'kzalloc(1, GFP_KERNEL)' : null) ??
      this.lockDeed(call, column) ??
      this.objectDeed(call, line, column, isValue) ??
      this.referenceDeed(call, isValue) ??
      this.stateDeed(call, column, isValue) ??
      readBy(call, whole, column, this.columns) ??
      (this.dropsOne(call, line) ? null : this.argumentsOf(call, column));
    if (to !== null) this.taken.push({ line, call: `${call.callee.text}()`, as: to });
    return to;
  }

  /** `set`, `clear`, `test` of something that another column has to do with. */
  private stateDeed(call: Call, column: number, isValue: boolean): string | null {
    // A reference to an object is no value of it.
    if (referenceIn(call.callee.text) !== null && call.args.length > 0) return null;
    const use = useOf(call, column);
    const deed = use.deeds.find((one) => WRITES.includes(one) || READS.includes(one));
    // What is used as a value is none that is written.
    if (!deed || use.noun.length < 2 || (isValue && WRITES.includes(deed))) return null;
    const variable = this.variables.get(use.noun);
    const all = this.uses.filter((one) => one.noun === use.noun);
    const some = (kinds: readonly Deed[]) =>
      all.some(({ deeds }) => deeds.some((one) => kinds.includes(one)));
    const isLive =
      (variable && [...variable.columns].some((other) => other !== column)) ||
      (all.some((one) => one.column !== column) && some(READS) && some(WRITES));
    if (!isLive) return null;
    const place = variable?.place ?? use.noun;
    // Nobody counts with an object.
    if (this.isGone(place, column)) return null;
    if (deed === 'set') return `WRITE_ONCE(${place}, 1)`;
    if (deed === 'clear') return `WRITE_ONCE(${place}, 0)`;
    if (deed === 'test') return `READ_ONCE(${place})`;
    if (deed === 'test-none') return `!READ_ONCE(${place})`;
    return `WRITE_ONCE(${place}, READ_ONCE(${place}) ${deed === 'more' ? '+' : '-'} 1)`;
  }

  /** `task_rq_lock(p)` and its `task_rq_unlock(p)`, or two who take it: a lock of that name. */
  private lockDeed({ callee: { text: name }, args }: Call, column: number): string | null {
    const isUnlock = /unlock/.test(name);
    if (!/(?:^|_)(?:un)?lock(?:_|$)/.test(name) || /try|locked/.test(name)) return null;
    const lock = name.replace('unlock', 'lock');
    const isOne = this.uses.some(
      ({ call, column: other }) =>
        call.callee.text === lock.replace('lock', isUnlock ? 'lock' : 'unlock') ||
        (!isUnlock && call.callee.text === name && other !== column),
    );
    if (!isOne) return args.length === 0 ? namedLock(name, this.columns) : null;
    const object = args[0] ? textOf(args[0]) : '';
    const place = object === '' || object.startsWith('&') ? `the_${lock}` : `${object}->${lock}`;
    return `spin_${isUnlock ? 'un' : ''}lock(&${place})`;
  }

  /** Objects that are found, taken out, handed over. */
  private objectDeed(call: Call, line: Line, column: number, isValue: boolean): string | null {
    const { deeds } = useOf(call, column);
    const [first, second] = call.args;
    const isPair = (own: Deed, other: Deed) =>
      deeds.includes(own) && this.uses.some((use) => use.column !== column && use.deeds.includes(other));
    if (first?.k === 'name' && call.args.length >= 1 && !this.isGone(first.name, column)) {
      const place = first.name;
      const isKept = this.uses.some(({ call: other, column: where, deeds: theirs }) => {
        const [table] = other.args;
        return (
          where !== column &&
          table?.k === 'name' &&
          table.name === place &&
          theirs.some((deed) => ['find', 'remove', 'insert'].includes(deed))
        );
      });
      if (isKept && isValue && deeds.includes('find')) return `READ_ONCE(${place})`;
      if (isKept && deeds.includes('remove')) return `WRITE_ONCE(${place}, NULL)`;
      if (isKept && deeds.includes('insert') && second) return `WRITE_ONCE(${place}, ${textOf(second)})`;
    }
    if (first && isPair('give', 'take')) return `smp_store_release(&handed, ${textOf(first)})`;
    if (call.args.length === 0 && isPair('take', 'give')) return 'smp_cond_load_acquire(&handed, VAL)';
    const object = objectOf(call);
    const isFreed = frees(call.callee.text) || this.lastPuts.has(line);
    if (isFreed && object && object.k !== 'address' && textOf(object) !== '')
      return `kfree(${textOf(object)})`;
    return null;
  }

  /** `f = fence_get(x->fence)`: who takes a reference is given what it gave. */
  private referenceDeed({ callee, args: [object] }: Call, isValue: boolean): string | null {
    if (!isValue || referenceIn(callee.text) !== 'get' || object?.k === 'address') return null;
    const place = object ? textOf(object) : '';
    return place === '' ? null : place;
  }

  /** A reference is dropped, and others stay. */
  dropsOne(call: Call, line: Line): boolean {
    return referenceIn(call.callee.text) === 'put' && !isKnown(call) && !this.lastPuts.has(line);
  }

  /** Some column frees it, under this name or where the column has loaded it. */
  private isGone(name: string, column: number): boolean {
    return this.freed.has(name) || this.freed.has(this.loaded.get(`${String(column)}:${name}`) ?? '');
  }

  /** Of an unknown function its arguments are evaluated where they read memory; NULL is followed where the text says so. */
  private argumentsOf(call: Call, column: number): string | null {
    const names = call.args.map(textOf).filter((name) => name !== '');
    const object = names.find((name) => this.isGone(name, column));
    if (object !== undefined) return followed(object);
    const cleared = names.find((name) => this.followsNull && this.cleared.has(name));
    if (cleared !== undefined) return `*(${cleared})`;
    const reading = call.args.filter((one) => (one.k === 'member' && one.arrow) || one.k === 'deref');
    return reading.length === 1 && reading[0] ? textOf(reading[0]) : null;
  }
}

/** What a pointer leads to. */
function followed(pointer: string): string {
  return /\W/.test(pointer) ? `*(${pointer})` : `${pointer}->data`;
}
