/** `smpscope export FILE --format promela`: the scenario as a model for Spin. */
import { promela, type PromelaSource } from '../export/index.ts';
import { preludeText } from '../scenario/index.ts';
import { readModel, readSettings } from './settings.ts';
import { loadScenario, makeProgram, type ScenarioFile } from './scenario-files.ts';
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
  const settings = readSettings(values.set ?? []);
  const text = promela(makeProgram(file, settings), model, sourceOf(file, settings));
  if (!text.ok) {
    throw new UserError(
      `${file.path} cannot be exported for Spin under ${model}:\n  ${text.error.join('\n  ')}`,
    );
  }
  process.stdout.write(text.value);
  return Promise.resolve(0);
}

/** Where the program comes from: file, options, and the line of each statement. */
function sourceOf({ path, text }: ScenarioFile, settings: Readonly<Record<string, string>>): PromelaSource {
  const chosen = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return {
    origin: [`From ${path}`, ...chosen].join(', '),
    placeOf: ({ file, from }) => {
      const whole = file === 0 ? text : preludeText;
      const line = whole.slice(0, from).split('\n').length;
      return file === 0 ? `line ${line}` : 'prelude';
    },
  };
}
