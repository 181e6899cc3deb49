/**
 * A scenario under some settings as a program for the Linux-kernel memory model, as far as it stays in what that speaks of. It
 * is made from the lowered program, in which calls are inlined and structures are laid out, by what each instruction says it
 * was: the machine's orderings do not matter here, the kernel's words do.
 */
import type { KernelProgram, Outcomes, Shown } from '../../axiomatic/index.ts';
import { binaryOn, unaryOn } from '../../base/index.ts';
import type { Expr, GlobalCheck, Observed, Program } from '../../machine/index.ts';
import type { Diagnostic } from '../api.ts';
import type { Instantiated } from '../compile.ts';
import { Beyond, refuseProgram } from './refusal.ts';
import { ThreadTranslation } from './thread.ts';

export interface KernelScenario {
  readonly program: Program;
  readonly kernel: KernelProgram;
  /** What the program observes, and behind that what its `final`s ask about. */
  readonly shown: readonly Shown[];
  readonly observed: number;
}

export type CompiledKernelScenario =
  | ({ readonly kind: 'kernel' } & KernelScenario)
  /** It has something that the model does not speak of, or is mistaken. */
  | { readonly kind: 'beyond'; readonly diagnostic: Diagnostic };

/** Of an instance under `kernelSettings`. */
export function kernelOfInstance({
  program,
  silent = [],
  diagnostics,
}: Instantiated): CompiledKernelScenario {
  try {
    if (program === null) {
      const [first] = diagnostics;
      throw new Beyond(first?.message ?? 'It does not compile.', first);
    }
    refuseProgram(program);
    const kernel: KernelProgram = {
      name: program.name,
      locations: program.cells.map(({ name, init }) => ({ name, init })),
      threads: program.cpus.map(({ name, regs, init, regNames }, cpu) => {
        const translation = new ThreadTranslation(program, cpu, silent);
        const code = translation.flow();
        return {
          name,
          locals: Array.from({ length: regs + translation.moreLocals }, (_, r) => ({
            name: regNames[r] ?? '',
            init: init[r] ?? 0,
          })),
          body: [{ k: 'flow', code, at: { text: name, from: 0, to: 1 } }],
        };
      }),
      ...(program.builtin['wild-access'] === undefined ? {} : { wild: program.builtin['wild-access'] }),
    };
    const shown = program.observed.flatMap(shownOf);
    const asked = program.finals.flatMap(({ cond }) => placesIn(cond, program));
    return { kind: 'kernel', program, kernel, shown: [...shown, ...asked], observed: shown.length };
  } catch (error) {
    if (error instanceof Beyond) return { kind: 'beyond', diagnostic: error.diagnostic };
    throw error;
  }
}

/** Properties whose `final` does not hold of a final state, by its shown values. */
export function finalsBroken(
  { program, shown }: KernelScenario,
  values: readonly number[],
): readonly number[] {
  const broken = ({ cond }: GlobalCheck): boolean => finalValue(cond, shown, values) === 0;
  return [...new Set(program.finals.filter(broken).map(({ property }) => property))];
}

/** Slugs of what is violated in some execution: properties, and `data-race`, which everything must keep. */
export function kernelProperties(made: KernelScenario, { violated, finals, race }: Outcomes): string[] {
  const broken = [
    ...violated.map(({ property }) => property),
    ...finals.flatMap((values) => finalsBroken(made, values)),
  ];
  const slugs = broken.map((property) => made.program.properties[property]?.slug ?? '');
  return [...new Set([...slugs, ...(race === null ? [] : ['data-race'])])].sort();
}

function shownOf(place: Observed): Shown[] {
  return place.k === 'fault' ? [] : [place];
}

function placesIn(e: Expr, program: Program): Shown[] {
  switch (e.k) {
    case 'cell':
      // With an index any element may be meant.
      return e.index === undefined
        ? [{ k: 'cell', cell: e.cell }]
        : [...program.cells.keys()].map((cell) => ({ k: 'cell', cell }));
    case 'final':
      return [{ k: 'reg', cpu: e.cpu, r: e.r }];
    case 'un':
      return placesIn(e.a, program);
    case 'bin':
      return [...placesIn(e.a, program), ...placesIn(e.b, program)];
    case 'cond':
      return [e.c, e.a, e.b].flatMap((part) => placesIn(part, program));
    case 'const':
    case 'reg':
    case 'old':
      return [];
  }
}

function finalValue(e: Expr, shown: readonly Shown[], values: readonly number[]): number {
  const value = (of: Expr): number => finalValue(of, shown, values);
  switch (e.k) {
    case 'const':
      return e.v;
    case 'cell': {
      const cell = e.cell + (e.index === undefined ? 0 : value(e.index));
      return values[shown.findIndex((one) => one.k === 'cell' && one.cell === cell)] ?? 0;
    }
    case 'final':
      return values[shown.findIndex((one) => one.k === 'reg' && one.cpu === e.cpu && one.r === e.r)] ?? 0;
    case 'un':
      return unaryOn(e.op, value(e.a));
    case 'bin':
      return binaryOn(e.op, value(e.a), value(e.b));
    case 'cond':
      return value(e.c) === 0 ? value(e.b) : value(e.a);
    case 'reg':
    case 'old':
      throw new Error('internal: a final check over a register');
  }
}
