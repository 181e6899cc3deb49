/**
 * One C function as statements for an axiomatic model: accesses stay what they are in C, plain ones too, and so does the
 * structure that control dependencies go by. A call in an expression becomes a statement of its own where C evaluates it.
 */
import type { KernelOrigin, KernelStatement, KernelTerm } from '../../../axiomatic/index.ts';
import { type KernelBody, type KernelCaller, kernelPrimitiveOf } from './kernel-primitives.ts';
import { binaryTerm, constantTerm, unaryTerm } from './kernel-terms.ts';
import type { CExpr, CFunction, CStatement } from './syntax.ts';
import { isWait } from './waits.ts';
import type { Layout } from '../layout.ts';
import type { Registers } from '../registers.ts';
import { type Span, unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

export interface KernelContext {
  readonly text: string;
  readonly layout: Layout;
  readonly registers: Registers;
}

export function kernelFunction(source: CFunction, context: KernelContext): readonly KernelStatement[] {
  return new KernelLowering(source, context).run();
}

class KernelLowering implements KernelCaller {
  private readonly source: CFunction;
  private readonly context: KernelContext;
  private span: Span = { from: 0, to: 0 };
  private temporaries = 0;
  private out: KernelStatement[] = [];

  constructor(source: CFunction, context: KernelContext) {
    this.source = source;
    this.context = context;
  }

  run(): readonly KernelStatement[] {
    return this.block(() => {
      for (const statement of this.source.body) this.statement(statement);
    });
  }

  /** What `fill` emits, apart. */
  private block(fill: () => void): KernelStatement[] {
    const outer = this.out;
    this.out = [];
    fill();
    const inner = this.out;
    this.out = outer;
    return inner;
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
      case 'if': {
        const cond = this.value(statement.cond);
        const then = this.block(() => this.statement(statement.then));
        const otherwise = this.block(() => {
          if (statement.otherwise !== null) this.statement(statement.otherwise);
        });
        this.emit({ k: 'if', cond, then, otherwise });
        return;
      }
      case 'while':
        if (isWait(statement)) this.emit({ k: 'require', cond: unaryTerm('!', this.value(statement.cond)) });
        else this.loop(statement.first, statement.cond, null, statement.body);
        return;
      case 'for':
        if (statement.init !== null) this.statement(statement.init);
        this.loop('test', statement.cond, statement.step, statement.body);
        return;
      case 'break':
      case 'continue':
      case 'return':
        this.emit({ k: statement.k });
        return;
    }
  }

  private loop(first: 'test' | 'body', cond: CExpr | null, step: CExpr | null, body: CStatement): void {
    const { span } = this;
    const test = (): void => {
      if (cond === null) return;
      this.span = span;
      const go = this.value(cond);
      const leave = this.block(() => this.emit({ k: 'break' }));
      this.emit({ k: 'if', cond: go, then: [], otherwise: leave });
    };
    const inner = this.block(() => {
      if (first === 'test') test();
      this.statement(body);
    });
    const after = this.block(() => {
      this.span = span;
      if (step !== null) this.effect(step);
      if (first === 'body') test();
    });
    this.emit({ k: 'loop', body: inner, step: after });
  }

  /** An expression as a statement. */
  private effect(expr: CExpr): void {
    if (expr.k === 'call') this.call(expr, null);
    else if (expr.k !== 'assign') this.value(expr);
    else if (expr.op === null) this.store(expr.target, expr.value);
    else {
      const { op, target, value } = expr;
      this.store(target, { k: 'binary', op, a: target, b: value, from: expr.from, to: expr.to });
    }
  }

  private store(target: CExpr, value: CExpr): void {
    if (target.k === 'name' && !this.isLocation(target.name)) {
      this.assign(target.name, value);
      return;
    }
    const written = this.value(value);
    this.emit({ k: 'store', address: this.lvalue(target), value: written, mark: 'plain' });
  }

  private assign(name: string, value: CExpr): void {
    const local = this.local(name);
    const computed = value.k === 'call' ? this.call(value, name) : this.value(value);
    if (computed === null) unsupported('void', `${quote(this.textOf(value))} has no value`, value);
    if (computed.k !== 'local' || computed.local !== local) this.emit({ k: 'set', local, value: computed });
  }

  value(expr: CExpr): KernelTerm {
    switch (expr.k) {
      case 'int':
        return constantTerm(expr.value);
      case 'name':
        return this.isLocation(expr.name)
          ? this.addressOf(expr.name)
          : { k: 'local', local: this.local(expr.name) };
      case 'unary':
        if (expr.op === '&') return this.lvalue(expr.a);
        return expr.op === '*' ? this.loaded(this.value(expr.a)) : unaryTerm(expr.op, this.value(expr.a));
      case 'binary':
        return this.binary(expr);
      case 'conditional':
        return this.conditional(expr);
      case 'call':
        return this.call(expr, null) ?? unsupported('void', `${quote(this.textOf(expr))} has no value`, expr);
      case 'index':
        return this.loaded(this.lvalue(expr));
      case 'assign':
        this.effect(expr);
        return this.value(expr.target);
    }
  }

  private binary(expr: Extract<CExpr, { readonly k: 'binary' }>): KernelTerm {
    const { op } = expr;
    const a = this.value(expr.a);
    let b: KernelTerm = constantTerm(0);
    const right = this.block(() => {
      b = this.value(expr.b);
    });
    if ((op === '&&' || op === '||') && right.length > 0) {
      // Whether the accesses on the right happen is a branch.
      const local = this.temporary();
      const known: KernelTerm = { k: 'local', local };
      this.emit({ k: 'set', local, value: unaryTerm('!', unaryTerm('!', a)) });
      const at = this.origin();
      const more = [...right, { k: 'set', local, value: unaryTerm('!', unaryTerm('!', b)), at } as const];
      this.emit({
        k: 'if',
        cond: known,
        then: op === '&&' ? more : [],
        otherwise: op === '&&' ? [] : more,
      });
      return known;
    }
    this.out.push(...right);
    return binaryTerm(op, a, b);
  }

  private conditional(expr: Extract<CExpr, { readonly k: 'conditional' }>): KernelTerm {
    const c = this.value(expr.c);
    let a: KernelTerm = constantTerm(0);
    let b: KernelTerm = constantTerm(0);
    const then = this.block(() => {
      a = this.value(expr.a);
    });
    const otherwise = this.block(() => {
      b = this.value(expr.b);
    });
    if (then.length + otherwise.length === 0) {
      if (c.k === 'const') return c.value === 0 ? b : a;
      return { k: 'choose', c, a, b };
    }
    const local = this.temporary();
    const at = this.origin();
    then.push({ k: 'set', local, value: a, at });
    otherwise.push({ k: 'set', local, value: b, at });
    this.emit({ k: 'if', cond: c, then, otherwise });
    return { k: 'local', local };
  }

  private call(expr: Extract<CExpr, { readonly k: 'call' }>, variable: string | null): KernelTerm | null {
    const result = (): number => (variable === null ? this.temporary() : this.local(variable));
    return kernelPrimitiveOf(expr.name, expr)(this, expr.args, expr, result);
  }

  /** A plain read. */
  private loaded(address: KernelTerm): KernelTerm {
    const local = this.temporary();
    this.emit({ k: 'load', local, address, mark: 'plain' });
    return { k: 'local', local };
  }

  /** The address that an lvalue such as `*x` or `x[1]` names. */
  lvalue(expr: CExpr): KernelTerm {
    if (expr.k === 'unary' && expr.op === '*') return this.value(expr.a);
    if (expr.k === 'index') return binaryTerm('+', this.value(expr.base), this.value(expr.index));
    return unsupported('lvalue', `${quote(this.textOf(expr))} is no place in memory`, expr);
  }

  private addressOf(name: string): KernelTerm {
    return constantTerm(this.context.layout.address(this.context.layout.cell(name)));
  }

  private isLocation(name: string): boolean {
    return this.source.params.includes(name);
  }

  private local(name: string): number {
    return this.context.registers.write(name);
  }

  private temporary(): number {
    return this.local(`$${this.temporaries++}`);
  }

  private textOf(span: Span): string {
    return this.context.text.slice(span.from, span.to);
  }

  private origin(): KernelOrigin {
    const { from, to } = this.span;
    return { text: this.textOf(this.span).replace(/\s+/g, ' '), from, to };
  }

  emit(body: KernelBody): void {
    this.out.push({ ...body, at: this.origin() });
  }
}
