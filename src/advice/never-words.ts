/** Why something never happens, in sentences: one for each part of the circle that it would need. */
import { valueName } from '../base/index.ts';
import type { Model, Program } from '../machine/index.ts';
import { placeOf, type Construct } from './constructs.ts';
import type { Before } from './cycle.ts';
import type { Keeper, Placed } from './kept-order.ts';
import type { Never } from './never.ts';

/** Where a statement stands for the reader. */
export interface Naming {
  /** The line of a table or interleaving that a CPU's statement is; null where none is. `isShared`: another CPU has
   *  something in it as well. */
  readonly row: (cpu: number, pc: number) => Row | null;
  /** Its line in the text; null where that is not to be said. */
  readonly line: (pc: number) => number | null;
}

export interface Row {
  readonly line: number;
  readonly isShared: boolean;
}

export interface NeverWords {
  /** One clause: "smp_mb() (line 2) and smp_mb() (line 5) forbid it". */
  readonly short: string;
  /** The chain, a sentence for each part, and what happens without each ordering alone. */
  readonly chain: readonly string[];
  /** The circle as it is told: a sentence of the chain for each part, in this order; empty where there is none. */
  readonly circle: readonly Before[];
  /** Each part of it in a word or two, for where it is drawn: what keeps it, or what would be read. */
  readonly brief: readonly string[];
}

const SILENT = { chain: [], circle: [], brief: [] } as const;

export function neverWords(program: Program, model: Model, never: Never, naming: Naming): NeverWords {
  return new Teller(program, model, naming).tell(never);
}

type Ordered = Extract<Never, { k: 'ordered' }>;

class Teller {
  private readonly program: Program;
  private readonly model: Model;
  private readonly naming: Naming;

  constructor(program: Program, model: Model, naming: Naming) {
    this.program = program;
    this.model = model;
    this.naming = naming;
  }

  tell(never: Never): NeverWords {
    switch (never.k) {
      case 'happens':
        return { ...SILENT, short: `it can happen under ${this.model}` };
      case 'unknown':
        return { ...SILENT, short: 'what forbids it was not found out within the limit of the search' };
      case 'whatever':
        return {
          ...SILENT,
          short:
            'no barrier, no lock and no order of the model is what forbids it: it cannot be without any of them',
        };
      case 'ordered': {
        const circle = never.circle ? this.turned(never.circle) : [];
        return {
          short: this.forbidden(never),
          chain: [...this.chain(never), ...this.aloneWords(never)],
          circle,
          brief: circle.map((edge) => this.brief(edge)),
        };
      }
    }
  }

  private forbidden({ circle, sections, constructs, byModel }: Ordered): string {
    const order = `the order that ${this.model} keeps`;
    const parts = circle
      ? circle.flatMap((edge) => this.keeping(edge))
      : sections
        ? [this.construct(sections.lock)]
        : [...(byModel ? [order] : []), ...constructs.map((one) => this.construct(one))];
    const named = [...new Set(parts)];
    if (named.length === 0) return 'what was read forbids it';
    return `${listed(named)} ${named.length > 1 ? 'forbid' : 'forbids'} it`;
  }

  private chain({ circle, sections }: Ordered): readonly string[] {
    if (circle) {
      const turned = this.turned(circle);
      const [first] = turned;
      return [
        ...turned.map((edge) => sentence(this.edge(edge))),
        ...(first ? [sentence(`so ${this.half(first.from)} would have to come before itself`)] : []),
      ];
    }
    if (!sections) return [];
    const lock = lockName(sections.lock);
    return sections.ways.flatMap(({ first, then, way }) => [
      ...way.map((edge) => sentence(this.edge(edge))),
      sentence(`so ${this.cpu(first)} cannot have ${lock} before ${this.cpu(then)} has it`),
    ]);
  }

  /** Beginning with what stands first in the table, or in the first CPU, and is kept in order. */
  private turned(circle: readonly Before[]): readonly Before[] {
    const rank = ({ from: { of }, because }: Before) => {
      const row = this.naming.row(of.cpu, of.pc);
      return (because.k === 'kept' ? 0 : 1e9) + (row?.line ?? 1e6 + of.cpu * 1e4 + of.nth);
    };
    const first = circle.reduce((best, edge) => (rank(edge) < rank(best) ? edge : best));
    const at = circle.indexOf(first);
    return [...circle.slice(at), ...circle.slice(0, at)];
  }

  private aloneWords({ alone, constructs }: Ordered): readonly string[] {
    const words = (happens: boolean | null) =>
      alone
        .filter((one) => one.happens === happens && !this.isLocked(one.construct))
        .map(({ construct }) => this.construct(construct));
    const [needed, spare, open] = [words(true), words(false), words(null)];
    const locked = alone.filter((one) => this.isLocked(one.construct));
    return [
      ...this.withoutWords(needed, spare, constructs),
      ...(open.length > 0 ? [`What happens without ${listed(open)} alone was not found out.`] : []),
      ...(locked.length > 0
        ? [
            `${listed(locked.map(({ construct }) => this.construct(construct)))} ${locked.length > 1 ? 'are locked instructions' : 'is a locked instruction'}: on x86 nothing weaker does the same.`,
          ]
        : []),
    ];
  }

  /** An atomic of x86, which orders whatever it is called. */
  private isLocked({ pcs, kind }: Construct): boolean {
    if (kind !== 'order' || this.program.arch !== 'x86') return false;
    return [...pcs].every((pc) => this.program.code[pc]?.op === 'rmw');
  }

  private withoutWords(
    needed: readonly string[],
    spare: readonly string[],
    constructs: Ordered['constructs'],
  ): readonly string[] {
    if (needed.length > 0)
      return [
        needed.length === 1
          ? `Without ${needed.join('')} it happens.`
          : `Without any one of ${listed(needed)} it happens.`,
        ...(spare.length > 0 ? [`Without ${listed(spare)} alone something else still forbids it.`] : []),
      ];
    const together = constructs.map((one) => this.construct(one));
    return together.length > 1 && spare.length > 0
      ? [`It happens without ${listed(together)} together, not without one alone.`]
      : [];
  }

  /** "line 2's store to x is visible before line 4's load of y takes its value (smp_mb(), line 3)". */
  private edge({ from, to, because }: Before): string {
    const [a, b] = [this.half(from), this.half(to)];
    switch (because.k) {
      case 'kept': {
        const by = [...new Set(because.by.map((one) => this.keeper(one, from, to)))].join('; ');
        const [first, second] = [DOES[from.side], DOES[to.side]];
        const then = from.side !== to.side ? second : from.side === 'write' ? 'is' : 'does';
        return `${a} ${first} before ${b} ${then} (${by})`;
      }
      case 'read-from':
        return `${b} finds ${this.value(to)} from ${a}, so it comes after that`;
      case 'read-before':
        return `${a} finds ${this.value(from)}, so it comes before ${b}`;
      case 'drawn':
        return `${a} is drawn above ${b}`;
      case 'replaced':
        return `${b} replaces what ${a} left, so it comes after that`;
      case 'interrupt':
        return `${a} is visible when the interrupt is sent that ${b} is behind`;
    }
  }

  private brief({ from, to, because }: Before): string {
    switch (because.k) {
      case 'kept':
        return because.by.map((one) => this.briefKeeper(one, from, to))[0] ?? '';
      case 'read-from':
        return 'is read';
      case 'read-before':
        return 'is not read';
      case 'replaced':
        return 'is replaced';
      case 'interrupt':
        return 'interrupts';
      case 'drawn':
        return 'is drawn above';
    }
  }

  private briefKeeper(keeper: Keeper, from: Placed, to: Placed): string {
    switch (keeper.k) {
      case 'construct':
        return keeper.pc === from.of.pc || keeper.pc === to.of.pc
          ? keeper.is
          : placeOf(this.program, keeper.pc).text.replace(/\(.*/s, '()');
      case 'dependency':
        return `${keeper.of} dependency`;
      case 'location':
        return 'one location';
      case 'instruction':
        return 'one instruction';
      case 'sent':
        return 'an interrupt between';
      case 'model':
        return this.program.cpus[from.of.cpu]?.agent ? 'in order' : this.model;
    }
  }

  private value({ of, side }: Placed): string {
    const half = side === 'read' ? of.read : of.write;
    return half ? valueName(this.program.cells, half.value, half.cell) : '';
  }

  /** What keeps an edge, for the short clause. */
  private keeping({ because, from }: Before): readonly string[] {
    const [by] = because.k === 'kept' ? because.by : [];
    switch (by?.k) {
      case 'construct':
        return [this.constructAt(by.pc, from.of.cpu)];
      case 'dependency':
        return [`the ${by.of} dependency`];
      case 'model':
        return this.program.cpus[from.of.cpu]?.agent ? [] : [`the order that ${this.model} keeps`];
      default:
        return [];
    }
  }

  private keeper(keeper: Keeper, from: Placed, to: Placed): string {
    switch (keeper.k) {
      case 'construct':
        return keeper.pc === from.of.pc || keeper.pc === to.of.pc
          ? IS[keeper.is]
          : this.constructAt(keeper.pc, from.of.cpu);
      case 'dependency':
        return RESTS[keeper.of];
      case 'location':
        return 'both are of one location';
      case 'instruction':
        return 'one instruction';
      case 'sent':
        return 'an interrupt is sent in between';
      case 'model':
        if (this.program.cpus[from.of.cpu]?.agent) return 'it acts in order';
        if (this.model === 'sc') return 'sc keeps program order';
        if (from.side === to.side) return `tso keeps ${from.side === 'read' ? 'loads' : 'stores'} in order`;
        return 'tso lets no store pass a load';
    }
  }

  /** "line 2’s store to x", "CPU 1’s load of y (line 31)". */
  private half({ of: { cpu, pc, read, write }, side }: Placed): string {
    const cell = this.program.cells[(side === 'read' ? read : write)?.cell ?? -1]?.name ?? 'memory';
    const what = side === 'read' ? `load of ${cell}` : `store to ${cell}`;
    const row = this.naming.row(cpu, pc);
    if (row)
      return row.isShared ? `${this.cpu(cpu)}’s ${what} in line ${row.line}` : `line ${row.line}’s ${what}`;
    const line = this.naming.line(pc);
    return `${this.cpu(cpu)}’s ${what}${line === null ? '' : ` (line ${line})`}`;
  }

  private constructAt(pc: number, cpu: number): string {
    return this.called(placeOf(this.program, pc).text, cpu, pc);
  }

  private construct({ kind, text, pcs }: Construct): string {
    const [pc = -1] = pcs;
    const cpus = [...this.program.cpus.keys()];
    for (const cpu of cpus)
      for (const one of pcs) if (this.naming.row(cpu, one) !== null) return this.called(text, cpu, one);
    // A lock is everybody's.
    return kind === 'lock' && this.naming.line(pc) === null
      ? brief(text)
      : this.called(text, this.ownerOf(pc), pc);
  }

  private called(text: string, cpu: number, pc: number): string {
    const at = this.naming.row(cpu, pc)?.line ?? this.naming.line(pc);
    return at === null ? `${this.cpu(cpu)}’s ${brief(text)}` : `${brief(text)} in line ${at}`;
  }

  /** The CPU in whose task an instruction stands, or that of the task before it. */
  private ownerOf(pc: number): number {
    const entries = this.program.cpus.map(({ entry }) => entry).filter((entry) => entry <= pc);
    return this.program.cpus.findIndex(({ entry }) => entry === Math.max(...entries));
  }

  private cpu(cpu: number): string {
    const spec = this.program.cpus[cpu];
    return spec?.agent ? spec.name : `CPU ${cpu}`;
  }
}

const DOES = { read: 'takes its value', write: 'is visible' } as const;

const IS = {
  barrier: 'it is a barrier',
  acquire: 'the load acquires',
  release: 'the store releases',
  atomic: 'an atomic is a full barrier here',
} as const;

const RESTS = {
  address: 'its address comes of it',
  data: 'what is stored comes of it',
  control: 'it is behind a branch on it',
} as const;

/** What is long is known by its name. */
function brief(text: string): string {
  return text.length <= BRIEF ? text : text.replace(/\([^]*$/, '()');
}

const BRIEF = 44;

function lockName({ text }: Construct): string {
  const name = /\((.*)\)/.exec(text)?.[1]?.replace(/^&/, '') ?? '';
  return name === '' ? text : name;
}

function listed(list: readonly string[]): string {
  if (list.length < 2) return list.join('');
  return `${list.slice(0, -1).join(', ')} and ${list.at(-1) ?? ''}`;
}

/** Names of code and agents stay as they are. */
function sentence(text: string): string {
  return `${text.replace(/^(?=line |so )./, (first) => first.toUpperCase())}.`;
}
