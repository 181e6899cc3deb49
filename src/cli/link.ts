/** `smpscope link FILE --interleaving NAME`: the permalink of a named interleaving. */
import { playInterleaving, variantOf } from './checked.ts';
import { loadScenario, makeProgram } from './scenario-files.ts';
import { linkTo, SITE } from './site-link.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';

export async function runLink(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    interleaving: { type: 'string' },
    site: { type: 'string' },
  });
  const file = loadScenario(onlyOne(positionals, 'a scenario file'));
  const interleaving = file.scenario.interleavings.find(({ id }) => id === values.interleaving);
  if (!interleaving) {
    const names = file.scenario.interleavings.map(({ id }) => id).join(', ') || 'none';
    throw new UserError(`Name one of the interleavings of ${file.path} with --interleaving: ${names}.`);
  }
  const variant = variantOf(file, interleaving);
  const settings = variant?.settings ?? {};
  const model = variant?.model ?? file.scenario.model;
  const run = playInterleaving(file, interleaving);
  const keys = run.steps.map(({ key }) => key);
  const program = makeProgram(file, settings);
  console.log(await linkTo({ file, program, settings, model, keys, step: keys.length }, values.site ?? SITE));
  if (run.problem && run.end !== 'impossible')
    console.error(`Only as far as it replays: ${run.problem.message}`);
  return 0;
}
