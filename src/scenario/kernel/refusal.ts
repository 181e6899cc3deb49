/** What of a scenario the Linux-kernel memory model does not speak of: what it is, where, and what to do. */
import type { Instr, Program } from '../../machine/index.ts';
import type { Diagnostic } from '../api.ts';

/** Stops a translation. */
export class Beyond extends Error {
  readonly diagnostic: Diagnostic;

  constructor(message: string, at: { readonly from: number; readonly to: number } = { from: 0, to: 1 }) {
    super(message);
    this.diagnostic = { severity: 'error', code: 'beyond-lkmm', message, from: at.from, to: at.to };
  }
}

const ELSEWHERE = 'judge it under sc, tso or arm';

/** `program` knows the call that an instruction of the prelude comes from. */
export function beyond(instr: Instr, what: string, program: Program | null = null): never {
  const at = placeOf(instr, program);
  throw new Beyond(`The Linux-kernel memory model ${what} (\`${at.text}\`): ${ELSEWHERE}.`, at);
}

/** Where in the scenario's own text: offsets in the prelude say nothing to its reader. */
function placeOf({ at }: Instr, program: Program | null) {
  if (at.file === 0) return at;
  const call = at.scope.map((nth) => program?.scopes[nth]).find((scope) => scope?.file === 0);
  return call ?? { text: at.text, from: 0, to: 1 };
}

/** What the whole program has and the model has not. */
export function refuseProgram(program: Program): void {
  const irqs = program.irqs.map(({ name }) => `\`${name}\``).join(', ');
  // What is called later is an interrupt here, which a statement raises.
  const raises = program.code.find(({ op }) => op === 'raise');
  if (raises) beyond(raises, 'knows no interrupts and nothing that is called later', program);
  const whole: readonly (readonly [boolean, string])[] = [
    [program.irqs.length > 0, `knows no interrupts and nothing that is called later (${irqs})`],
    [program.sites.length > 0, 'knows no code that changes'],
    [program.pages.length > 0, 'knows no page tables'],
    [program.cpus.some(({ agent }) => agent), 'has threads of CPUs and nobody else, and here an agent acts'],
    [
      program.invariants.length > 0,
      'asks what holds in the end, not at every moment: turn the invariant into a `final`',
    ],
    [
      program.cpus.some(({ irqHandlers, bpHandler, faultHandler }) =>
        [...irqHandlers, bpHandler, faultHandler].some((handler) => handler !== null),
      ),
      'knows no handlers',
    ],
  ];
  const found = whole.find(([has]) => has)?.[1];
  if (found !== undefined)
    throw new Beyond(`The Linux-kernel memory model ${found}${found.includes(':') ? '' : `: ${ELSEWHERE}`}.`);
}
