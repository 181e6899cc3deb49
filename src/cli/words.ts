/** `smpscope words`: the kernel's words that the compiler knows, or one of them. */
import { safeJson, safeLine } from '../base/index.ts';
import {
  manualSection,
  tellCost,
  tellFailure,
  unknownWordMessage,
  wordOf,
  wordGroups,
  type Word,
} from '../scenario/index.ts';
import { readArguments, UserError } from './user-error.ts';

export function runWords(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean' },
    markdown: { type: 'boolean' },
  });
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UserError('`words` tells one word at a time, or all of them.');
  if (name !== undefined) {
    const word = wordOf(name);
    if (!word) throw new UserError(safeLine(unknownWordMessage(name)));
    console.log(values.json ? safeJson({ words: [asJson(word)] }, 2) : told(word).join('\n'));
  } else if (values.json) {
    const words = wordGroups().flatMap(({ title, words }) =>
      words.map((word) => ({ group: title, ...asJson(word) })),
    );
    console.log(safeJson({ words }, 2));
  } else if (values.markdown) process.stdout.write(manualSection());
  else
    for (const { title, words } of wordGroups()) {
      console.log(`${title}\n`);
      for (const word of words) console.log(`  ${word.signature}\n      ${line(word)}`);
      console.log('');
    }
  return Promise.resolve(0);
}

function asJson(word: Word) {
  const { name, signature, says, arm64, x86, formOf, fails } = word;
  return { name, signature, says, formOf: formOf ?? null, arm64, x86, fails: fails ?? null };
}

/** Of all: a line each. */
function line(word: Word): string {
  const [arm64, x86] = [tellCost(word.arm64), tellCost(word.x86)];
  const costs = arm64 === '–' && x86 === '–' ? [] : [`arm64 ${arm64}`, `x86 ${x86}`];
  return [word.says, ...costs].join('; ');
}

/** Of one: everything. */
function told(word: Word): readonly string[] {
  return [
    word.signature,
    `  ${word.says}`,
    `  arm64  ${tellCost(word.arm64)}`,
    `  x86    ${tellCost(word.x86)}`,
    ...(word.fails ? [`  ${tellFailure(word)}`] : []),
    ...(word.formOf === undefined ? [] : [`  a form of ${word.formOf}()`]),
  ];
}
