// The index of the prelude (src/scenario/prelude/index.generated.ts): of each of its files the length, the names that it
// declares and a bundled scenario says, and the files whose names it uses. By it the page loads those files alone that a text needs, and still
// counts places as in the whole. Git does not hold it; it is made where the grammars are compiled.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, root } from './project.mjs';

const folder = join(root, 'src/scenario/prelude');
const made = join(folder, 'index.generated.ts');

/** What stands at the beginning of a line and declares names; prelude-parts.test.ts holds them against the compiler. */
const declarations = [
  /^(?:option|lock|enum|struct|page|text|property) (\w+)/gm,
  /^on (?:irq|nmi) (\w+)/gm,
  /^#define (\w+)/gm,
  /^enum \w* ?\{([^}]*)\}/gm,
  // A function, or variables: all up to what they are set to.
  /^(?!option |lock |on |property |\/\/|#)(?:\w+[ *]+)+(\w+[^;{(=]*)[;{(=]/gm,
];

/** Writes the index anew if it is not as the prelude's files are. */
export function indexPrelude() {
  const parts = readdirSync(folder)
    .filter((name) => name.endsWith('.smp'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return {
        name: name.replace('.smp', ''),
        length: text.length,
        names: namesIn(text),
        words: wordsIn(text.replace(/\/\/.*/g, '')),
      };
    });
  const said = wordsOfScenarios();
  const lines = parts.map(({ name, length, names, words }) => {
    const needs = parts.filter((other) => other.name !== name && other.names.some((one) => words.has(one)));
    const asked = names.filter((one) => said.has(one));
    const index = { length, names: asked.join(' '), needs: needs.map((one) => one.name) };
    return `  '${name}': ${JSON.stringify(index)},\n`;
  });
  const text = `// This file was made by tools/prelude.mjs.\nexport const INDEX = {\n${lines.join('')}} as const;\n`;
  if (!existsSync(made) || readFileSync(made, 'utf8') !== text) replaceFile(made, text);
}

/** What bundled scenarios say: a reader's own text has the whole prelude. */
function wordsOfScenarios() {
  const files = readdirSync(join(root, 'scenarios'), { recursive: true, encoding: 'utf8' });
  return new Set(
    files
      .filter((file) => file.endsWith('.smp'))
      .flatMap((file) => [...wordsIn(readFileSync(join(root, 'scenarios', file), 'utf8'))]),
  );
}

/** @param {string} text */
function namesIn(text) {
  const found = declarations.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, names = '']) => [
      ...wordsIn(names.replace(/=[^,]*|\[[^\]]*\]/g, '')),
    ]),
  );
  return [...new Set(found)].sort();
}

/** @param {string} text */
function wordsIn(text) {
  return new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
}
