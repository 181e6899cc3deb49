/**
 * Written interleavings: rows name statements by label, text, or the call they stand in; here they become keys of
 * instructions. Playing them is the explore room's business.
 */
import type {
  CallResult,
  ConditionOutcome,
  Instr,
  Program,
  ScheduleRow,
  StepKind,
} from '../machine/index.ts';
import type { ExpectedEnd } from './api.ts';
import type { Symbols } from './check/symbols.ts';
import { byWord, isOneCall } from '../base/index.ts';
import type { Diagnostics } from './diagnostic.ts';
import type { Instance } from './lower/instance.ts';
import type { DeclarationOf, RowSyntax, Word } from './syntax/syntax.ts';

type RowNode = Extract<RowSyntax, { readonly k: 'row' }>;

const STEP_OPS: Readonly<Partial<Record<StepKind, readonly Instr['op'][]>>> = {
  value: ['load', 'rmw'],
  visible: ['store', 'rmw'],
  predict: ['branch', 'choose', 'await', 'rmw', 'load', 'store', 'select'],
  fetch: ['execute'],
  dc: ['dc'],
  ic: ['ic'],
  tlbi: ['tlbi'],
  arrive: ['tlbi'],
};

const QUIET: readonly Instr['op'][] = ['let', 'jump'];

export interface ResolvedRows {
  readonly rows: readonly ScheduleRow[];
  readonly impossibleAt: number | null;
  readonly toEnd: boolean;
  readonly ends: ExpectedEnd | null;
  readonly about: string | null;
}

/** The program that rows name statements of, and what its lowering knew. */
export interface NamedProgram {
  readonly program: Program;
  /** The CPU of each instruction. */
  readonly owners: readonly number[];
  readonly instance: Instance;
}

/** `texts`: the scenario and the prelude. */
export function resolveRows(
  decl: DeclarationOf<'interleaving'>,
  named: NamedProgram,
  symbols: Symbols,
  texts: readonly [string, string],
  diagnostics: Diagnostics,
): ResolvedRows {
  const rows: ScheduleRow[] = [];
  let impossibleAt: number | null = null;
  let about: string | null = null;
  let ends: ExpectedEnd | null = null;
  let isOpen = false;
  for (const row of decl.rows) {
    if (row.k === 'row') {
      if (row.impossible) impossibleAt = rows.length;
      const resolved = new RowResolution(row, decl.reading, named, symbols, texts, diagnostics).resolve();
      rows.push(isOpen ? { ...resolved, gap: true } : resolved);
      isOpen = false;
    } else if (row.k === 'rest') {
      if (row.cpu) numberOfCpu(row.cpu, symbols, named.program, diagnostics);
      isOpen = true;
    } else if (row.k === 'ends') ends = { end: row.end, property: row.property?.text ?? null };
    else if (row.k === 'about') about = row.text.text;
    else {
      const last = rows.pop();
      if (last)
        rows.push({
          ...last,
          note: last.note === undefined ? row.text.text : `${last.note} ${row.text.text}`,
        });
      else
        diagnostics.error(
          'note-first',
          row,
          'A note belongs to the row above it; write `about "…"` for words at the start.',
        );
    }
  }
  return { rows, impossibleAt, toEnd: isOpen, ends, about };
}

/** CPUs by number, agents by name or by the number that they have in the program, as those that only do work. */
function numberOfCpu(cpu: Word, symbols: Symbols, { cpus }: Program, diagnostics: Diagnostics): number {
  const { text } = cpu;
  if (/^\d+$/.test(text)) {
    // Agents are numbered behind the CPUs, those that only do work behind them.
    if (Number(text) < Math.max(cpus.length, symbols.cpus.length + symbols.agents.length))
      return Number(text);
  } else {
    const agent = symbols.agents.findIndex((known) => known.name.text === text);
    if (agent >= 0) return symbols.cpus.length + agent;
  }
  const agents = symbols.agents.map((agent) => agent.name.text);
  const known = [...symbols.cpus.map(({ index }) => String(index)), ...agents].join(', ');
  diagnostics.error(
    'unknown-cpu',
    cpu,
    `Found \`${text}\`; expected a CPU or agent of this scenario: ${known}.`,
  );
  return -1;
}

/** Texts are compared without white space; those of a program again for each row. */
const bare = byWord((text) => text.replace(/\s+/g, ''));

/** `int r = READ_ONCE(x)` without its type. */
function withoutType(text: string): string {
  return text.replace(/^\s*(?:[A-Za-z_]\w*\s+)+\**\s*(?=[A-Za-z_]\w*\s*=[^=])/, '');
}

class RowResolution {
  private readonly cpu: number;
  private readonly kind: StepKind;

  /** What a call comes to, where the row names one and says no more. */
  private effect: Pick<ScheduleRow, 'kind' | 'keys'> | null = null;
  /** It comes to more than one thing: all of it is meant. */
  private isWhole = false;
  /** Calls that it is to stand in. */
  private within: readonly number[] | null = null;
  private readonly row: RowNode;
  private readonly reading: DeclarationOf<'interleaving'>['reading'];
  private readonly program: Program;
  private readonly owners: readonly number[];
  private readonly instance: Instance;
  private readonly texts: readonly [string, string];
  private readonly diagnostics: Diagnostics;

  constructor(
    row: RowNode,
    reading: DeclarationOf<'interleaving'>['reading'],
    { program, owners, instance }: NamedProgram,
    symbols: Symbols,
    texts: readonly [string, string],
    diagnostics: Diagnostics,
  ) {
    this.row = row;
    this.reading = reading;
    this.program = program;
    this.owners = owners;
    this.instance = instance;
    this.texts = texts;
    this.diagnostics = diagnostics;
    this.cpu = numberOfCpu(row.cpu, symbols, program, diagnostics);
    this.kind = this.isCondition || row.kind === null ? 'issue' : (row.kind as StepKind);
  }

  resolve(): ScheduleRow {
    const { row } = this;
    const number = row.value && this.instance.constantOrNull(row.value);
    const base: Omit<ScheduleRow, 'keys'> = {
      cpu: this.cpu,
      kind: this.kind,
      ...(row.kind === null ? { unsaid: true } : {}),
      ...(row.what ? { what: row.what.text } : {}),
      ...(number === null ? {} : { number }),
      from: row.from,
      to: row.to,
    };
    if (this.cpu < 0) return { ...base, keys: [] };
    if (row.step === null) {
      if (row.kind === 'irq' && !this.program.irqs.some((irq) => irq.name === row.what?.text)) {
        const known = this.program.irqs.map((irq) => irq.name).join(', ');
        this.diagnostics.error(
          'unknown-irq',
          row,
          `Found the interrupt \`${row.what?.text ?? ''}\`; this variant raises: ${known === '' ? 'none' : known}.`,
        );
      }
      return { ...base, keys: [] };
    }
    const { step } = row;
    const wanted = this.unqualified(step.k === 'text' ? step.text : this.texts[0].slice(step.from, step.to));
    const keys = this.keys(wanted);
    if (this.isCondition) return { ...base, keys, outcome: this.outcome(wanted, row.kind === 'taken') };
    if (this.effect) {
      const { unsaid: _, ...said } = base;
      return { ...said, ...this.effect };
    }
    if (this.isWhole) return { ...base, keys, whole: true };
    const results = row.what ? this.given(wanted, keys) : [];
    return { ...base, keys, ...(results.length > 0 ? { results } : {}) };
  }

  private get isCondition(): boolean {
    return this.row.kind === 'taken' || this.row.kind === 'not taken';
  }

  /** The conditions that a row `taken` or `not taken` means. */
  private outcome(wanted: string, holds: boolean): ConditionOutcome {
    const text = bare(wanted.replace(/^\s*if\s*\(([^]*)\)\s*$/, '$1'));
    const own = this.instance.conditions.filter(({ from }) => this.owners[from] === this.cpu);
    const exact = own.filter((one) => bare(one.text) === text);
    const ranges = exact.length > 0 ? exact : own.filter((one) => bare(one.text).includes(text));
    if (ranges.length === 0)
      this.diagnostics.error(
        'unknown-condition',
        this.row,
        `CPU ${String(this.cpu)} has no \`if (${wanted})\` that could be ${this.row.kind ?? ''} in this variant.`,
      );
    return { holds, ranges: ranges.map(({ from, then }) => ({ from, then })) };
  }

  /** What the row's value may be: that of what it names, else of the statement that it stands for. */
  private given(wanted: string, keys: readonly string[]): CallResult[] {
    const meant = [...this.program.code.keys()].filter(
      (pc) => this.owners[pc] === this.cpu && keys.includes(this.program.code[pc]?.at.key ?? ''),
    );
    const isMeant = ({ from, to }: CallResult) => meant.some((pc) => pc >= from && pc < to);
    const named = this.results(bare(withoutType(wanted)));
    if (named.length > 0) return named.some(isMeant) ? named.filter(isMeant) : named;
    const texts = new Set(meant.map((pc) => bare(this.program.code[pc]?.at.text ?? '')));
    const [text] = texts;
    return text !== undefined && texts.size === 1 && text.includes('=') ? this.results(text) : [];
  }

  /** A statement that stores what it computes: its value is what it has read. */
  private stores(text: string): boolean {
    return this.program.code.some(
      ({ op, at }, pc) => op === 'store' && this.owners[pc] === this.cpu && bare(at.text) === text,
    );
  }

  /** Calls that the row names, alone or, where that is asked for, as what is assigned. */
  private results(text: string, isAssigned = true): CallResult[] {
    return this.instance.calls
      .filter(({ from, name, text: whole }) => {
        if (this.owners[from] !== this.cpu) return false;
        const call = bare(whole);
        return (
          (call === text ||
            name === text ||
            `${name}()` === text ||
            (isAssigned && text.endsWith(`=${call}`))) &&
          (name !== '' || !this.stores(text))
        );
      })
      .map(({ from, to, value, isAccess }) => ({ from, to, value, isAccess }));
  }

  /** `ack(RUN): if (READ_ONCE(x))`: the statement as it stands in that call, where one text stands in several. */
  private unqualified(text: string): string {
    if (!text.includes(':')) return text;
    const own = this.program.code.filter((_, pc) => this.owners[pc] === this.cpu);
    for (const { index } of text.matchAll(/\)\s*:\s/g)) {
      const outer = text.slice(0, index + 1).trim();
      if (!isOneCall(outer)) continue;
      const within = this.program.scopes.flatMap((_, n) => (this.callText(n, bare(outer), true) ? n : []));
      const isIn = ({ at }: Instr) =>
        (this.within === null || at.scope.some((n) => this.within?.includes(n))) &&
        at.scope.some((n) => within.includes(n));
      // Within both, or what stands there is called in another way.
      const inner = this.program.scopes.flatMap((_, n) =>
        own.some((instr) => isIn(instr) && instr.at.scope.includes(n)) && within.includes(n) ? n : [],
      );
      if (inner.length > 0) this.within = inner;
      return this.unqualified(text.slice(text.indexOf(':', index) + 1).trim());
    }
    return text;
  }

  /** Instructions of this CPU that the row can mean, by how well they fit. */
  private keys(wanted: string): string[] {
    const whole = bare(wanted);
    const ops = STEP_OPS[this.kind];
    const { cpu, owners, within: outer } = this;
    const own = this.program.code.filter(
      ({ op, at }, pc) =>
        owners[pc] === cpu &&
        (ops ? ops.includes(op) : !QUIET.includes(op)) &&
        (outer === null || at.scope.some((n) => outer.includes(n))),
    );
    const labelled = own.filter((instr) => instr.at.label === wanted.trim());
    if (labelled.length > 0) return keysOf(labelled);
    // A statement may be named with the type that it declares.
    const untyped = bare(withoutType(wanted));
    const isDeclared = own.some((instr) => bare(instr.at.text) === untyped);
    const text = isDeclared && own.every((instr) => bare(instr.at.text) !== whole) ? untyped : whole;
    const exact = own.filter((instr) => bare(instr.at.text) === text);
    const isText = this.row.step?.k === 'text' || exact.length === 0;
    const within = this.results(text, false);
    // Most instructions stand in the same few calls.
    const calls = new Map<number, boolean>();
    const isMeant = (scope: number) => {
      const known = calls.get(scope) ?? this.callText(scope, text, isText);
      calls.set(scope, known);
      return known;
    };
    const isCalled = (instr: Instr) =>
      instr.at.scope.some(isMeant) ||
      within.some(({ from, to }) => this.program.code.slice(from, to).includes(instr));
    const inside = own.filter(isCalled);
    const called = inside.some((one) => !exact.includes(one)) ? inside : [];
    // As drawn, a call is all that it does; so it is in the order of effects where no step is named, nor anything stands at
    // its end.
    const isPlain =
      this.reading === 'effects' &&
      this.row.kind === null &&
      exact.every(({ op, at }) => op !== 'effect' || at.word !== undefined);
    if (
      exact.length > 0 &&
      (!isPlain || called.length === 0) &&
      (this.reading === 'effects' || called.length === 0)
    ) {
      this.isWhole = isPlain && within.some(({ from, to }) => isMore(this.program.code.slice(from, to)));
      return keysOf(exact);
    }
    if (called.length > 0 && isPlain) {
      this.effect = effectOf(called);
      this.isWhole = this.effect === null;
    }
    if (called.length > 0) return keysOf([...exact, ...called]);
    const containing = own.filter((instr) => bare(instr.at.text).includes(text));
    const statements = [...new Set(containing.map((instr) => instr.at.text))];
    if (statements.length > 1) {
      this.diagnostics.error(
        'ambiguous-row',
        this.row,
        `\`${wanted}\` fits several statements: ${statements.map((s) => `\`${s}\``).join(', ')}. Name one in full or give it a label.`,
      );
    }
    if (statements.length === 0) {
      const all = [
        ...new Set(
          this.program.code
            .filter((instr, pc) => this.owners[pc] === this.cpu && !QUIET.includes(instr.op))
            .map((instr) => instr.at.text),
        ),
      ];
      const meant = this.diagnostics.suggest(text, all.map(bare));
      const hint = meant === null ? '' : ` Did you mean \`${all.find((s) => bare(s) === meant) ?? meant}\`?`;
      const kind = all.some((s) => bare(s).includes(text)) ? ` that can be \`${this.kind}\`` : '';
      this.diagnostics.error(
        'unknown-statement',
        this.row,
        `CPU ${String(this.cpu)} has no statement \`${wanted}\`${kind} in this variant. Its statements: ${all
          .slice(0, 12)
          .map((s) => `\`${s}\``)
          .join(', ')}${all.length > 12 ? ', …' : ''}.${hint}`,
      );
    }
    return keysOf(containing);
  }

  /** Is this inlined call what the row names: by its text, by the function's name alone, or as what is assigned? */
  private callText(index: number, text: string, isAssigned: boolean): boolean {
    const scope = this.program.scopes[index];
    if (!scope) return false;
    const call = bare(this.texts[scope.file === 0 ? 0 : 1].slice(scope.from, scope.to));
    return (
      scope.name === text ||
      `${scope.name}()` === text ||
      call === text ||
      (isAssigned && text.endsWith(`=${call}`))
    );
  }
}

/** In the order of effects a call is its effect, and none of the steps on the way; null where it has none, or several. */
function effectOf(called: readonly Instr[]): Pick<ScheduleRow, 'kind' | 'keys'> | null {
  const [effect, ...more] = called.filter(({ op }) => op === 'store' || op === 'rmw');
  return effect?.op === 'store' && more.length === 0 && called.every(({ op }) => op !== 'effect')
    ? { kind: 'visible', keys: [effect.at.key] }
    : null;
}

/** More than one load or one store, which a row names as it issues. */
function isMore(instrs: readonly Instr[]): boolean {
  const accesses = instrs.filter(({ op }) => op === 'load' || op === 'store' || op === 'rmw');
  return accesses.length > 1 || instrs.some(({ op }) => op === 'rmw' || op === 'effect');
}

function keysOf(instrs: readonly Instr[]): string[] {
  return [...new Set(instrs.map((instr) => instr.at.key))];
}
