/**
 * A lowered test: the machine's program, and the condition over what a final state shows. The first `keyLength`
 * observed values are those of the condition and of `locations`: they tell final states apart; what follows is there
 * for `filter` alone.
 */
import type { Proposition as Check } from '../../base/index.ts';
import type { Arch, CpuSpec, Hardware, Instr, Observed, Program } from '../../machine/index.ts';
import type { Fault, Proposition, Tail } from './condition.ts';
import type { Layout } from './layout.ts';
import type { Location, Value } from './terms.ts';

export interface LitmusTest {
  readonly name: string;
  readonly program: Program;
  readonly keyLength: number;
  /** True in a test without a condition. */
  readonly condition: Check;
  /** Null in a test without a condition. */
  readonly quantifier: Tail['quantifier'];
  readonly filter: Check | null;
}

/** What a front end knows of its names. */
export interface ObservedNames {
  place(location: Location): Observed;
  fault(fault: Fault): Observed;
  /** The right side of a comparison: another place, or a word. */
  value(value: Value, left: Location): Observed | number;
  /** All places that a program has: what a test without a condition shows. */
  places(): readonly Observed[];
}

export interface LoweredCode {
  readonly name: string;
  readonly arch: Arch;
  readonly layout: Layout;
  readonly code: readonly Instr[];
  readonly cpus: readonly CpuSpec[];
  readonly hardware: Hardware;
}

export function assembleTest(lowered: () => LoweredCode, tail: Tail, names: ObservedNames): LitmusTest {
  const observed: Observed[] = [];
  const numbers = new Map<string, number>();
  const observe = (what: Observed): number => {
    const known = numbers.get(JSON.stringify(what));
    if (known !== undefined) return known;
    numbers.set(JSON.stringify(what), observed.length);
    return observed.push(what) - 1;
  };
  const check = (proposition: Proposition): Check => toCheck(proposition, names, observe);

  const condition = check(tail.condition);
  const { quantifier } = tail;
  for (const location of tail.locations) observe(names.place(location));
  for (const fault of tail.faults) observe(names.fault(fault));
  if (tail.looksAtAll) for (const place of names.places()) observe(place);
  const keyLength = observed.length;
  const filter = tail.filter === null ? null : check(tail.filter);
  // Only now: a register or location that the condition alone names has got its number.
  const code = lowered();
  return { name: code.name, program: toProgram(code, observed), keyLength, condition, quantifier, filter };
}

function toCheck(proposition: Proposition, names: ObservedNames, observe: (what: Observed) => number): Check {
  switch (proposition.k) {
    case 'const':
      return proposition;
    case 'not':
      return { k: 'not', a: toCheck(proposition.a, names, observe) };
    case 'and':
    case 'or': {
      const a = toCheck(proposition.a, names, observe);
      return { k: proposition.k, a, b: toCheck(proposition.b, names, observe) };
    }
    case 'fault':
      return { k: 'not', a: { k: 'equal', observed: observe(names.fault(proposition)), word: 0 } };
    case 'equal': {
      const place = observe(names.place(proposition.location));
      const value = names.value(proposition.value, proposition.location);
      const equal: Check =
        typeof value === 'number'
          ? { k: 'equal', observed: place, word: value }
          : { k: 'same', a: place, b: observe(value) };
      return proposition.negated ? { k: 'not', a: equal } : equal;
    }
  }
}

function toProgram(lowered: LoweredCode, observed: readonly Observed[]): Program {
  const { layout } = lowered;
  return {
    name: lowered.name,
    arch: lowered.arch,
    cells: layout.cells(),
    sites: layout.sites,
    pages: layout.pages,
    rights: layout.rights,
    irqs: [],
    code: lowered.code,
    scopes: [],
    cpus: lowered.cpus,
    properties: [
      { slug: 'wild-access', text: 'An access or a jump must go to a known address.' },
      { slug: 'unknown-instruction', text: 'What is executed must be an instruction of the test.' },
    ],
    invariants: [],
    finals: [],
    hardware: lowered.hardware,
    builtin: { 'wild-access': 0, torn: 1 },
    faultEnds: true,
    observed,
    guessesAreSteps: false,
    issueIsStep: lowered.cpus.map(() => false),
  };
}

/** A CPU that runs one thread of a test. */
export function threadCpu(
  name: string,
  entry: number,
  registers: { readonly names: readonly string[]; readonly init: readonly number[] },
): CpuSpec {
  return {
    name,
    agent: false,
    entry,
    regs: registers.names.length,
    init: registers.init,
    mode: 'kernel',
    irqsOff: true,
    eqs: false,
    irqHandlers: [],
    bpHandler: null,
    faultHandler: null,
    regNames: registers.names,
  };
}
