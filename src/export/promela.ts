/**
 * A program as a self-contained model for Spin, under `sc` or `tso`: a process for each CPU, memory as an array, and a
 * process that looks at runs that cannot go on. As it is, Spin's verifier stops at the first violated property or
 * deadlock; with -DREPORT it goes on and prints every violated property, deadlock and outcome once.
 */
import { err, ok, type Result, safeText } from '../base/index.ts';
import type { Model, Program } from '../machine/index.ts';
import { cpuText, type CpuText, type Frame } from './promela-cpu.ts';
import { numeral, promelaExpr } from './promela-expr.ts';
import { graphText } from './promela-graph.ts';
import { headText } from './promela-head.ts';
import { Vocabulary, type PlaceOf } from './promela-names.ts';
import { promelaRefusals } from './promela-refusal.ts';
import { reportText } from './promela-report.ts';
import { check, indent } from './promela-text.ts';

export interface PromelaSource {
  /** Where the program comes from, in words: a file and its options. */
  readonly origin: string;
  readonly placeOf: PlaceOf;
}

const UNKNOWN: PromelaSource = { origin: '', placeOf: () => null };

/** The model's text, or why the program cannot be said in Promela. The same program gives the same text. */
export function promela(
  program: Program,
  model: Model,
  source: PromelaSource = UNKNOWN,
): Result<string, readonly string[]> {
  const refusals = promelaRefusals(program, model);
  if (refusals.length > 0) return err(refusals);
  const words = new Vocabulary(program, source.placeOf);
  const anyway = words.names(null);
  const invariants = program.invariants.map(({ cond, property }) =>
    check(promelaExpr(cond, anyway), property),
  );
  const finals = program.finals.map(({ cond, property }) => check(promelaExpr(cond, anyway), property));
  const write = (frame: Frame) => program.cpus.map((_, cpu) => cpuText(words, cpu, model === 'tso', frame));
  const draft = write({ guard: [], first: [], last: invariants });
  const checked = checkedIn([
    ...draft.flatMap(({ start, process }) => [...start, ...process]),
    ...invariants,
    ...finals,
  ]);
  // Only where runs may go on forever is there more to look at than where they end.
  const loops = draft.some((cpu) => cpu.loops);
  const cpus = write({
    guard: checked.length > 0 ? ['ended == 0'] : [],
    first: loops ? ['FROM'] : [],
    last: loops ? [...invariants, 'TO'] : invariants,
  });
  const finished = cpus.map((cpu) => cpu.finished).join(' && ');
  for (const one of program.observed) if (one.k === 'reg') words.task(one.cpu, one.r);
  const registers = words.declared();
  const others = ['ended', ...registers, ...cpus.flatMap(({ variables }) => variables)];
  const graph = loops ? graphText(program, cpus, others) : [];
  const lines = [
    ...headText(program, model, source.origin, checked, loops),
    '',
    '/* Memory. */',
    ...words.macros(),
    `int mem[${Math.max(1, program.cells.length)}];`,
    '',
    ...declarations(cpus, registers),
    '',
    ...reportText(words, checked, finished, graph),
    '',
    ...cpus.flatMap(({ process }) => [...process, '']),
    ...ENDING(finals),
    '',
    ...initial(words, cpus, invariants),
    '',
  ];
  return ok(safeText(lines.join('\n')));
}

function declarations(cpus: readonly CpuText[], registers: readonly string[]): string[] {
  const scratch = [...new Set(cpus.flatMap((cpu) => cpu.scratch))];
  return [
    '/* The number of the property that the run has violated. */',
    'byte ended;',
    ...cpus.flatMap((cpu, nth) => [
      `/* CPU ${nth}: its place in the code, its registers, what else it holds. */`,
      ...cpu.declarations,
      ...registersOf(nth, registers),
    ]),
    ...(scratch.length > 0
      ? ['/* Used within a step, 0 between steps. */', `int ${scratch.join(', ')};`]
      : []),
  ];
}

function registersOf(cpu: number, registers: readonly string[]): string[] {
  const own = registers.filter((name) => name.startsWith(`r${cpu}_`));
  return own.length > 0 ? [`int ${own.join(', ')};`] : [];
}

/** Numbers of the properties that some line checks. */
function checkedIn(lines: readonly string[]): number[] {
  const found = lines.flatMap((line) => [...line.matchAll(/CHECK\((\d+),/g)].map(([, nth]) => Number(nth)));
  return [...new Set(found)].sort((a, b) => a - b);
}

const ENDING = (finals: readonly string[]): string[] => [
  '/* Nothing can happen any more. */',
  'proctype ending() {',
  'end_ending:',
  '  do',
  '  :: atomic { timeout && ended == 0 ->',
  '       if',
  '       :: FINISHED ->',
  ...indent(['END', ...finals, 'if :: ended == 0 -> OUTCOME :: else fi;'], '          '),
  '       :: else -> STUCK',
  '       fi;',
  '     }',
  '  od',
  '}',
];

function initial(words: Vocabulary, cpus: readonly CpuText[], invariants: readonly string[]): string[] {
  const values = words.program.cells.flatMap(({ init }, cell) =>
    init === 0 ? [] : [`${words.cell(cell)} = ${numeral(init)};`],
  );
  const processes = cpus.map((_, cpu) => `run cpu${cpu}();`);
  return [
    'init {',
    '  atomic {',
    ...indent(
      [...values, ...cpus.flatMap(({ start }) => start), ...invariants, ...processes, 'run ending();'],
      '    ',
    ),
    '  }',
    '}',
  ];
}
