/** The word list of the manual, scenarios/README.md: one table a group, one row a word with all its forms. */
import { wordGroups } from './table.ts';
import { tellCost, tellFailure, type Word, type WordGroup } from './word.ts';

const INTRODUCTION = `## All words

Made by \`npm run -s smpscope -- words --markdown\` from what the compiler knows; \`words NAME\` tells one. \`atomic64_*\` and
\`atomic_long_*\` are what \`atomic_*\` is. arm64 has the LSE atomics. On x86, and under \`tso\`, only a load passes an earlier
store: what is given for x86 says whether that can still be. Under \`tso\` every atomic is a locked instruction, on arm64 also
where it changes nothing.`;

/** The section's Markdown, from its heading on; ends with a newline. */
export function manualSection(): string {
  return `${[INTRODUCTION, ...wordGroups().map(table)].join('\n\n')}\n`;
}

function table({ title, words }: WordGroup): string {
  const rows = words.filter((word) => word.formOf === undefined).map((word) => row(word, words));
  return [`### ${title}`, '', '| word | does | arm64 | x86 |', '|---|---|---|---|', ...rows].join('\n');
}

function row(word: Word, all: readonly Word[]): string {
  const forms = all
    .filter(({ formOf }) => formOf === word.name)
    .map(({ name }) => name.slice(word.name.length));
  const also = forms.length === 0 ? '' : `, ${forms.map((form) => `\`${form}\``).join(', ')}`;
  const says = [word.says, tellFailure(word)].filter((part) => part !== '').join('. ');
  const shown = `\`${word.signature.replaceAll('|', '\\|')}\`${also}`;
  return `| ${shown} | ${says} | ${tellCost(word.arm64)} | ${tellCost(word.x86)} |`;
}
