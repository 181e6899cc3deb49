/**
 * Interrupts of one CPU: pend (a bit for each line that was raised), open (the mask), inirq and innmi (a handler is on the
 * stack), nmi (NMIs are not blocked), and for each handler where it returns to and the mask that it found.
 */
import type { CpuSpec, Instr, Program } from '../machine/index.ts';
import type { StoreBuffer } from './promela-buffer.ts';
import { promelaExpr } from './promela-expr.ts';
import type { Routine, Vocabulary } from './promela-names.ts';
import { when } from './promela-text.ts';

export interface Taking {
  readonly name: string;
  readonly guards: readonly string[];
  readonly lines: readonly string[];
}

/** The task of a CPU, then its handlers. */
export function routinesOf({ cpus }: Program, cpu: number): readonly [Routine, ...Routine[]] {
  const spec = cpus[cpu];
  const task: Routine = { cpu, irq: null, entry: spec?.entry ?? 0 };
  const handlers = (spec?.irqHandlers ?? []).flatMap((handler, irq) =>
    handler ? [{ cpu, irq, entry: handler.entry }] : [],
  );
  return [task, ...handlers];
}

export class Interrupts {
  private readonly words: Vocabulary;
  private readonly cpu: number;
  private readonly spec: CpuSpec | undefined;
  private readonly handlers: readonly Routine[];
  private readonly buffer: StoreBuffer | null;

  constructor(words: Vocabulary, cpu: number, handlers: readonly Routine[], buffer: StoreBuffer | null) {
    this.words = words;
    this.cpu = cpu;
    this.spec = words.program.cpus[cpu];
    this.handlers = handlers;
    this.buffer = buffer;
  }

  private isNmi({ irq }: Routine): boolean {
    return this.words.program.irqs[irq ?? -1]?.kind === 'nmi';
  }

  get declarations(): string[] {
    const { cpu, spec } = this;
    if (this.handlers.length === 0) return [];
    return [
      `byte pend${cpu}, open${cpu} = ${spec?.irqsOff === true ? 0 : 1}, nmi${cpu} = 1, inirq${cpu}, innmi${cpu};`,
      ...this.handlers.map(({ irq }) => `short back${cpu}_${irq}; byte was${cpu}_${irq};`),
    ];
  }

  get variables(): string[] {
    const { cpu } = this;
    if (this.handlers.length === 0) return [];
    return [
      `nmi${cpu}`,
      `inirq${cpu}`,
      `innmi${cpu}`,
      ...this.handlers.flatMap(({ irq }) => [`back${cpu}_${irq}`, `was${cpu}_${irq}`]),
    ];
  }

  /** What a statement does to the mask. */
  mode({ event }: Extract<Instr, { op: 'mode' }>): string[] {
    if (this.handlers.length === 0) return [];
    if (event === 'irq.disable') return [`open${this.cpu} = 0;`];
    if (event === 'irq.enable') return [`open${this.cpu} = 1;`];
    return [];
  }

  /** A handler begins; `first` is what issues with it. */
  take(handler: Routine, first: readonly string[]): Taking {
    const { cpu } = this;
    const bit = 2 ** (handler.irq ?? 0);
    const nmi = this.isNmi(handler);
    return {
      name: this.words.program.irqs[handler.irq ?? -1]?.name ?? '',
      guards: [
        `(pend${cpu} & ${bit}) != 0`,
        ...(nmi ? [`nmi${cpu} == 1`, `innmi${cpu} == 0`] : [`open${cpu} == 1`, `inirq${cpu} == 0`]),
      ],
      lines: [
        `pend${cpu} = pend${cpu} - ${bit}; back${cpu}_${handler.irq} = pc${cpu};`,
        `was${cpu}_${handler.irq} = open${cpu}; open${cpu} = 0; ${nmi ? `nmi${cpu} = 0; innmi${cpu} = 1;` : `inirq${cpu} = 1;`}`,
        ...first,
      ],
    };
  }

  /** A handler returns. The mask opens if it was open; an IRET unblocks NMIs and serializes. */
  leave(handler: Routine): string[] {
    const { cpu, words } = this;
    const { irq } = handler;
    const isX86 = words.program.arch === 'x86';
    return [
      `pc${cpu} = back${cpu}_${irq}; back${cpu}_${irq} = 0;`,
      ...when(`was${cpu}_${irq} == 1`, [`open${cpu} = 1; was${cpu}_${irq} = 0;`]),
      this.isNmi(handler) ? `nmi${cpu} = 1; innmi${cpu} = 0;` : `inirq${cpu} = 0;`,
      ...(isX86 && !this.isNmi(handler) ? [`nmi${cpu} = 1;`] : []),
      ...(isX86 && words.program.hardware.eos ? (this.buffer?.serialize() ?? []) : []),
    ];
  }
}

/** Interrupts of the chosen CPUs become pending. */
export function raising(
  words: Vocabulary,
  routine: Routine,
  { irq, cpu, mask }: Extract<Instr, { op: 'raise' }>,
): string[] {
  const names = words.names(routine);
  return words.program.cpus.flatMap(({ irqHandlers }, target) => {
    if (!irqHandlers[irq]) return [];
    const raised = [`pend${target} = pend${target} | ${2 ** irq};`];
    if (cpu?.k === 'const') return cpu.v === target ? raised : [];
    if (cpu) return when(`${promelaExpr(cpu, names)} == ${target}`, raised);
    return mask ? when(`(${promelaExpr(mask, names)} & ${2 ** target}) != 0`, raised) : [];
  });
}
