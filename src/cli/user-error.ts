/** Mistakes of the person at the command line: reported in words, exit status 2. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export class UserError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses a command's arguments; anything it does not know, and twice what counts once, is a UserError. */
export function readArguments<O extends Options>(args: readonly string[], options: O) {
  try {
    const { tokens, ...read } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const twice = names.find((name, nth) => names.indexOf(name) < nth && options[name]?.multiple !== true);
    if (twice !== undefined) throw new UserError(`--${twice} is given twice here, and counts once`);
    return read;
  } catch (error) {
    const [first = 'unusable arguments'] = (error instanceof Error ? error.message : '').split('. ');
    throw new UserError(`${first.replace(/\.$/, '')}. \`smpscope help\` lists what there is.`);
  }
}

/** The one positional argument of a command. */
export function onlyOne(positionals: readonly string[], what: string): string {
  const [first, ...rest] = positionals;
  if (first === undefined) throw new UserError(`Name ${what}.`);
  if (rest.length > 0)
    throw new UserError(`One ${what.replace(/^an? /, '')} at a time; what is ${rest[0] ?? ''}?`);
  return first;
}

/** A whole number above 0. */
export function readCount(text: string, name: string): number {
  const count = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(count) || count < 1)
    throw new UserError(`--${name} needs a whole number above 0.`);
  return count;
}
