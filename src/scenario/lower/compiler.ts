/**
 * What a compiler may do with plain accesses (`option compiler = faithful | lkmm`): each of these is an arm of a choice, so that a
 * run shows and names it. Documentation/memory-barriers.txt, "Compiler barrier", and access-marking.txt in
 * tools/memory-model/Documentation say what it may.
 *
 *   load again    a local that was loaded plainly is loaded anew at a later use
 *   load once     a load of what was loaded before gives the same; a wait that loads plainly loads before it
 *   tear          a constant that needs both halves of its word is stored half by half
 *   store first   of two arms that store, what `else` stores is stored before the question is asked
 *
 * It keeps track along straight code only: where ways meet, at calls that are barriers, and behind atomics nothing is known.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr, InstrBody } from '../../machine/index.ts';
import { callsOf } from '../check/walk.ts';
import type { Simple, Statement } from '../syntax/syntax.ts';
import type { Context } from './context.ts';
import { isPure } from './condition.ts';
import { binary, constant, not } from './fold.ts';
import type { Freedom } from './late.ts';

const HALF = 0xffff;

const AS_WRITTEN = 'the compiler does as written';

/** What changes nothing that a compiler knows. */
const KEEPS: ReadonlySet<string> = new Set(['let', 'select', 'jump', 'branch', 'choose', 'effect']);

/** Null where the scenario has it do nothing. */
export function freedomOf(ctx: Context): Freedom | null {
  return ctx.instance.settings.get('compiler') === 'lkmm' ? new PlainFreedom(ctx) : null;
}

class PlainFreedom implements Freedom {
  private readonly ctx: Context;
  /** Registers that hold what was loaded plainly from an address, and whether they were used. */
  private readonly loads = new Map<
    number,
    { readonly addr: Expr & { readonly k: 'const' }; used: boolean }
  >();
  /** Its own code is no join. */
  private own = 0;
  private hoisting: Statement | null = null;

  constructor(ctx: Context) {
    this.ctx = ctx;
  }

  forget(): void {
    this.loads.clear();
  }

  placed(): void {
    if (this.own === 0) this.forget();
  }

  emitted(body: InstrBody): void {
    if ('dst' in body && body.dst !== null) this.loads.delete(body.dst);
    if (KEEPS.has(body.op) || (body.op === 'load' && body.acquire === 'no')) return;
    // Half a store is none that would order anything.
    const plain = (body.op === 'store' && !body.release) || (body.op === 'rmw' && this.own > 0);
    if (!plain || body.addr.k !== 'const') this.forget();
    else for (const [r, { addr }] of this.loads) if (addr.v === body.addr.v) this.loads.delete(r);
  }

  load(addr: Expr, dst: number, load: () => Expr): Expr {
    if (!this.applies || addr.k !== 'const') return load();
    const has = [...this.loads.keys()].find((r) => this.loads.get(r)?.addr.v === addr.v);
    if (has === undefined || has === dst) load();
    else
      this.choose({
        [AS_WRITTEN]: load,
        'the compiler takes what it loaded before': () =>
          this.ctx.emit({ op: 'let', dst, value: this.ctx.read(has) }),
      });
    this.loads.set(dst, { addr, used: false });
    return this.ctx.read(dst);
  }

  use(r: number): Expr {
    const { ctx } = this;
    const from = this.loads.get(r);
    if (!from || !this.applies) return ctx.read(r);
    if (!from.used) {
      from.used = true;
      return ctx.read(r);
    }
    const fresh = ctx.register(ctx.registers[r] ?? '');
    this.choose({
      [AS_WRITTEN]: () => ctx.emit({ op: 'let', dst: fresh, value: ctx.read(r) }),
      'the compiler loads it again': () =>
        ctx.emit({ op: 'load', dst: fresh, addr: from.addr, acquire: 'no', plain: 'unmarked' }),
    });
    return ctx.read(fresh);
  }

  store(addr: Expr, value: Expr, store: () => void): void {
    if (!this.applies || !needsBothHalves(value)) {
      store();
      return;
    }
    const half = (mask: number) => () => {
      const kept = binary('&', { k: 'old' }, constant(~mask | 0));
      const half = binary('|', kept, constant(value.v & mask));
      this.ctx.emit({
        op: 'rmw',
        dst: null,
        addr,
        value: half,
        acquire: 'no',
        release: false,
        plain: 'unmarked',
      });
      store();
    };
    this.choose({
      [AS_WRITTEN]: store,
      'the compiler stores the low half first': half(HALF),
      'the compiler stores the high half first': half(~HALF | 0),
    });
  }

  wait(s: Statement & { readonly k: 'while' }, label: string | null): boolean {
    const { ctx } = this;
    this.forget();
    if (!this.applies || this.hoisting === s || isPure(ctx, s.cond) || !isEmpty(s.body)) return false;
    const { from, to } = s.cond;
    const asked = {
      k: 'simple',
      simple: { k: 'expression', e: s.cond, from, to },
      effects: [],
      from,
      to,
    } as const;
    if (callsOf(asked).length > 0) return false;
    const end = ctx.label();
    ctx.at(s, { from: s.cond.from, to: s.cond.to, prefix: 'while (', suffix: ')' }, label, () => {
      this.choose({
        'the compiler loads once': () => {
          ctx.branch(not(ctx.value(s.cond)), end);
          const round = ctx.label();
          ctx.place(round);
          ctx.jump(round);
        },
        [AS_WRITTEN]: () => undefined,
      });
    });
    this.hoisting = s;
    ctx.lower(s);
    this.hoisting = null;
    ctx.place(end);
    return true;
  }

  branches(s: Statement & { readonly k: 'if' }): void {
    const { ctx } = this;
    const [then, otherwise] = [assignmentIn(s.then), s.otherwise && assignmentIn(s.otherwise)];
    if (!this.applies || !then || !otherwise || !s.otherwise) return;
    const { target, value } = otherwise;
    if (target.k !== 'name' || then.target.k !== 'name' || then.target.name !== target.name) return;
    if (ctx.names.find(target.name) || ctx.instance.layout.place(target.name)?.kind !== 'data') return;
    if (value.k !== 'number' && value.k !== 'bool') return;
    ctx.at(s, otherwise, null, () => {
      this.choose({
        [AS_WRITTEN]: () => undefined,
        'the compiler stores before it asks': () => ctx.value(otherwise),
      });
    });
  }

  private get applies(): boolean {
    return this.ctx.activation.file === 0;
  }

  private choose(arms: Readonly<Record<string, () => unknown>>): void {
    const { ctx } = this;
    this.own++;
    const entries = Object.entries(arms);
    const labels = entries.map(() => ctx.label());
    const end = ctx.label();
    ctx.choose(
      labels,
      entries.map(([name]) => name),
    );
    entries.forEach(([, arm], nth) => {
      ctx.place(labels[nth] ?? end);
      arm();
      if (nth + 1 < entries.length) ctx.jump(end);
    });
    ctx.place(end);
    this.own--;
  }
}

/** A number of which neither half can be left alone; addresses are stored whole. */
function needsBothHalves(value: Expr): value is Expr & { readonly k: 'const' } {
  if (value.k !== 'const' || !Number.isInteger(value.v) || Math.abs(value.v) > 0xffffffff) return false;
  if (value.v >= ADDRESS_BASE) return false;
  return (value.v & HALF) !== 0 && value.v >>> 16 !== 0 && value.v >>> 16 !== HALF;
}

function isEmpty(body: Statement): boolean {
  return body.k === 'empty' || (body.k === 'block' && body.body.every(isEmpty));
}

/** The plain assignment that a body consists of. */
function assignmentIn(body: Statement): (Simple & { readonly k: 'assign' }) | null {
  if (body.k === 'block') return body.body.length === 1 && body.body[0] ? assignmentIn(body.body[0]) : null;
  if (body.k !== 'simple' || body.effects.length > 0 || body.simple.k !== 'assign') return null;
  return body.simple.op === '=' ? body.simple : null;
}
