/** `smpscope explore FILE|LINK`: every interleaving of one file under one choice of options and model, from the start or
 *  from where a link opens. */
import { safeJson, safeLine } from '../base/index.ts';
import {
  Exploration,
  findCoverage,
  Reduction,
  replay,
  type ExploreResult,
  type Outcome,
  type VerdictKind,
} from '../explore/index.ts';
import { furtherThan, type Further } from '../export/index.ts';
import { createMachine } from '../machine/index.ts';
import type { LitmusQuestion, Scenario } from '../scenario/index.ts';
import { stuckWords } from '../score/index.ts';
import { counted } from './counted.ts';
import { coverageLines, locate, type LocatedCoverage } from './coverage-text.ts';
import { exploreKernel } from './explore-kernel.ts';
import { LIMIT_OPTIONS, readLimits } from './limits.ts';
import { openedFrom, startOf, type OpenedLink } from './opened-link.ts';
import { fullSettings } from './scenario-files.ts';
import { linkTo } from './site-link.ts';
import { toEnd } from './to-end.ts';
import { onlyOne, readArguments } from './user-error.ts';

const EXIT: Readonly<Record<VerdictKind, number>> = {
  holds: 0,
  violated: 1,
  deadlock: 1,
  livelock: 1,
  bounded: 3,
};

/** What is printed: the search's result with a permalink for every witness. */
interface Told extends ExploreResult {
  readonly outcomes: readonly (Outcome & { readonly link: string })[];
  readonly coverage: LocatedCoverage | null;
  readonly link: string | null;
  /** Who waits for what in the shortest deadlock; empty where there is none. */
  readonly deadlock: readonly string[];
  /** How to go on where a limit was reached. */
  readonly further: Further | null;
}

export async function runExplore(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    ...LIMIT_OPTIONS,
    reduce: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const what = onlyOne(positionals, 'a scenario file or a link');
  if (values.model === 'lkmm') return exploreKernel(what, values);
  const from = await openedFrom(what, values);
  const { settings, model, program } = from;
  const { scenario, warnings } = from.file;
  const limits = readLimits(values);
  const machine = createMachine(program, model);
  const exploration = new Exploration(
    machine,
    values.reduce ? { ...limits, reduce: Reduction } : limits,
    startOf(machine, from.keys),
  );
  exploration.advance(Number.POSITIVE_INFINITY);
  const { result } = exploration;
  // A reduced graph leaves steps out, so it cannot say what never happens.
  const coverage = values.reduce ? null : toEnd(findCoverage(exploration.graph, exploration.flags));
  const linkOf = (witness: readonly string[]) => {
    const keys = [...from.keys, ...witness];
    return linkTo({ ...from, keys, step: keys.length });
  };
  const outcomes: Told['outcomes'][number][] = [];
  for (const outcome of result.outcomes) outcomes.push({ ...outcome, link: await linkOf(outcome.witness) });
  const stuck = result.outcomes.find(({ kind }) => kind === 'deadlock')?.witness;
  const told: Told = {
    ...result,
    outcomes,
    deadlock: stuck ? stuckWords(program, replay(machine, [...from.keys, ...stuck], null)) : [],
    coverage: coverage && locate(coverage, scenario.text),
    link: result.witness && (await linkOf(result.witness)),
    further: result.limit && furtherThan(result.limit, limits, askedFor(what, from, values)),
  };
  if (values.json) {
    const options = fullSettings(scenario, settings);
    console.log(safeJson({ scenario: scenario.id, options, model, warnings, ...told }, 2));
  } else for (const line of resultLines(told, scenario)) console.log(line);
  return EXIT[result.verdict];
}

/** The same question again, for the command lines that go on. */
function askedFor(
  what: string,
  { model, settings }: OpenedLink,
  { reduce }: { reduce?: boolean | undefined },
) {
  const flags = reduce ? ['--reduce'] : [];
  return what.includes('#') ? { what, model: null, settings: {}, flags } : { what, model, settings, flags };
}

function resultLines(told: Told, { rules = [], litmus }: Scenario): readonly string[] {
  const { further } = told;
  const { verdict, properties, outcomes, states, steps, squashed, ms, fates, coverage, link } = told;
  const what = properties.length > 0 ? `: ${properties.join(', ')}` : '';
  const isCut = told.limit !== null;
  return [
    litmus?.condition && !isCut ? `${observed(outcomes, litmus)}: ${litmus.condition}` : `${verdict}${what}`,
    // What a property of the scenario says stands in its text; what a rule says nowhere else.
    ...rules.flatMap(({ slug, text }) => (properties.includes(slug) ? [`  ${slug}: ${safeLine(text)}`] : [])),
    ...(further ? furtherLines(further) : []),
    ...outcomes.map((outcome) => {
      const { kind, label, finals, interleavings, witness, values } = outcome;
      const isState = litmus !== undefined && Object.keys(values).length > 0;
      const mark = !isState ? kind.padEnd(8) : holdsIn(outcome, litmus) ? '*>' : ':>';
      return `  ${mark}  ${label}  (${[
        counted(finals, 'final state'),
        interleavings === null ? 'interleavings not counted' : counted(interleavings, 'interleaving'),
        `shortest ${counted(witness.length, 'step')}`,
      ].join(', ')})`;
    }),
    ...told.deadlock.map((words) => `  ${words}`),
    ...(fates ? [`fates: ${fates.open} open, ${fates.doomed} doomed, ${fates.clear} clear`] : []),
    ...(coverage ? coverageLines(coverage) : []),
    `${counted(states, 'state')}, ${counted(steps, 'step')}, ${squashed} squashed, ${Math.round(ms)} ms`,
    ...(link === null ? [] : [`shortest witness: ${link}`]),
  ];
}

/** Of a litmus test, whether the condition holds in a final state, as herd7 marks it. */
function holdsIn({ bad }: Outcome, { quantifier }: LitmusQuestion): boolean {
  return quantifier !== null && bad === (quantifier !== 'forall');
}

function observed(outcomes: Told['outcomes'], litmus: LitmusQuestion): string {
  const asked = outcomes.filter((outcome) => holdsIn(outcome, litmus)).length;
  return asked === 0 ? 'Never' : asked === outcomes.length ? 'Always' : 'Sometimes';
}

function furtherLines({ stopped, ways }: Further): readonly string[] {
  return [
    `${stopped} What is below is what it found so far.${ways.length > 0 ? ' To go on:' : ''}`,
    ...ways.flatMap(({ what, command }) => [`  ${what}:`, `    ${command}`]),
  ];
}
