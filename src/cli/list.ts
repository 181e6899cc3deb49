/** `smpscope list`: what there is to explore. */
import { safeJson } from '../base/index.ts';
import type { Scenario } from '../scenario/index.ts';
import { bundledFiles, loadScenario } from './scenario-files.ts';
import { readArguments, UserError } from './user-error.ts';

function allVariants({ variants, kernelVariants = [] }: Scenario) {
  return [...variants, ...kernelVariants.map((variant) => ({ ...variant, model: 'lkmm' }))];
}

export function runList(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
  if (positionals.length > 0) throw new UserError('`list` takes no files; it lists what is bundled.');
  const files = bundledFiles().map(loadScenario);
  if (values.json) {
    const scenarios = files.map(({ path, scenario }) => ({
      id: scenario.id,
      file: path,
      title: scenario.title,
      arch: scenario.arch,
      model: scenario.model,
      options: scenario.options,
      properties: scenario.properties,
      variants: allVariants(scenario),
      claims: scenario.claims,
      interleavings: scenario.interleavings.map(({ id, title, by, of, impossibleAt, rows }) => ({
        id,
        title,
        by,
        of,
        impossibleAt,
        rows: rows.length,
      })),
    }));
    console.log(safeJson({ scenarios }, 2));
    return Promise.resolve(0);
  }
  for (const { path, scenario } of files) {
    console.log(`${scenario.id}  ${scenario.title}  (${path})`);
    for (const { name, kind, values: possible, initial, text } of scenario.options) {
      const shown = possible.map((value) => (value === initial ? `[${value}]` : value)).join(' | ');
      console.log(`  ${kind === 'hardware' ? 'hardware' : 'option'} ${name} = ${shown}  ${text}`);
    }
    for (const { id, title, model, expect } of allVariants(scenario))
      console.log(`  variant ${id}  ${model}  ${expect}  ${title}`);
    for (const { id, title } of scenario.interleavings) console.log(`  interleaving ${id}  ${title}`);
    for (const { id, by, text } of scenario.claims) console.log(`  claim ${id}  ${by}: ${text}`);
    console.log('');
  }
  return Promise.resolve(0);
}
