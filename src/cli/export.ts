/** `smpscope export FILE --format promela`: the scenario as a model for Spin. */
import { promela } from '../export/index.ts';
import { readModel, readSettings } from './settings.ts';
import { loadScenario, makeProgram } from './scenario-files.ts';
import { onlyOne, readArguments, UserError } from './user-error.ts';

export function runExport(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    format: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
  });
  const file = loadScenario(onlyOne(positionals, 'a scenario file'));
  if (values.format !== 'promela') throw new UserError('Name the format: --format promela.');
  const model = readModel(values.model ?? (file.scenario.model === 'arm' ? 'sc' : file.scenario.model));
  const text = promela(makeProgram(file, readSettings(values.set ?? [])), model);
  if (!text.ok) {
    throw new UserError(
      `${file.path} cannot be exported for Spin under ${model}:\n  ${text.error.join('\n  ')}`,
    );
  }
  process.stdout.write(text.value);
  return Promise.resolve(0);
}
