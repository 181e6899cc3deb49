/**
 * Our own mistake in words: what was being computed, and a link that shows it again. A thread computes one thing at a
 * time, so the machine that it made last is the one that failed.
 */
import type { Settings } from '../scenario/index.ts';
import { fullSettings, lastMade, makeProgram, type Made } from './scenario-files.ts';
import { linkTo } from './site-link.ts';

/** An error that has been told already, in another thread. */
export class OwnMistake extends Error {}

/** What went wrong, in which scenario and variant, how to see it again, and where in our code it was. */
export async function tellMistake(error: unknown): Promise<string> {
  if (error instanceof OwnMistake) return error.message;
  const [what, where] =
    error instanceof Error
      ? [error.message, (error.stack ?? '').replace(/^[^]*?(?=\n\s+at )/, '')]
      : [String(error), ''];
  const lines = [`smpscope has made a mistake, not you: ${what}`];
  const last = lastMade();
  if (last) {
    lines.push(`  in ${last.file.path}, ${nameOf(last)} under ${last.model}`);
    const link = await linkOf(last).catch(() => null);
    if (link !== null) lines.push('This link reproduces it; please send it along:', `  ${link}`);
  }
  return lines.join('\n') + where;
}

/** The variant that has these settings and this model, else the settings. */
function nameOf({ file: { scenario }, settings, model }: Made): string {
  const textOf = (of: Settings): string =>
    Object.entries(fullSettings(scenario, of))
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  const variant = scenario.variants.find(
    (one) => one.model === model && textOf(one.settings) === textOf(settings),
  );
  return variant ? `variant ${variant.id}` : textOf(settings) || 'as it stands';
}

function linkOf({ file, settings, model }: Made): Promise<string> {
  return linkTo({ file, program: makeProgram(file, settings, model), settings, model, keys: [], step: 0 });
}
