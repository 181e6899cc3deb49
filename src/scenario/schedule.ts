/**
 * Written interleavings: rows name statements by label, text, or the call they stand in; here they become keys of
 * instructions. Playing them is the explore room's business.
 */
import type { Instr, Program, ScheduleRow, StepKind } from '../machine/index.ts';
import type { Symbols } from './check/symbols.ts';
import type { Diagnostics } from './diagnostic.ts';
import type { DeclarationOf, RowSyntax } from './syntax/syntax.ts';

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
  readonly about: string | null;
}

/** `owners`: the CPU of each instruction; `texts`: the scenario and the prelude. */
export function resolveRows(
  decl: DeclarationOf<'interleaving'>,
  program: Program,
  owners: readonly number[],
  symbols: Symbols,
  texts: readonly [string, string],
  diagnostics: Diagnostics,
): ResolvedRows {
  const rows: ScheduleRow[] = [];
  let impossibleAt: number | null = null;
  let about: string | null = null;
  for (const row of decl.rows) {
    if (row.k === 'row') {
      if (row.impossible) impossibleAt = rows.length;
      rows.push(new RowResolution(row, program, owners, symbols, texts, diagnostics).resolve());
    } else if (row.k === 'about') about = row.text.text;
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
  return { rows, impossibleAt, about };
}

/** Texts are compared without white space. */
function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

class RowResolution {
  private readonly cpu: number;
  private readonly kind: StepKind;

  private readonly row: RowNode;
  private readonly program: Program;
  private readonly owners: readonly number[];
  private readonly symbols: Symbols;
  private readonly texts: readonly [string, string];
  private readonly diagnostics: Diagnostics;

  constructor(
    row: RowNode,
    program: Program,
    owners: readonly number[],
    symbols: Symbols,
    texts: readonly [string, string],
    diagnostics: Diagnostics,
  ) {
    this.row = row;
    this.program = program;
    this.owners = owners;
    this.symbols = symbols;
    this.texts = texts;
    this.diagnostics = diagnostics;
    this.cpu = this.cpuNumber();
    this.kind = (row.kind ?? 'issue') as StepKind;
  }

  private cpuNumber(): number {
    const { text } = this.row.cpu;
    if (/^\d+$/.test(text)) {
      if (Number(text) < this.symbols.cpus.length) return Number(text);
    } else {
      const agent = this.symbols.agents.findIndex((known) => known.name.text === text);
      if (agent >= 0) return this.symbols.cpus.length + agent;
    }
    const agents = this.symbols.agents.map((agent) => agent.name.text);
    const known = [...this.symbols.cpus.map((cpu) => String(cpu.index)), ...agents].join(', ');
    this.diagnostics.error(
      'unknown-cpu',
      this.row.cpu,
      `Found \`${text}\`; expected a CPU or agent of this scenario: ${known}.`,
    );
    return -1;
  }

  resolve(): ScheduleRow {
    const { row } = this;
    const base = {
      cpu: this.cpu,
      kind: this.kind,
      ...(row.what ? { what: row.what.text } : {}),
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
    return {
      ...base,
      keys: this.keys(step.k === 'text' ? step.text : this.texts[0].slice(step.from, step.to)),
    };
  }

  /** Instructions of this CPU that the row can mean, by how well they fit. */
  private keys(wanted: string): string[] {
    const text = bare(wanted);
    const ops = STEP_OPS[this.kind];
    const own = this.program.code.filter(
      (instr, pc) =>
        this.owners[pc] === this.cpu && !QUIET.includes(instr.op) && (ops?.includes(instr.op) ?? true),
    );
    const labelled = own.filter((instr) => instr.at.label === wanted.trim());
    if (labelled.length > 0) return keysOf(labelled);
    const exact = own.filter((instr) => bare(instr.at.text) === text);
    if (exact.length > 0) return keysOf(exact);
    const called = own.filter((instr) => instr.at.scope.some((scope) => this.callText(scope, text)));
    if (called.length > 0) return keysOf(called);
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

  /** Is this inlined call what the row names: by its text, or by the function's name alone? */
  private callText(index: number, text: string): boolean {
    const scope = this.program.scopes[index];
    if (!scope) return false;
    return (
      scope.name === text || bare(this.texts[scope.file === 0 ? 0 : 1].slice(scope.from, scope.to)) === text
    );
  }
}

function keysOf(instrs: readonly Instr[]): string[] {
  return [...new Set(instrs.map((instr) => instr.at.key))];
}
