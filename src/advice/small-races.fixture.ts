/**
 * Small races of the known shapes, each with some of the orderings that it could have: what the advice says of one can be
 * compared with trying everything. What must not happen is the outcome that needs something out of order.
 */
import fc from 'fast-check';

type Access = readonly ['R' | 'W', 'x' | 'y' | 'z'];

interface Shape {
  readonly cpus: readonly (readonly Access[])[];
  /** In the language: registers are `r0`, `r1` in the order of a CPU's accesses. */
  readonly bad: string;
}

const R = (word: Access[1]): Access => ['R', word];
const W = (word: Access[1]): Access => ['W', word];

export const SHAPES: Readonly<Record<string, Shape>> = {
  MP: { cpus: [[W('x'), W('y')], [R('y'), R('x')]], bad: 'cpu1.r0 && !cpu1.r1' }, // prettier-ignore
  SB: { cpus: [[W('x'), R('y')], [W('y'), R('x')]], bad: '!cpu0.r1 && !cpu1.r1' }, // prettier-ignore
  LB: { cpus: [[R('x'), W('y')], [R('y'), W('x')]], bad: 'cpu0.r0 && cpu1.r0' }, // prettier-ignore
  R: { cpus: [[W('x'), W('y')], [W('y'), R('x')]], bad: 'y == 2 && !cpu1.r1' }, // prettier-ignore
  S: { cpus: [[W('x'), W('y')], [R('y'), W('x')]], bad: 'cpu1.r0 && x == 1' }, // prettier-ignore
  '2+2W': { cpus: [[W('x'), W('y')], [W('y'), W('x')]], bad: 'x == 1 && y == 2' }, // prettier-ignore
  IRIW: { cpus: [[W('x')], [W('y')], [R('x'), R('y')], [R('y'), R('x')]], bad: 'cpu2.r0 && !cpu2.r1 && cpu3.r0 && !cpu3.r1' }, // prettier-ignore
  WRC: { cpus: [[W('x')], [R('x'), W('y')], [R('y'), R('x')]], bad: 'cpu1.r0 && cpu2.r0 && !cpu2.r1' }, // prettier-ignore
  ISA2: { cpus: [[W('x'), W('y')], [R('y'), W('z')], [R('z'), R('x')]], bad: 'cpu1.r0 && cpu2.r0 && !cpu2.r1' }, // prettier-ignore
};

/** What may stand between two accesses. */
const BETWEEN = ['', '', '', 'smp_wmb();', 'smp_rmb();', 'smp_mb();', 'depends', 'depends'] as const;
const MANY = ['smp_wmb();', 'smp_rmb();', 'smp_mb();', 'smp_mb();', 'smp_mb();', 'depends'] as const;

export interface SmallRace {
  readonly shape: string;
  readonly text: string;
}

interface Choice {
  readonly between: (typeof BETWEEN)[number];
  readonly isStrong: readonly [boolean, boolean];
}

const rarely = fc.constantFrom(false, false, false, true);

/** `arches`: as in a scenario's `arch` line. `many`: with so many orderings that most hold, and some are too many. */
export function smallRace(shapes: readonly string[], arches: string, many: boolean): fc.Arbitrary<SmallRace> {
  const strong = many ? fc.boolean() : rarely;
  const choice: fc.Arbitrary<Choice> = fc.record({
    between: fc.constantFrom(...(many ? MANY : BETWEEN)),
    isStrong: fc.tuple(strong, strong),
  });
  return fc.constantFrom(...shapes).chain((shape) => {
    const { cpus, bad } = SHAPES[shape] ?? { cpus: [], bad: '' };
    return fc.tuple(...cpus.map(() => choice)).map((choices) => ({
      shape,
      text: [
        `scenario "${shape}"`,
        `arch ${arches}`,
        'property odd "out of order"',
        'int x, y, z;',
        ...cpus.map((accesses, cpu) => `cpu ${String(cpu)} {\n${bodyOf(accesses, cpu, choices[cpu])}}`),
        `final(!(${bad}), odd);`,
        '',
      ].join('\n'),
    }));
  });
}

function bodyOf(accesses: readonly Access[], cpu: number, chosen: Choice | undefined): string {
  const { between = '', isStrong = [false, false] } = chosen ?? {};
  const lines: string[] = [];
  accesses.forEach(([kind, word], nth) => {
    const depends = between === 'depends' && nth === 1 && accesses[0]?.[0] === 'R';
    const strong = isStrong[nth];
    // CPUs that store to one word store 1 and 2 in the order of their numbers.
    const value = String(cpu + 1);
    if (kind === 'R') {
      lines.push(
        depends
          ? `int r1 = READ_ONCE(*(&${word} + (r0 ^ r0)));`
          : `int r${String(nth)} = ${strong ? `smp_load_acquire(&${word})` : `READ_ONCE(${word})`};`,
      );
    } else if (depends) lines.push(`if (r0) WRITE_ONCE(${word}, ${value});`);
    else lines.push(strong ? `smp_store_release(&${word}, ${value});` : `WRITE_ONCE(${word}, ${value});`);
    if (nth === 0 && between !== 'depends' && between !== '' && accesses.length > 1) lines.push(between);
  });
  return lines.map((line) => `  ${line}\n`).join('');
}
