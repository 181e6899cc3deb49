/** What `smpscope table` is given: a text, and changes to what a table was taken for. */
import { readFileSync, statSync } from 'node:fs';
import type { Reading } from '../scenario/index.ts';
import { UserError } from './user-error.ts';

type Edits = Readonly<Record<string, string>>;

/** The file's text, `-` for standard input; what is no text is refused with what it is. */
export function readInput(path: string): string {
  const name = path === '-' ? 'standard input' : path;
  let bytes: Buffer;
  try {
    if (path !== '-' && statSync(path).isDirectory())
      throw new UserError(`${path}: it is a folder; name a file in it.`);
    bytes = readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${name}: it cannot be read`);
  }
  if (bytes.length === 0) throw new UserError(`${name}: it is empty.`);
  if (bytes.subarray(0, 64_000).includes(0)) throw new UserError(`${name}: it is no text.`);
  return bytes.toString('utf8');
}

/** `--set begin:todo=1`: changes to what was inferred; a barrier's option also by its name alone. */
export function editsOf(texts: readonly string[]): Edits {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UserError(`--set needs KEY=VALUE; found ${text}.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** Of what is no table of its own nothing was inferred. */
export function refuseEdits(edits: Edits, why: string): void {
  const [key] = Object.keys(edits);
  if (key !== undefined) throw new UserError(`--set ${key}: nothing was inferred from this table: ${why}.`);
}

/** Every change is of something that one of the readings has taken, to something that it may be. */
export function checkEdits(edits: Edits, readings: readonly Reading[]): void {
  const known = new Map<string, readonly string[]>();
  for (const { inferences, options } of readings) {
    for (const { name } of options) known.set(optionKey(name), ['on', 'off']);
    for (const { key, choices } of inferences)
      if (!known.has(key) || (known.get(key) ?? []).length === 0) known.set(key, choices);
  }
  for (const [key, value] of Object.entries(edits)) {
    const choices = known.get(key) ?? known.get(optionKey(key));
    if (!choices) {
      const all = [...known].map(([one, of]) => (of.length > 0 ? `${one}=${of.join('|')}` : `${one}=…`));
      throw new UserError(
        `--set ${key}: this table has nothing of that name. ${all.length === 0 ? 'Nothing in it can be set.' : `What can be set:\n${all.map((one) => `  ${one}`).join('\n')}`}`,
      );
    }
    // It may begin with any number.
    const isNumber = key.startsWith('begin:') && /^-?\d+$/.test(value);
    if (choices.length > 0 && !isNumber && !choices.includes(value))
      throw new UserError(
        `--set ${key}: it cannot be ${value === '' ? 'nothing' : value}, but ${choices.join(', or ')}.`,
      );
  }
}

/** The changes as a reading takes them. */
export function asTaken(edits: Edits): Edits {
  return Object.fromEntries(
    Object.entries(edits).flatMap(([key, value]) => [
      [key, value] as const,
      [optionKey(key), value] as const,
    ]),
  );
}

function optionKey(name: string): string {
  return `option:${name}`;
}
