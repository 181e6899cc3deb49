/** `smpscope explore FILE|LINK`: every interleaving of one file under one choice of options and model, from the start or
 *  from where a link opens. */
import {
  Exploration,
  findCoverage,
  Reduction,
  type Coverage,
  type ExploreResult,
  type VerdictKind,
} from '../explore/index.ts';
import { createMachine } from '../machine/index.ts';
import { DEFAULT_LIMIT } from './limits.ts';
import { openedFrom, startOf } from './opened-link.ts';
import { fullSettings } from './scenario-files.ts';
import { linkTo } from './site-link.ts';
import { toEnd } from './to-end.ts';
import { onlyOne, readArguments, readCount } from './user-error.ts';

const EXIT: Readonly<Record<VerdictKind, number>> = {
  holds: 0,
  violated: 1,
  deadlock: 1,
  livelock: 1,
  bounded: 3,
};

export async function runExplore(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    limit: { type: 'string' },
    reduce: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const from = await openedFrom(onlyOne(positionals, 'a scenario file or a link'), values);
  const { settings, model, program } = from;
  const { scenario } = from.file;
  const states = values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit');
  const machine = createMachine(program, model);
  const exploration = new Exploration(
    machine,
    values.reduce ? { states, reduce: Reduction } : { states },
    startOf(machine, from.keys),
  );
  exploration.advance(Number.POSITIVE_INFINITY);
  const { result } = exploration;
  // A reduced graph leaves steps out, so it cannot say what never happens.
  const coverage = values.reduce ? null : toEnd(findCoverage(exploration.graph, exploration.flags));
  const { witness } = result;
  const keys = witness && [...from.keys, ...witness];
  const link = keys && (await linkTo({ ...from, keys, step: keys.length }));
  if (values.json) {
    const options = fullSettings(scenario, settings);
    console.log(
      JSON.stringify({ scenario: scenario.id, options, model, ...result, coverage, link }, null, 2),
    );
  } else printResult(result, coverage, link);
  return EXIT[result.verdict];
}

function printResult(result: ExploreResult, coverage: Coverage | null, link: string | null): void {
  const { verdict, properties, outcomes, states, steps, squashed, ms, fates, limit } = result;
  const what = properties.length > 0 ? `: ${properties.join(', ')}` : '';
  console.log(`${verdict}${what}`);
  if (limit !== null) {
    const further =
      limit === 'states'
        ? '--limit STATES raises it'
        : '--reduce needs less, and `export --format promela` hands the search to Spin';
    console.log(`The search stopped at its limit (${limit}): ${further}. What is below is what it found.`);
  }
  for (const { kind, label, finals, interleavings, witness } of outcomes) {
    const counts = `${finals} final ${finals === 1 ? 'state' : 'states'}, ${interleavings ?? 'uncounted'} interleavings`;
    console.log(`  ${kind.padEnd(8)}  ${label}  (${counts}, shortest ${witness.length} steps)`);
  }
  if (fates) console.log(`fates: ${fates.open} open, ${fates.doomed} doomed, ${fates.clear} clear`);
  if (coverage) printCoverage(coverage);
  console.log(`${states} states, ${steps} steps, ${squashed} squashed, ${Math.round(ms)} ms`);
  if (link !== null) console.log(`shortest witness: ${link}`);
}

function printCoverage({ executed, statements, gaps, complete }: Coverage): void {
  console.log(`coverage: ${executed} of ${statements} statements${complete ? '' : ' so far'}`);
  for (const { cpu, text, inside, never } of gaps) {
    const where = [...(cpu === null ? [] : [`CPU ${cpu}`]), ...inside].join(', in ');
    console.log(`  ${where}: ${text} ${never}`);
  }
}
