/**
 * One C function as machine instructions. Statements issue in order; a call in an expression is emitted where C evaluates
 * it, and its result waits in a register of its own.
 */
import type { Arch, BinaryOp, Expr, InstrBody, Origin } from '../../../machine/index.ts';
import { type Caller, primitiveOf } from './primitives.ts';
import type { CExpr, CFunction, CStatement } from './syntax.ts';
import { isWait } from './waits.ts';
import type { Emitter, Label } from '../emitter.ts';
import { binary, complement, conditional, constant, negate, not, sum } from '../expressions.ts';
import type { Layout } from '../layout.ts';
import type { Registers } from '../registers.ts';
import { type Span, unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';
import { elementName } from '../values.ts';

export interface CContext {
  readonly arch: Arch;
  readonly text: string;
  readonly layout: Layout;
  readonly registers: Registers;
  readonly emitter: Emitter;
}

export function lowerCFunction(source: CFunction, context: CContext): Label {
  return new CLowering(source, context).run();
}

class CLowering {
  private readonly source: CFunction;
  private readonly context: CContext;
  private span: Span = { from: 0, to: 0 };
  private count = 0;
  private temporaries = 0;
  private readonly loops: { readonly next: Label; readonly end: Label }[] = [];
  private readonly end: Label;

  constructor(source: CFunction, context: CContext) {
    this.source = source;
    this.context = context;
    this.end = context.emitter.label();
  }

  run(): Label {
    const entry = this.context.emitter.here();
    for (const statement of this.source.body) this.statement(statement);
    this.context.emitter.place(this.end);
    this.emit({ op: 'halt' });
    return entry;
  }

  private statement(statement: CStatement): void {
    this.span = statement;
    switch (statement.k) {
      case 'expression':
        this.effect(statement.expr);
        return;
      case 'declare':
        if (statement.value !== null) this.assign(statement.name, statement.value);
        return;
      case 'block':
        for (const inner of statement.body) this.statement(inner);
        return;
      case 'if':
        this.choose(statement);
        return;
      case 'while':
        if (!this.wait(statement)) this.loop(statement.first, statement.cond, null, statement.body);
        return;
      case 'for':
        if (statement.init !== null) this.statement(statement.init);
        this.loop('test', statement.cond, statement.step, statement.body);
        return;
      case 'return':
        this.emit({ op: 'jump', to: this.end });
        return;
      case 'break':
      case 'continue': {
        const loop = this.loops.at(-1);
        if (loop === undefined) unsupported('syntax', `${statement.k} outside of a loop`, statement);
        this.emit({ op: 'jump', to: statement.k === 'break' ? loop.end : loop.next });
        return;
      }
    }
  }

  private choose(statement: Extract<CStatement, { readonly k: 'if' }>): void {
    const { emitter } = this.context;
    const otherwise = emitter.label();
    const end = emitter.label();
    this.emit({ op: 'branch', cond: not(this.value(statement.cond)), to: otherwise });
    this.statement(statement.then);
    if (statement.otherwise !== null) this.emit({ op: 'jump', to: end });
    emitter.place(otherwise);
    if (statement.otherwise !== null) this.statement(statement.otherwise);
    emitter.place(end);
  }

  private loop(first: 'test' | 'body', cond: CExpr | null, step: CExpr | null, body: CStatement): void {
    const { emitter } = this.context;
    const next = emitter.label();
    const end = emitter.label();
    const test = (): void => {
      if (cond !== null) this.emit({ op: 'branch', cond: not(this.value(cond)), to: end });
    };
    const begin = emitter.here();
    if (first === 'test') test();
    this.loops.push({ next, end });
    this.statement(body);
    this.loops.pop();
    emitter.place(next);
    if (step !== null) this.effect(step);
    if (first === 'body') test();
    this.emit({ op: 'jump', to: begin });
    emitter.place(end);
  }

  /** `while (!READ_ONCE(*x)) cpu_relax();` waits, and does not unroll. */
  private wait(statement: Extract<CStatement, { readonly k: 'while' }>): boolean {
    if (!isWait(statement)) return false;
    const from = this.context.emitter.here();
    this.emit({ op: 'await', cond: not(this.value(statement.cond)), from });
    return true;
  }

  /** An expression as a statement. */
  private effect(expr: CExpr): void {
    if (expr.k === 'call') this.call(expr, null);
    else if (expr.k !== 'assign') this.value(expr);
    else if (expr.target.k !== 'name' || this.isLocation(expr.target.name)) this.refusePlain(expr.target);
    else if (expr.op === null) this.assign(expr.target.name, expr.value);
    else {
      const { op, target, value } = expr;
      this.assign(target.name, { k: 'binary', op, a: target, b: value, from: expr.from, to: expr.to });
    }
  }

  private assign(name: string, value: CExpr): void {
    if (value.k === 'call') {
      const result = this.call(value, name);
      if (result === null) unsupported('void', `${quote(this.textOf(value))} has no value`, value);
      const dst = this.write(name);
      if (result.k !== 'reg' || result.r !== dst) this.emit({ op: 'let', dst, value: result });
      return;
    }
    const computed = this.value(value);
    this.emit({ op: 'let', dst: this.write(name), value: computed });
  }

  private value(expr: CExpr): Expr {
    switch (expr.k) {
      case 'int':
        return constant(expr.value);
      case 'name':
        return this.named(expr.name);
      case 'unary':
        return this.unary(expr);
      case 'binary':
        return this.binary(expr);
      case 'conditional': {
        if (!isPure(expr.a) || !isPure(expr.b))
          unsupported('conditional', 'an access in one arm of ?:', expr);
        return conditional(this.value(expr.c), this.value(expr.a), this.value(expr.b));
      }
      case 'call': {
        const result = this.call(expr, null);
        return result ?? unsupported('void', `${quote(this.textOf(expr))} has no value`, expr);
      }
      case 'index':
        return this.refusePlain(expr);
      case 'assign': {
        this.effect(expr);
        return this.value(expr.target);
      }
    }
  }

  private unary(expr: Extract<CExpr, { readonly k: 'unary' }>): Expr {
    switch (expr.op) {
      case '-':
        return negate(this.value(expr.a));
      case '~':
        return complement(this.value(expr.a));
      case '!':
        return not(this.value(expr.a));
      case '&':
        return this.lvalue(expr.a);
      case '*':
        return this.refusePlain(expr);
    }
  }

  private binary(expr: Extract<CExpr, { readonly k: 'binary' }>): Expr {
    const { op } = expr;
    if ((op === '&&' || op === '||') && !isPure(expr.b)) return this.shortCircuit(expr, op);
    const a = this.value(expr.a);
    const b = this.value(expr.b);
    return op === '+' ? sum(a, b) : binary(op satisfies BinaryOp, a, b);
  }

  /** The right side has accesses, so whether they happen is a branch. */
  private shortCircuit(expr: Extract<CExpr, { readonly k: 'binary' }>, op: '&&' | '||'): Expr {
    const { emitter } = this.context;
    const end = emitter.label();
    const result = this.temporary();
    const truth = (value: Expr): Expr => not(not(value));
    this.emit({ op: 'let', dst: result, value: truth(this.value(expr.a)) });
    const known: Expr = { k: 'reg', r: result };
    this.emit({ op: 'branch', cond: op === '&&' ? not(known) : known, to: end });
    this.emit({ op: 'let', dst: result, value: truth(this.value(expr.b)) });
    emitter.place(end);
    return known;
  }

  /** Calls a primitive; a result goes to the variable where there is one. */
  private call(expr: Extract<CExpr, { readonly k: 'call' }>, variable: string | null): Expr | null {
    const caller: Caller = {
      arch: this.context.arch,
      emit: (body) => this.emit(body),
      result: () => (variable === null ? this.temporary() : this.write(variable)),
      value: (arg) => this.value(arg),
      lvalue: (arg) => this.lvalue(arg),
      awaitZero: (body, register) => {
        const from = this.context.emitter.here();
        this.emit(body);
        this.emit({ op: 'await', cond: not({ k: 'reg', r: register }), from });
      },
    };
    return primitiveOf(expr.name, expr)(caller, expr.args, expr);
  }

  private lvalue(expr: CExpr): Expr {
    if (expr.k === 'unary' && expr.op === '*') return this.value(expr.a);
    if (expr.k === 'index') return this.element(expr);
    return unsupported('lvalue', `${quote(this.textOf(expr))} is no place in memory`, expr);
  }

  /** `a[1]` of an array that the init block declares. */
  private element(expr: Extract<CExpr, { readonly k: 'index' }>): Expr {
    const { layout } = this.context;
    if (expr.base.k === 'name' && expr.index.k === 'int' && this.isLocation(expr.base.name)) {
      const name = elementName(expr.base.name, expr.index.value);
      if (expr.index.value === 0 || layout.has(name)) return constant(layout.address(layout.cell(name)));
    }
    return unsupported('index', `${quote(this.textOf(expr))} is no element that is known here`, expr);
  }

  /** A parameter is its location's address, anything else a local variable. */
  private named(name: string): Expr {
    if (this.isLocation(name)) return constant(this.context.layout.address(this.context.layout.cell(name)));
    return this.context.registers.read(name);
  }

  private isLocation(name: string): boolean {
    return this.source.params.includes(name);
  }

  private write(name: string): number {
    return this.context.registers.write(name);
  }

  private temporary(): number {
    return this.write(`$${this.temporaries++}`);
  }

  private refusePlain(expr: CExpr): never {
    return unsupported(
      'plain-access',
      `${quote(this.textOf(expr))} accesses shared memory without READ_ONCE or WRITE_ONCE`,
      expr,
    );
  }

  private textOf(span: Span): string {
    return this.context.text.slice(span.from, span.to);
  }

  private emit(body: InstrBody): void {
    const { from, to } = this.span;
    const text = this.textOf(this.span).replace(/\s+/g, ' ');
    const at: Origin = { key: `P${this.source.cpu}.${this.count++}`, text, file: 0, from, to, scope: [] };
    this.context.emitter.emit(body, at);
  }
}

function isPure(expr: CExpr): boolean {
  switch (expr.k) {
    case 'int':
    case 'name':
      return true;
    case 'unary':
      return expr.op !== '*' && isPure(expr.a);
    case 'binary':
      return isPure(expr.a) && isPure(expr.b);
    case 'conditional':
      return isPure(expr.c) && isPure(expr.a) && isPure(expr.b);
    case 'index':
    case 'call':
    case 'assign':
      return false;
  }
}
