/**
 * The code of one column as it is written into the scenario: statements as the author typed them, names and signs put
 * right, barriers as options, sections completed, what is found kept in locals.
 */
import {
  decidesRest,
  isAsked,
  isGuard,
  isSaidIn,
  mayBeNull,
  passedOver,
  standsAlone,
  withRest,
  type Place,
} from './guards.ts';
import { leaves } from './node-walk.ts';
import type { Constraint } from './outcome.ts';
import type { Line, Node } from './column-tree.ts';
import { freeLocal, localDeclarations, typeOfNode } from './local-declarations.ts';
import { mendedText } from './mended-text.ts';
import type { Options } from './options.ts';
import { NO_ENDS, Sections } from './sections.ts';
import { SourceLines } from './source-lines.ts';
import type { Things } from './things.ts';
import { drawnWordOf as wordOf } from '../../words/table.ts';
import type { Expression } from '../../syntax/syntax.ts';
import { asExpression } from './walk-expression.ts';
import { calledAs, handlerName, type Functions, type Handler, type Written } from './written.ts';
import { BARRIERS } from './word-accesses.ts';

const STEP = '    ';

/** What all columns have in common. */
export interface Given {
  readonly things: Things;
  readonly constraints: readonly Constraint[];
  readonly options: Options;
  readonly skip: ReadonlySet<Line>;
  readonly renames: ReadonlyMap<string, string>;
  /** Calls of schedule() are what is asked about. */
  readonly keepsSleep: boolean;
  /** Paths of pointers that somebody may have made NULL. */
  readonly clearable: ReadonlySet<string>;
  /** What is asserted behind a node. */
  readonly asserts: ReadonlyMap<Node, string>;
  readonly functions: Functions;
}

export class ColumnCode {
  readonly written: Written[] = [];
  readonly handlers: Handler[] = [];
  /** The local in which a node's value is. */
  readonly locals = new Map<Node, string>();
  /** Rows that are no part of the code after all. */
  readonly dropped = new Set<Line>();
  /** What was added so that sections begin and end. */
  readonly completed: string[] = [];
  readonly things: Things;
  private readonly column: number;
  private readonly given: Given;
  private readonly declared = new Map<string, string>();
  private loops = 0;
  private calls = 0;

  constructor(given: Given, column: number) {
    this.given = given;
    this.things = given.things;
    this.column = column;
  }

  /** The lines between the braces of `cpu N { … }` or of a handler. */
  lines(nodes: readonly Node[]): SourceLines {
    const body = new SourceLines();
    const sections = new Sections();
    this.block(nodes, STEP, sections, body);
    for (const end of sections.rest()) {
      body.add(`${STEP}${end};`);
      this.completed.push(end);
    }
    const out = new SourceLines();
    const declarations = localDeclarations(nodes, this.place(), this.given.renames, this.declared);
    for (const line of declarations) out.add(`${STEP}${line}`);
    if (declarations.length > 0) out.add('');
    for (const begin of [...sections.before].reverse()) {
      out.add(`${STEP}${begin};`);
      this.completed.push(begin);
    }
    out.addAll(body);
    return out;
  }

  private textOf(text: string, e: Expression): string {
    return mendedText(text, e, this.things, this.column, this.given.renames);
  }

  private block(nodes: readonly Node[], indent: string, sections: Sections, out: SourceLines): void {
    nodes.forEach((node, i) => {
      if (this.guarded.has(node)) return;
      const rest = nodes.slice(i + 1);
      if (!rest.some(({ k }) => k !== 'note')) this.node(node, indent, sections, out);
      else if (node.k === 'if' && this.loops === 0 && decidesRest(node, this.given.skip)) {
        const passed = passedOver(node, rest);
        this.branch({ ...node, ...withRest(node, passed) }, indent, sections, out, node);
        for (const one of passed) this.guarded.add(one);
      } else if (isGuard(node, rest, this.given.skip)) {
        this.guard(node, rest, indent, sections, out);
        for (const one of rest) this.guarded.add(one);
      } else if (mayBeNull(node, this.place()) && !isAsked(node, rest)) {
        this.node(node, indent, sections, out);
        this.onlyIf(this.locals.get(node) ?? '', rest, indent, sections, out);
        for (const one of rest) this.guarded.add(one);
      } else this.node(node, indent, sections, out);
    });
  }

  private readonly guarded = new Set<Node>();
  /** What must be so where the code has come to, over locals; and for nodes that something is said of. */
  private reached: readonly string[] = [];
  readonly conditions = new Map<Node, readonly string[]>();

  /** Code inside a branch that hangs on a local. */
  private within(condition: string | null, write: () => void): void {
    const outer = this.reached;
    if (condition !== null) this.reached = [...outer, condition];
    write();
    this.reached = outer;
  }

  private guard(
    node: Node,
    rest: readonly Node[],
    indent: string,
    sections: Sections,
    out: SourceLines,
  ): void {
    if (node.k !== 'simple') return;
    const { simple } = node.code;
    const target = simple.k === 'assign' && simple.target.k === 'name' ? simple.target.name : null;
    const local = target === null ? this.localFor(node) : (this.given.renames.get(target) ?? target);
    const { seen } = node.line;
    const isYes = seen?.k !== 'zero';
    const value = seen?.k === 'equal' ? ` == ${seen.text}` : '';
    const text = this.textOf(node.code.text, asExpression(node.code.simple));
    const whole = target === null ? `${local} = ${text}` : text;
    this.write(node, whole, `${indent}${whole};`, out);
    this.onlyIf(`${isYes ? '' : '!'}${local}${value}`, rest, indent, sections, out);
  }

  private onlyIf(
    cond: string,
    rest: readonly Node[],
    indent: string,
    sections: Sections,
    out: SourceLines,
  ): void {
    out.add(`${indent}if (${cond}) {`);
    const inside = sections.copy();
    this.within(cond, () => {
      this.block(rest, indent + STEP, inside, out);
    });
    const left = inside.rest();
    const ended = sections.rest().filter((end) => !left.includes(end));
    for (const end of left.filter((one) => !sections.rest().includes(one)))
      out.add(`${indent}${STEP}${end};`);
    if (ended.length > 0) {
      out.add(`${indent}} else {`);
      for (const end of ended) out.add(`${indent}${STEP}${end};`);
      for (const end of ended) sections.follow(end);
    }
    for (const begin of inside.before) sections.before.push(begin);
    out.add(`${indent}}`);
  }

  private node(node: Node, indent: string, sections: Sections, out: SourceLines): void {
    const { line } = node;
    if (this.given.skip.has(line) && node.k !== 'call' && node.k !== 'interrupt') {
      this.dropped.add(line);
      if ('body' in node) this.block(node.body, indent, sections, out);
      return;
    }
    switch (node.k) {
      case 'note':
        return;
      case 'interrupt': {
        const name = handlerName(node, this.handlers.length, this.column);
        this.handlers.push({ node, column: this.column, name });
        if (node.deferred) this.written.push({ node, text: `${name}()` });
        return;
      }
      case 'call':
        if (this.asFunction(node, indent, out)) return;
        this.written.push({ node, text: calledAs(line) });
        out.add(`${indent}/* ${calledAs(line).replace(/\*\//g, '* /')} */`, line);
        this.calls++;
        this.block(node.body, indent, sections, out);
        this.calls--;
        return;
      case 'simple':
        this.simple(node, indent, sections, out);
        return;
      case 'jump':
        // What is below a call goes on when that returns.
        if (this.calls > 0 && this.loops === 0) this.dropped.add(line);
        else if (/^(break|continue)$/.test(node.text) ? this.loops > 0 : /^return/.test(node.text)) {
          if (node.text.startsWith('return')) for (const end of sections.rest()) out.add(`${indent}${end};`);
          const text = /^return/.test(node.text) ? 'return' : node.text;
          this.write(node, text, `${indent}${text};`, out);
        } else this.dropped.add(line);
        return;
      case 'if':
        this.branch(node, indent, sections, out);
        return;
      case 'while': {
        const cond = this.textOf(node.code.text, node.code.cond);
        if (node.body.every(({ k }) => k === 'note')) {
          this.write(node, `while (${cond})`, `${indent}while (${cond})`, out);
          out.add(`${indent}${STEP}cpu_relax();`);
          return;
        }
        this.write(node, `while (${cond})`, `${indent}while (${cond}) {`, out);
        this.inner(node.body, indent, sections, out, true);
        out.add(`${indent}}`);
        return;
      }
      case 'for':
        if (node.head === 'do' || !leaves(node.body)) {
          this.dropped.add(line);
          this.block(node.body, indent, sections, out);
          return;
        }
        this.write(node, node.head, `${indent}${node.head} {`, out);
        this.inner(node.body, indent, sections, out, true);
        out.add(`${indent}}`);
    }
  }

  /** A call whose inside stands for itself becomes a function; false where it does not, and is written in its place. */
  private asFunction(node: Node & { readonly k: 'call' }, indent: string, out: SourceLines): boolean {
    const name = `${node.name}${this.given.functions.taken.has(node.name) ? `_${String(this.column)}` : ''}`;
    if (
      wordOf(name) !== null ||
      this.given.functions.taken.has(name) ||
      !standsAlone(node, { ...this.place(), keeps: (one) => this.keeps(one) })
    )
      return false;
    const body = new SourceLines();
    const sections = new Sections();
    this.block(node.body, STEP, sections, body);
    this.given.functions.taken.add(name);
    this.given.functions.lines.add(`static void ${name}(void)\n{`);
    this.given.functions.lines.addAll(body);
    this.given.functions.lines.add('}\n');
    this.written.push({ node, text: `${name}()` });
    out.add(`${indent}${name}();`, node.line);
    return true;
  }

  private place(): Place {
    return { things: this.things, column: this.column, clearable: this.given.clearable };
  }

  /** Something is said of what a node finds, so that its local must be the column's. */
  private keeps(node: Node): boolean {
    return this.given.constraints.some((one) => one.node === node) || this.given.asserts.has(node);
  }

  private branch(
    node: Node & { readonly k: 'if' },
    indent: string,
    sections: Sections,
    out: SourceLines,
    origin: Node = node,
  ): void {
    const cond = this.textOf(node.code.text, node.code.cond);
    const isKept =
      this.given.constraints.some((one) => one.node === origin) ||
      isSaidIn(node.body, this.given.constraints) ||
      isSaidIn(node.otherwise, this.given.constraints);
    const local = isKept ? this.localFor(origin) : null;
    if (local !== null) {
      this.write(origin, `${local} = ${cond}`, `${indent}${local} = ${cond};`, out);
      out.add(`${indent}if (${local}) {`);
    } else this.write(origin, `if (${cond})`, `${indent}if (${cond}) {`, out);
    const [taken, other] = [new SourceLines(), new SourceLines()];
    const left = { taken: sections, other: sections };
    this.within(local, () => {
      left.taken = this.inner(node.body, indent, sections, taken, false);
    });
    this.within(local === null ? null : `!${local}`, () => {
      if (node.otherwise.length > 0) left.other = this.inner(node.otherwise, indent, sections, other, false);
    });
    // Nothing follows where the rows below stand inside.
    const goesOn = origin !== node || node.body.at(-1)?.k !== 'jump';
    const ends = goesOn ? sections.closeArms(left.taken, left.other) : NO_ENDS;
    for (const end of ends.taken) taken.add(`${indent}${STEP}${end};`);
    for (const end of ends.other) other.add(`${indent}${STEP}${end};`);
    out.addAll(taken);
    if (node.otherwise.length > 0 || !other.isEmpty) out.add(`${indent}} else {`);
    out.addAll(other);
    out.add(`${indent}}`);
  }

  /** A body with sections of its own: what it begins it also ends. */
  private inner(
    nodes: readonly Node[],
    indent: string,
    sections: Sections,
    out: SourceLines,
    isLoop: boolean,
  ): Sections {
    if (isLoop) this.loops++;
    const inside = sections.copy();
    this.block(nodes, indent + STEP, inside, out);
    const outer = sections.rest();
    for (const end of inside.rest().filter((one) => !outer.includes(one))) {
      out.add(`${indent}${STEP}${end};`);
      this.completed.push(end);
    }
    if (isLoop) this.loops--;
    return inside;
  }

  private simple(
    node: Node & { readonly k: 'simple' },
    indent: string,
    sections: Sections,
    out: SourceLines,
  ): void {
    const e = asExpression(node.code.simple);
    const text = this.textOf(node.code.text, e);
    if (e.k === 'call' && e.callee.text === 'schedule') {
      if (!this.given.keepsSleep) this.dropped.add(node.line);
      if (!this.given.keepsSleep) return;
    }
    if (e.k === 'call' && BARRIERS.has(e.callee.text)) {
      const option = this.given.options.barrier(node.line, text);
      out.add(`${indent}if (${option})`);
      this.write(node, text, `${indent}${STEP}${text};`, out);
      return;
    }
    if (e.k === 'number' || e.k === 'text' || (e.k === 'name' && this.things.isObject(e, this.column))) {
      this.dropped.add(node.line);
      return;
    }
    const again = sections.follow(text);
    if (again !== null) this.completed.push(again);
    if (again !== null) out.add(`${indent}${again};`);
    const isKept = this.given.constraints.some((one) => one.node === node) && e.k !== 'assign';
    const isRead = e.k === 'name' || e.k === 'member' || e.k === 'deref';
    if (isKept || isRead) {
      const local = this.localFor(node);
      this.write(node, `${local} = ${text}`, `${indent}${local} = ${text};`, out);
      if (e.k === 'call' && /trylock/.test(e.callee.text)) sections.tried(local, text);
      return;
    }
    if (
      e.k === 'assign' &&
      e.target.k === 'name' &&
      this.things.roles.of(e.target.name, this.column) === 'local'
    ) {
      // What it found is kept where the local goes on to hold something else.
      if (this.keeps(node) && this.things.roles.assignments(e.target.name, this.column) > 1) {
        this.write(node, text, `${indent}${text};`, out);
        out.add(
          `${indent}${this.localFor(node)} = ${this.given.renames.get(e.target.name) ?? e.target.name};`,
        );
        return;
      }
      this.locals.set(node, this.given.renames.get(e.target.name) ?? e.target.name);
    }
    // What is said of a store is said of the local that it stores.
    else if (
      e.k === 'assign' &&
      e.value.k === 'name' &&
      this.things.roles.of(e.value.name, this.column) === 'local'
    )
      this.locals.set(node, this.given.renames.get(e.value.name) ?? e.value.name);
    this.write(node, text, `${indent}${text};`, out);
  }

  private write(node: Node, text: string, line: string, out: SourceLines): void {
    this.written.push({ node, text });
    if (this.reached.length > 0) this.conditions.set(node, this.reached);
    out.add(line, node.line);
    const assertion = this.given.asserts.get(node);
    if (assertion !== undefined) out.add(`${/^ */.exec(line)?.[0] ?? ''}${assertion}`);
  }

  /** A local for the value of a node, declared. */
  private localFor(node: Node): string {
    const known = this.locals.get(node);
    if (known !== undefined) return known;
    const taken = new Set([...this.declared.keys(), ...this.things.roles.names()]);
    const name = freeLocal(node, taken);
    this.locals.set(node, name);
    this.declared.set(name, typeOfNode(node, this.things, this.column));
    return name;
  }
}
