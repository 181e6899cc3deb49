/** `smpscope why LINK|FILE`: at one step of a run, why what is not possible is not, and who wrote what there is; of a file
 *  alone also why its properties hold. */
import { safeJson } from '../base/index.ts';
import { cellAccount, explain, replay, whyNotAfter, type Explanation } from '../explore/index.ts';
import { createMachine, type Program } from '../machine/index.ts';
import { choiceWords, cpuName, formatValue, statementText, stuckWords } from '../score/index.ts';
import { fullSettings, loadRunnable } from './scenario-files.ts';
import { openedFrom } from './opened-link.ts';
import { runOfFile, type Shown, type Wanted } from './shown-run.ts';
import { linkTo } from './site-link.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';
import { holdingJson, holdingLines, holdingsOf } from './why-holds.ts';

export async function runWhy(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    interleaving: { type: 'string' },
    witness: { type: 'boolean' },
    step: { type: 'string' },
    choice: { type: 'string' },
    cell: { type: 'string' },
    property: { type: 'string' },
    variant: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  const asked = await runAsked(
    onlyOne(positionals, 'a link or a scenario file'),
    withVariant(positionals, values),
  );
  const { file, program, settings, model, run } = asked;
  if (values.property !== undefined) {
    const holdings = holdingsOf(file, program, model, values.property);
    if (values.json) {
      const options = fullSettings(file.scenario, settings);
      console.log(safeJson({ scenario: file.scenario.id, options, model, ...holdingJson(holdings) }, 2));
    } else for (const line of holdingLines(holdings)) console.log(line);
    return holdings.some(({ never }) => never.k === 'happens') ? 1 : 0;
  }
  const step = readStep(values.step, asked);
  const keys = run.steps.map(({ key }) => key);
  const machine = createMachine(program, model);
  const head = {
    scenario: file.scenario.id,
    options: fullSettings(file.scenario, settings),
    model,
    step,
    steps: keys.length,
    link: await linkTo({ file, program, settings, model, keys, step }),
  };
  const print = (answer: object, lines: readonly string[]) => {
    if (values.json) console.log(safeJson({ ...head, ...answer }, 2));
    else for (const line of [headline(asked, step), ...lines]) console.log(line);
  };
  if (values.choice !== undefined) {
    const why = whyNotAfter(machine, keys.slice(0, step), values.choice);
    print({ choice: values.choice, enabled: why === null, why }, [why ?? 'It can be taken now.']);
    return 0;
  }
  if (values.cell !== undefined) {
    const cell = program.cells.findIndex(({ name }) => name === values.cell);
    if (cell < 0) {
      const names = program.cells.map(({ name }) => name).join(', ');
      throw new UserError(`There is no ${values.cell}; there are ${names}.`);
    }
    const account = cellAccount(program, run, step, cell);
    print({ name: values.cell, ...account }, cellLines(program, account));
    return 0;
  }
  const told = explain(machine, run, step);
  const stuck = run.end === 'deadlock' && step === keys.length ? stuckWords(program, run) : [];
  // Nothing has been asked of a run.
  const isAlone = !values.step && run.steps.length === 0 && !positionals.some((one) => one.includes('#'));
  const holdings = isAlone ? holdingsOf(file, program, model, null) : [];
  const deadlock = stuck.length === 0 ? [] : ['Deadlock', ...stuck.map((words) => `  ${words}`), ''];
  print(
    {
      ...named(program, told),
      ...(stuck.length > 0 ? { deadlock: stuck } : {}),
      ...(isAlone ? holdingJson(holdings) : {}),
    },
    [
      ...deadlock,
      ...allLines(program, told),
      ...(holdings.length > 0 ? ['', ...holdingLines(holdings)] : []),
    ],
  );
  return 0;
}

/** A variant's settings and model, where one is named; what is given besides counts more. */
function withVariant(
  [path = '']: readonly string[],
  values: Wanted & { readonly variant?: string | undefined },
): Wanted {
  if (values.variant === undefined) return values;
  const { variants } = loadRunnable(path).scenario;
  const variant = variants.find(({ id }) => id === values.variant);
  if (!variant)
    throw new UserError(
      `${path} has no variant ${values.variant}; it has ${variants.map(({ id }) => id).join(', ') || 'none'}.`,
    );
  const set = Object.entries(variant.settings).map(([name, value]) => `${name}=${value}`);
  return { ...values, model: values.model ?? variant.model, set: [...set, ...(values.set ?? [])] };
}

interface Asked extends Omit<Shown, 'title'> {
  /** Where a link opens; else the end of the run. */
  readonly at: number;
}

/** The whole run, a link's steps ahead included: what they do tells how long a value will stay unseen. */
async function runAsked(what: string, values: Wanted): Promise<Asked> {
  const named = what.includes('#') ? null : runOfFile(loadRunnable(what), values);
  if (named) return { ...named, at: named.run.steps.length };
  const { keys, ahead, ...from } = await openedFrom(what, values);
  const run = replay(createMachine(from.program, from.model), [...keys, ...ahead], null);
  return { ...from, run, at: Math.min(keys.length, run.steps.length) };
}

/** `--step K` counts from 0, the start; without it where a link opens, or the end of the run. */
function readStep(wanted: string | undefined, { run, at: opened }: Asked): number {
  if (wanted === undefined) return opened;
  const at = Number(wanted);
  if (!Number.isInteger(at) || at < 0 || at > run.steps.length)
    throw new UserError(`--step can be 0 to ${run.steps.length}, not ${wanted}.`);
  return at;
}

function headline({ program, run }: Asked, step: number): string {
  const info = run.steps[step - 1]?.trace.info;
  if (!info) return 'At the start';
  return `After step ${step} of ${run.steps.length}, ${cpuName(program, info.cpu)}: ${choiceWords(program, info)}`;
}

/** The explanation with names beside its numbers. */
function named(program: Program, told: Explanation) {
  return {
    ...told,
    held: told.held.map((one) => ({ ...one, text: statementText(program, one.pc) })),
    cells: told.cells.map((one) => ({ ...one, name: program.cells[one.cell]?.name ?? '' })),
    copies: told.copies.map((one) => ({ ...one, name: copyName(program, one) })),
  };
}

function copyName(program: Program, { kind, index }: Explanation['copies'][number]): string {
  return (kind === 'site' ? program.sites[index] : program.pages[index])?.name ?? '';
}

function allLines(program: Program, { held, cpus, cells, entries, copies }: Explanation): readonly string[] {
  const name = (cpu: number) => cpuName(program, cpu);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines];
  return [
    ...cpus.flatMap(({ words }) => indented(words)),
    ...section(
      'Not yet',
      held.map(({ cpu, key, pc, step, why }) => {
        const what = [statementText(program, pc), step].filter(Boolean).join(' ');
        return `  ${name(cpu)}: ${what}: ${why}${key === null ? '' : `  [${key}]`}`;
      }),
    ),
    ...section(
      'In flight',
      entries.flatMap(({ cpu, pc, words }) =>
        indented([`${name(cpu)}: ${statementText(program, pc)}`, ...words]),
      ),
    ),
    ...section('Memory', memoryLines(program, cells)),
    ...section(
      'Copies',
      copies.flatMap((copy, at) => {
        const name = copyName(program, copy);
        const before = copies[at - 1];
        const lines = indented([name, ...copy.words]);
        return before && copyName(program, before) === name ? lines.slice(1) : lines;
      }),
    ),
  ];
}

/** What is still as it was at the start shares one line. */
function memoryLines(program: Program, cells: Explanation['cells']): readonly string[] {
  const isTold = ({ writer, buffered, stale }: (typeof cells)[number]) =>
    writer !== null || buffered.length > 0 || stale.length > 0;
  const rest = cells.filter((one) => !isTold(one)).map(({ cell }) => program.cells[cell]?.name ?? '');
  return [
    ...cells.filter(isTold).flatMap((account) => indented(cellLines(program, account))),
    ...(rest.length > 0 ? [`  as at the start: ${rest.join(', ')}`] : []),
  ];
}

function cellLines(
  program: Program,
  { cell, value, words }: Explanation['cells'][number],
): readonly string[] {
  return [`${program.cells[cell]?.name ?? ''} = ${formatValue(program, value, cell)}`, ...words];
}

/** The first line at two spaces, what belongs to it deeper. */
function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line, at) => `${at === 0 ? '  ' : '    '}${line}`);
}
