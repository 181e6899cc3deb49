/** `smpscope check`: every variant explored, every interleaving replayed, each compared with what the scenario says. */
import { writeFileSync } from 'node:fs';
import { safeJson } from '../base/index.ts';
import { checkKernel } from './check-kernel.ts';
import type { CheckedInterleaving, CheckedVariant } from './checked.ts';
import type { MistakenInterleaving } from '../scenario/index.ts';
import { junitReport, type UnusableFile } from './junit.ts';
import { DEFAULT_LIMIT, raisedLimit } from './limits.ts';
import { bundledFiles, loadScenario, type ScenarioFile } from './scenario-files.ts';
import { TaskPool } from './task-pool.ts';
import { readArguments, readCount, UserError } from './user-error.ts';

export async function runCheck(args: readonly string[]): Promise<number> {
  const { rest, junit } = takeJunit(args);
  const { values, positionals } = readArguments(rest, {
    json: { type: 'boolean' },
    limit: { type: 'string' },
    model: { type: 'string' },
  });
  if (junit === '-' && values.json)
    throw new UserError('Standard output holds one report: name a file for --junit beside --json.');
  const limit = values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit');
  const loaded = loadAll(positionals.length > 0 ? positionals : bundledFiles());
  const { files } = loaded;
  if (values.model !== undefined) {
    if (values.model !== 'lkmm')
      throw new UserError(
        'Variants name their own model; --model lkmm judges them under the Linux-kernel memory model.',
      );
    const status = checkKernel(files, values.json === true);
    return loaded.unusable.length > 0 ? 2 : status;
  }
  let unusable = loaded.unusable.length > 0;
  const pool = new TaskPool();
  // All tasks are handed out at once and awaited in order: the result does not depend on which thread is faster.
  const checks = files.map(({ scenario, path, warnings }) => ({
    scenario,
    path,
    warnings,
    variants: Promise.all(
      [...scenario.variants, ...(scenario.kernelVariants ?? [])].map(({ id }) =>
        pool.run({ do: 'variant', path, id, limit }),
      ),
    ),
    interleavings: Promise.all(
      scenario.interleavings.map(({ id }) => pool.run({ do: 'interleaving', path, id })),
    ),
  }));
  let ok = true;
  const scenarios = [];
  const reported = [];
  for (const { scenario, path, warnings, ...waiting } of checks) {
    const variants = await waiting.variants;
    const mistaken = (scenario.mistaken ?? []).map(mistakenInterleaving);
    const interleavings = [...(await waiting.interleavings), ...mistaken];
    unusable ||= mistaken.length > 0;
    const claims = scenario.claims.map(({ id, by, shownBy }) => ({ id, by, shownBy }));
    ok &&= variants.every((variant) => variant.ok) && interleavings.every(({ replays }) => replays);
    scenarios.push({ id: scenario.id, file: path, warnings, variants, interleavings, claims });
    reported.push({
      id: scenario.id,
      file: path,
      variants,
      interleavings,
      mistaken: new Set(mistaken.map(({ id }) => id)),
    });
    if (!values.json && junit !== '-') printScenario(scenario.id, variants, interleavings);
  }
  await pool.close();
  if (junit !== null) writeReport(junit, junitReport(reported, loaded.unusable));
  if (values.json) console.log(safeJson({ scenarios }, 2));
  else if (junit !== '-') {
    const bounded = scenarios.flatMap(({ variants }) =>
      variants.filter(({ verdict }) => verdict === 'bounded'),
    );
    if (bounded.some(({ states }) => states > limit))
      console.log(`What is bounded reached ${limit} states. ${raisedLimit('check', args, limit)}`);
    if (bounded.some(({ states }) => states <= limit))
      console.log('What is bounded stopped inside a loop over local variables that takes millions of turns.');
  }
  return unusable ? 2 : ok ? 0 : 1;
}

/** `--junit`, `--junit FILE.xml` or `--junit=FILE`, taken out; `-` is standard output, null none at all. */
function takeJunit(args: readonly string[]): {
  readonly rest: readonly string[];
  readonly junit: string | null;
} {
  const at = args.findIndex((word) => /^--junit(=|$)/.test(word));
  const word = args[at];
  if (word === undefined) return { rest: args, junit: null };
  const next = args[at + 1];
  const isNamed = word === '--junit' && next?.endsWith('.xml') === true;
  const named = isNamed ? next : word.slice('--junit='.length);
  const rest = args.filter((_, index) => index !== at && !(isNamed && index === at + 1));
  return { rest, junit: named === '' ? '-' : named };
}

function writeReport(file: string, report: string): void {
  if (file === '-') {
    process.stdout.write(report);
    return;
  }
  try {
    writeFileSync(file, report);
  } catch (error) {
    throw new UserError(
      `${file}: the report cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** An interleaving whose rows name nothing: why stands among the file's errors. */
function mistakenInterleaving({ id, title }: MistakenInterleaving): CheckedInterleaving {
  return {
    id,
    title,
    replays: false,
    impossibleAt: null,
    ends: 'open',
    reading: 'effects',
    wishesBroken: null,
    words: null,
    problem: 'it has a mistaken row and cannot be played; see the error above',
    because: [],
  };
}

/** Loads what can be loaded and tells of the rest. */
function loadAll(paths: readonly string[]): {
  readonly files: readonly ScenarioFile[];
  readonly unusable: readonly UnusableFile[];
} {
  const unusable: UnusableFile[] = [];
  const files = paths.flatMap((path) => {
    try {
      const file = loadScenario(path);
      if (file.notices) console.error(file.notices);
      return [file];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      unusable.push({ file: path, message: error.message });
      return [];
    }
  });
  return { files, unusable };
}

function printScenario(
  id: string,
  variants: readonly CheckedVariant[],
  interleavings: readonly CheckedInterleaving[],
): void {
  console.log(id);
  if (variants.length === 0 && interleavings.length === 0)
    console.log('  –    nothing is expected of it: it has no variant. `explore` says what it does.');
  for (const { id: name, ok, model, expect, verdict, properties, states, ms } of variants) {
    const found = [verdict, ...properties].join(' ');
    const answer = ok ? found : `${found}, expected ${expect}`;
    console.log(
      `  ${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${model.padEnd(4)} ${answer}  (${states} ${model === 'lkmm' ? 'executions' : 'states'}, ${ms} ms)`,
    );
  }
  for (const { id: name, replays, ends, problem, because, words } of interleavings) {
    const told = `${ends}${words === null ? '' : `  (${words})`}`;
    console.log(
      `  ${replays ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${told}${replays || !problem ? '' : `\n${problem}`}`,
    );
    for (const one of because) console.log(`    ${one}`);
  }
}
