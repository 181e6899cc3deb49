/** One CPU as a Promela process: a loop whose options are the steps of its code, its store buffer and its interrupts. */
import { StoreBuffer } from './promela-buffer.ts';
import { reached } from './promela-capacity.ts';
import { numeral } from './promela-expr.ts';
import { Interrupts, routinesOf } from './promela-interrupts.ts';
import { commented, type Vocabulary } from './promela-names.ts';
import { StepWriter } from './promela-steps.ts';
import { indent } from './promela-text.ts';

export interface CpuText {
  readonly declarations: readonly string[];
  /** Names of everything declared that tells states apart, places, masks and pending interrupts left out. */
  readonly variables: readonly string[];
  /** Variables of a step, 0 between steps; CPUs share them. */
  readonly scratch: readonly string[];
  readonly process: readonly string[];
  /** What happens before the first step. */
  readonly start: readonly string[];
  /** True at the end of a run. */
  readonly finished: string;
  /** The instruction of each place; null at the end of the task. */
  readonly places: readonly (number | null)[];
  /** It takes interrupts, so it has a mask. */
  readonly interrupted: boolean;
  /** Some loop is no wait, so a run may go on forever without getting anywhere. */
  readonly loops: boolean;
}

/** What every step begins and ends with. */
export interface Frame {
  readonly guard: readonly string[];
  readonly first: readonly string[];
  readonly last: readonly string[];
}

export function cpuText(words: Vocabulary, cpu: number, tso: boolean, frame: Frame): CpuText {
  const { program } = words;
  const spec = program.cpus[cpu];
  const [task, ...handlers] = routinesOf(program, cpu);
  const reachable = [task, ...handlers].flatMap(({ entry }) =>
    [...reached(program.code, entry)].flatMap((pc) => program.code[pc] ?? []),
  );
  const buffer = tso && spec?.agent !== true ? new StoreBuffer(words, [task, ...handlers], reachable) : null;
  const interrupts = new Interrupts(words, cpu, handlers, buffer);
  const writer = new StepWriter(words, cpu, buffer, interrupts);
  const given = new Set((spec?.init ?? []).flatMap((value, r) => (value === 0 ? [] : [r])));
  const start = writer.begin(task, given);
  const taken = handlers.map((handler) => interrupts.take(handler, writer.begin(handler)));
  writer.finish();
  const option = (comment: string, guards: readonly string[], lines: readonly string[]): string[] => [
    comment,
    `:: d_step { ${[...frame.guard, ...guards].join(' && ')} ->`,
    ...indent([...frame.first, ...lines, ...frame.last], '     '),
    '   }',
  ];
  const steps = [...writer.steps]
    .sort((a, b) => a.place - b.place)
    .flatMap(({ place, instr, guards, lines }) =>
      option(words.statement(instr.at), [`pc${cpu} == ${place}`, ...guards], lines),
    );
  const flush = buffer
    ? option('/* The oldest store becomes visible. */', [`n${cpu} > 0`], buffer.flush())
    : [];
  const handling = taken.flatMap(({ name, guards, lines }) =>
    option(`/* Takes ${commented(name)}. */`, guards, lines),
  );
  const initial = (spec?.init ?? []).flatMap((value, r) =>
    value === 0 ? [] : [`${words.task(cpu, r)} = ${numeral(value)};`],
  );
  const options = [...steps, ...flush, ...handling];
  return {
    declarations: [`short pc${cpu};`, ...interrupts.declarations, ...(buffer?.declarations() ?? [])],
    variables: [...interrupts.variables, ...(buffer?.variables ?? [])],
    scratch: [...(reachable.some(({ op }) => op === 'rmw') ? ['old'] : []), ...(buffer?.scratch ?? [])],
    process: [
      `proctype cpu${cpu}() { /* ${commented(spec?.name ?? '')} */`,
      `end_cpu${cpu}:`,
      ...indent(options.length > 0 ? ['do', ...options, 'od'] : ['skip']),
      '}',
    ],
    start: [...initial, ...start],
    finished: `pc${cpu} == 0${buffer ? ` && n${cpu} == 0` : ''}`,
    places: writer.places.instructions,
    interrupted: handlers.length > 0,
    loops: writer.places.loops,
  };
}
