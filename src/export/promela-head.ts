/** The comment at the top of a model: what it says, and how it is run. */
import type { Model, Program } from '../machine/index.ts';
import { commented } from './promela-names.ts';

export function headText(
  program: Program,
  model: Model,
  origin: string,
  checked: readonly number[],
  loops: boolean,
): string[] {
  const { name, cpus, properties } = program;
  return [
    `/* ${commented(name)}: every interleaving under ${model}, for Spin 6.5.`,
    ...(origin === '' ? [] : [` * ${commented(origin)}`]),
    ' *',
    ...cpus.map((cpu, nth) => ` * cpu${nth}: ${commented(cpu.name)}`),
    ...checked.map((nth) => {
      const property = properties[nth - 1];
      return ` * property ${nth}, ${property?.slug ?? ''}: ${commented(property?.text ?? '')}`;
    }),
    ' *',
    ...(model === 'tso' ? BUFFERED : [' * A d_step is one step of one CPU.']),
    ...RUN,
    ...(loops ? LOOPS : []),
    ' */',
  ];
}

const BUFFERED = [
  ' * A d_step is one step of one CPU. Its stores wait in a buffer: a (cell), v (value), n (how many; f of them before a fence).',
];

const RUN = `
 *
 * The first violated property or deadlock, and the steps that lead there:
 *   spin -a model.pml && cc -O2 -DSAFETY -DVECTORSZ=8192 -o pan pan.c && ./pan -m1000000
 *   spin -t -p -g model.pml
 * All of them, and every outcome, in words:
 *   spin -a -DREPORT model.pml && cc -O2 -DSAFETY -DVECTORSZ=8192 -o pan pan.c && ./pan -m1000000 -n
 * Too large for that: cc … -DCOLLAPSE (less memory, complete), -DNCORE=8 (on 8 cores, complete), or
 *   cc -O2 -DSAFETY -DVECTORSZ=8192 -DBITSTATE -DT_RAND -DP_PERMUTE -o pan pan.c && ./pan -w30 -RS1
 * which looks at a part of the states: on each machine of a swarm another part, with -RS2, -RS3, …`
  .split('\n')
  .slice(1);

const LOOPS = `
 *
 * Some loops here are not waits, so a run may go on forever. Runs that can no longer end are found with
 *   spin -a -DREPORT -DGRAPH model.pml && cc -O2 -DSAFETY -DNOREDUCE -DVECTORSZ=8192 -o pan pan.c && ./pan -m1000000 -n
 * which keeps all states and steps in memory and says deadlock or livelock at the end.`
  .split('\n')
  .slice(1);
