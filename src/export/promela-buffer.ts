/**
 * The store buffer of one CPU under `tso`, oldest entry first:
 *
 *   a, v   cell and value        n       how many entries
 *   t      what else happens when it becomes visible (0: nothing), with the registers x… of its issue
 *   f      how many of them a fence waits for that holds back loads
 *   rel    release stores among them          s   a serializing instruction waits: nothing issues until n is 0
 *
 * A fence that does something when it completes is an entry too, without a cell; it leaves together with the last store
 * before it. `tag` and `y…` are the leaving entry's.
 */
import type { Effect, Instr } from '../machine/index.ts';
import { capacityOf, waitsForStores, type Capacity } from './promela-capacity.ts';
import { promelaExpr, registersOf, targetOf, type Target } from './promela-expr.ts';
import { effectExpressions } from './promela-liveness.ts';
import type { Routine, Vocabulary } from './promela-names.ts';
import { effectLines, indent, when } from './promela-text.ts';
import { wildLines } from './promela-wild.ts';

/** Above this a shift is a loop instead of one assignment for each entry. */
const SPELLED_OUT = 8;

/** What happens when an entry leaves. */
interface Leaving {
  readonly routine: Routine;
  readonly effects: readonly Effect[];
  /** Registers that the effects read, as of the issue. */
  readonly regs: readonly number[];
  readonly release: boolean;
  readonly isFence: boolean;
}

type Store = Extract<Instr, { op: 'store' }>;
type Fence = Extract<Instr, { op: 'fence' }>;

export class StoreBuffer {
  readonly capacity: Capacity;
  private readonly words: Vocabulary;
  private readonly cpu: number;
  private readonly leaving = new Map<string, Leaving>();
  private readonly releases: boolean;
  readonly serializes: boolean;
  /** Some fence's completion is an entry. */
  private readonly hasFences: boolean;
  /** Some store's address is computed, so it may be no cell's. */
  private computed = false;

  constructor(words: Vocabulary, routines: readonly Routine[], reachable: readonly Instr[]) {
    const { program } = words;
    this.words = words;
    this.cpu = routines[0]?.cpu ?? 0;
    this.capacity = capacityOf(program, routines);
    this.releases =
      reachable.some((instr) => instr.op === 'store' && instr.release) &&
      reachable.some((instr) => instr.op === 'load' && instr.acquire === 'rcsc');
    this.hasFences = reachable.some(
      (instr) => instr.op === 'fence' && (instr.then ?? []).length > 0 && waitsForStores(instr.kind),
    );
    const returns = routines.length > 1 && program.arch === 'x86' && program.hardware.eos;
    this.serializes = returns || reachable.some((i) => i.op === 'fence' && i.kind === 'serialize');
  }

  get empty(): string {
    return `n${this.cpu} == 0`;
  }

  get filled(): string {
    return `n${this.cpu} > 0`;
  }

  /** What an access or a fence waits for. */
  get issuing(): string[] {
    return this.serializes ? [`s${this.cpu} == 0`] : [];
  }

  get storing(): string[] {
    return this.capacity.enough ? this.issuing : [...this.issuing, `n${this.cpu} < ${this.capacity.entries}`];
  }

  loading(acquire: boolean): string[] {
    const { cpu } = this;
    return [`f${cpu} == 0`, ...this.issuing, ...(acquire && this.releases ? [`rel${cpu} == 0`] : [])];
  }

  /** The value that a load takes: the newest own store to the cell, else memory. */
  loaded(index: string, inMemory: string): string {
    const { cpu } = this;
    let value = inMemory;
    for (let nth = 0; nth < this.capacity.entries; nth++) {
      const last = nth === this.capacity.entries - 1 ? `n${cpu} == ${nth + 1}` : `n${cpu} > ${nth}`;
      value = `(${last} && a${cpu}[${nth}] == ${index}${this.isFenceAt(nth)} -> v${cpu}[${nth}] : ${value})`;
    }
    return value;
  }

  private isFenceAt(nth: number): string {
    // A fence's entry has no cell; 0 would be the first one's number.
    return this.hasFences ? ` && t${this.cpu}[${nth}] < ${FENCE}` : '';
  }

  store(routine: Routine, pc: number, instr: Store): string[] {
    const { cpu, words } = this;
    const names = words.names(routine);
    const { index, name } = targetOf(instr.addr, names, words.program.cells.length);
    if (name === null) this.computed = true;
    const release = instr.release && this.releases;
    const tagged = this.tagged(routine, pc, instr.then ?? [], release, false);
    return [
      `a${cpu}[n${cpu}] = ${index}; v${cpu}[n${cpu}] = ${promelaExpr(instr.value, names)};`,
      ...tagged,
      `n${cpu}++;${release ? ` rel${cpu}++;` : ''}`,
    ];
  }

  fence(routine: Routine, pc: number, instr: Fence): string[] {
    const { cpu } = this;
    const effects = instr.then ?? [];
    const now = effectLines(effects, this.words.names(routine));
    if (!waitsForStores(instr.kind)) return now;
    const holds = [`f${cpu} = n${cpu};`, ...(instr.kind === 'serialize' ? this.serialize() : [])];
    if (effects.length === 0) return holds;
    const entry = [...this.tagged(routine, pc, effects, false, true), `n${cpu}++;`];
    return ['if', `:: n${cpu} == 0 ->`, ...indent(now), ':: else ->', ...indent([...entry, ...holds]), 'fi;'];
  }

  /** From here on nothing issues until the buffer is empty. */
  serialize(): string[] {
    return when(`n${this.cpu} > 0`, [`s${this.cpu} = 1;`]);
  }

  private tagged(
    routine: Routine,
    pc: number,
    effects: readonly Effect[],
    release: boolean,
    isFence: boolean,
  ): string[] {
    if (effects.length === 0 && !release) return [];
    const { cpu, words } = this;
    const read = new Set<number>();
    for (const effect of effects) {
      for (const e of effectExpressions(effect)) registersOf(e, read);
    }
    const key = `${routine.irq ?? 'task'} ${pc}`;
    this.leaving.set(key, { routine, effects, regs: [...read], release, isFence });
    const tag = [...this.leaving.keys()].indexOf(key) + 1 + (isFence ? FENCE : 0);
    return [
      `t${cpu}[n${cpu}] = ${tag};`,
      ...[...read].map((r, nth) => `x${cpu}_${nth}[n${cpu}] = ${words.register(routine, r)};`),
    ];
  }

  /** Registers that an entry keeps at most. */
  private get kept(): number {
    return Math.max(0, ...[...this.leaving.values()].map(({ regs }) => regs.length));
  }

  private get columns(): string[] {
    const { cpu } = this;
    const kept = Array.from({ length: this.kept }, (_, nth) => `x${cpu}_${nth}`);
    return [`a${cpu}`, `v${cpu}`, ...(this.leaving.size > 0 ? [`t${cpu}`] : []), ...kept];
  }

  /** Arrays, then counts; complete when all stores and fences have been written. */
  declarations(): string[] {
    const { cpu, capacity, columns } = this;
    const small = this.words.program.cells.length < 255 && !this.computed ? 'byte' : 'int';
    const arrays = columns.map((name) => {
      const type = name === `a${cpu}` ? small : name === `t${cpu}` ? 'short' : 'int';
      return `${type} ${name}[${capacity.entries}];`;
    });
    const counts = [`n${cpu}`, `f${cpu}`];
    if (this.releases) counts.push(`rel${cpu}`);
    if (this.serializes) counts.push(`s${cpu}`);
    return [arrays.join(' '), `byte ${counts.join(', ')};`];
  }

  get variables(): string[] {
    return this.declarations().flatMap((line) =>
      [...line.matchAll(/(\w+)(?:\[\d+\])?[;,]/g)].map((m) => m[1] ?? ''),
    );
  }

  /** Variables that are used within a step, and 0 between steps. */
  get scratch(): string[] {
    return [
      ...(this.capacity.entries > SPELLED_OUT ? ['nth'] : []),
      ...(this.leaving.size > 0 ? ['tag', ...this.heldNames] : []),
    ];
  }

  private get heldNames(): string[] {
    return Array.from({ length: this.kept }, (_, nth) => `y${nth}`);
  }

  /** The oldest store becomes visible, and with it the fences behind it complete. */
  flush(): string[] {
    const { cpu, words } = this;
    const write: Target = { index: `a${cpu}[0]`, name: null };
    const leave = this.leave((one) => !one.isFence);
    const fences = [...this.leaving.values()].some(({ isFence }) => isFence);
    const further = fences
      ? [
          'do',
          `:: n${cpu} > 0 && t${cpu}[0] > ${FENCE} ->`,
          ...indent(this.leave((one) => one.isFence)),
          ':: else -> break',
          'od;',
        ]
      : [];
    return [
      ...(this.computed
        ? when(`CELL(${write.index})`, [`mem[${write.index}] = v${cpu}[0];`])
        : [`mem[${write.index}] = v${cpu}[0];`]),
      ...(this.computed ? wildLines(words.program, write) : []),
      ...leave,
      ...further,
      ...(this.serializes ? when(`n${cpu} == 0`, [`s${cpu} = 0;`]) : []),
      ...(this.leaving.size > 0 ? [['tag', ...this.heldNames].map((name) => `${name} = 0;`).join(' ')] : []),
    ];
  }

  /** The first entry leaves, and what is known about it happens. */
  private leave(concerns: (one: Leaving) => boolean): string[] {
    const { cpu, columns } = this;
    const last = this.capacity.entries - 1;
    const shifts =
      last < SPELLED_OUT
        ? Array.from({ length: last }, (_, nth) =>
            columns.map((name) => `${name}[${nth}] = ${name}[${nth + 1}];`).join(' '),
          )
        : [
            `for (nth : 0 .. ${last - 1}) {`,
            ...indent(columns.map((name) => `${name}[nth] = ${name}[nth + 1];`)),
            '}',
            'nth = 0;',
          ];
    const tags = [...this.leaving.values()].map((one, nth) => ({
      one,
      tag: nth + 1 + (one.isFence ? FENCE : 0),
    }));
    const mine = tags.filter(({ one }) => concerns(one));
    const then = mine.map(({ one, tag }) => {
      const held = { ...this.words.names(one.routine), reg: (r: number) => `y${one.regs.indexOf(r)}` };
      const lines = [...(one.release ? [`rel${cpu}--;`] : []), ...effectLines(one.effects, held)];
      return [`:: tag == ${tag} ->`, ...indent(lines)];
    });
    return [
      ...(this.leaving.size > 0 ? [`tag = t${cpu}[0];`] : []),
      ...Array.from({ length: this.kept }, (_, nth) => `y${nth} = x${cpu}_${nth}[0];`),
      ...shifts,
      columns.map((name) => `${name}[${last}] = 0;`).join(' '),
      `n${cpu}--;`,
      ...when(`f${cpu} > 0`, [`f${cpu}--;`]),
      ...(then.length > 0 ? ['if', ...then.flat(), ':: else', 'fi;'] : []),
    ];
  }
}

/** Tags of fences are above this. */
const FENCE = 1000;
