/**
 * Plain accesses that could be marked: READ_ONCE() and WRITE_ONCE() around every access to one variable, or to one member, as a
 * maintainer would do it who is told of a data race. Where nothing but the accesses is read by types it may propose what does
 * not compile; whoever tries it finds out.
 */
import { expressionsIn, operands } from '../check/walk.ts';
import { nested } from '../lower/ordinals.ts';
import type { Expression, FileSyntax, Statement } from '../syntax/syntax.ts';
import { bodiesOf } from './bodies.ts';
import type { TextEdit } from './edit.ts';
import type { Strengthening } from './strengthenings.ts';

const COST = 1;

export function marksOf(file: FileSyntax): readonly Strengthening[] {
  return new Marks(file).all();
}

interface Marked {
  readonly edits: TextEdit[];
  readonly from: number;
  readonly to: number;
  readonly inside: string;
}

class Marks {
  private readonly file: FileSyntax;
  private readonly globals: ReadonlySet<string>;
  private readonly functions: ReadonlySet<string>;
  private readonly found = new Map<string, Marked>();
  private inside = '';
  private locals: ReadonlySet<string> = new Set();

  constructor(file: FileSyntax) {
    this.file = file;
    const { declarations } = file;
    this.globals = new Set(
      declarations.flatMap((decl) =>
        decl.k === 'variable' ? decl.declarators.map(({ name }) => name.text) : [],
      ),
    );
    this.functions = new Set(declarations.flatMap((decl) => (decl.k === 'function' ? [decl.name.text] : [])));
  }

  all(): readonly Strengthening[] {
    for (const { file, title, body } of bodiesOf(this.file)) {
      if (file !== 0) continue;
      this.inside = title;
      this.locals = new Set(localsIn(body));
      this.statement(body);
    }
    return [...this.found].map(([thing, { edits, from, to, inside }]) => ({
      says: `READ_ONCE() and WRITE_ONCE() of ${thing}`,
      keeps: 'none',
      cost: COST,
      edits,
      file: 0,
      from,
      to,
      inside,
      excludes: null,
    }));
  }

  private statement(s: Statement): void {
    if (s.k === 'simple' && s.simple.k === 'assign') this.read({ ...s.simple });
    else if (s.k === 'simple' && s.simple.k === 'increment') this.place(s.simple.target);
    else for (const e of expressionsIn(s)) this.read(e);
    for (const inner of nested(s)) this.statement(inner);
  }

  private read(e: Expression): void {
    switch (e.k) {
      case 'assign':
        this.place(e.target);
        this.read(e.value);
        if (e.op !== '=' || !this.isShared(e.target)) return;
        this.mark(e.target, [
          { file: 0, from: e.target.from, to: e.target.from, insert: 'WRITE_ONCE(' },
          { file: 0, from: e.target.to, to: e.value.from, insert: ', ' },
          { file: 0, from: e.value.to, to: e.value.to, insert: ')' },
        ]);
        return;
      case 'step':
        this.place(e.target);
        return;
      case 'address':
        this.place(e.a);
        return;
      case 'call': {
        // What is marked, or says that it is meant, is left alone; of the kernel's words the first names a place.
        if (e.callee.text === 'data_race') return;
        const [first, ...others] = e.args;
        const isOwn = this.functions.has(e.callee.text);
        if (first) (isOwn || !isPlace(first) ? this.read.bind(this) : this.place.bind(this))(first);
        for (const arg of others) this.read(arg);
        return;
      }
      default:
        this.place(e);
        if (!this.isShared(e)) return;
        this.mark(e, [
          { file: 0, from: e.from, to: e.from, insert: 'READ_ONCE(' },
          { file: 0, from: e.to, to: e.to, insert: ')' },
        ]);
    }
  }

  /** What is read to know where a place is, or what is read inside of any other expression. */
  private place(e: Expression): void {
    switch (e.k) {
      case 'member':
        if (e.arrow) this.read(e.base);
        else this.place(e.base);
        return;
      case 'index':
        this.place(e.base);
        this.read(e.index);
        return;
      default:
        for (const operand of operands(e)) this.read(operand);
    }
  }

  private isShared(e: Expression): boolean {
    switch (e.k) {
      case 'name':
        return this.globals.has(e.name) && !this.locals.has(e.name);
      case 'member':
        return e.arrow || this.isShared(e.base);
      case 'index':
        return this.isShared(e.base);
      case 'deref':
        return true;
      default:
        return false;
    }
  }

  private mark(e: Expression, edits: readonly TextEdit[]): void {
    const { from, to } = e;
    const thing = this.thingOf(e);
    const known = this.found.get(thing) ?? { edits: [], from, to, inside: this.inside };
    known.edits.push(...edits);
    this.found.set(thing, known);
  }

  /** Accesses of one name: of a variable with all its elements, of a member of whatever object. */
  private thingOf(e: Expression): string {
    if (e.k === 'index') return this.thingOf(e.base);
    if (e.k === 'member') return `->${e.member.text}`;
    return this.file.text.slice(e.from, e.to);
  }
}

function isPlace({ k }: Expression): boolean {
  return k === 'name' || k === 'member' || k === 'index' || k === 'deref';
}

function localsIn(s: Statement): readonly string[] {
  const own = s.k === 'local' ? s.declarators.map(({ name }) => name.text) : [];
  return [...own, ...nested(s).flatMap(localsIn)];
}
