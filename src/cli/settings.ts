/** Options and models as they are written on the command line. */
import type { Model } from '../machine/index.ts';
import { UserError } from './user-error.ts';

/** `--model`'s value. */
export function readModel(text: string): Model {
  if (text === 'sc' || text === 'tso' || text === 'arm') return text;
  if (text === 'lkmm')
    throw new UserError(
      'The Linux-kernel memory model has executions and no runs: explore, check, litmus, needs and repair take it.',
    );
  throw new UserError(`There is no memory model ${text}; there are sc, tso and arm.`);
}

/** `--set name=value`, any number of times. */
export function readSettings(pairs: readonly string[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const pair of pairs) {
    const [name = '', ...value] = pair.split('=');
    if (name === '' || value.length === 0) throw new UserError(`--set needs OPTION=VALUE, not ${pair}.`);
    settings[name] = value.join('=');
  }
  return settings;
}
