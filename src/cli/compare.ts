/** `smpscope compare FILE`: what one choice of options can end in that another cannot. */
import { safeJson } from '../base/index.ts';
import { compareOutcomes, explore } from '../explore/index.ts';
import { DEFAULT_LIMIT, raisedLimit } from './limits.ts';
import { readModel, readSettings } from './settings.ts';
import { loadScenario, makeMachine } from './scenario-files.ts';
import { onlyOne, readArguments, readCount } from './user-error.ts';

export function runCompare(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    set: { type: 'string', multiple: true },
    model: { type: 'string' },
    'with-set': { type: 'string', multiple: true },
    'with-model': { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  });
  const file = loadScenario(onlyOne(positionals, 'a scenario file'));
  const states = values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit');
  const model = readModel(values.model ?? file.scenario.model);
  const settings = readSettings(values.set ?? []);
  const other = { ...settings, ...readSettings(values['with-set'] ?? []) };
  const a = explore(makeMachine(file, settings, model), { states, paths: false });
  const b = explore(makeMachine(file, other, readModel(values['with-model'] ?? model)), {
    states,
    paths: false,
  });
  const { onlyA, onlyB, both, complete } = compareOutcomes(a, b);
  if (values.json) console.log(safeJson({ onlyA, onlyB, both, complete }, 2));
  else {
    console.log(`${a.verdict} against ${b.verdict}${complete ? '' : ' (a search reached its limit)'}`);
    for (const { kind, label } of onlyA) console.log(`  only the first   ${kind}  ${label}`);
    for (const { kind, label } of onlyB) console.log(`  only the second  ${kind}  ${label}`);
    for (const label of both) console.log(`  both             ${label}`);
    if (!complete) console.log(raisedLimit('compare', args, states));
  }
  return Promise.resolve(onlyA.length + onlyB.length === 0 ? 0 : 1);
}
