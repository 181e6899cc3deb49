// The indexes of the prelude (src/scenario/prelude/index.generated.ts, more-index.generated.ts): of each of its files the
// length, the names that it declares, and the files whose names it uses. Of the first files only names that a bundled scenario
// says; of the further ones, which only a reader's own text may need, all, and which of them are words that the manual lists. By
// these the page loads those files alone that a text needs, and still counts places as in the whole. Git does not hold them; they
// are made where the grammars are compiled.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { replaceFile, root } from './project.mjs';

const folder = join(root, 'src/scenario/prelude');

/** What stands at the beginning of a line and declares names; prelude-parts.test.ts holds them against the compiler. */
const declarations = [
  /^(?:option|lock|page|text|property) (\w+)/gm,
  /^enum (\w+) ?\{/gm,
  /^struct (\w+)(?= \{|;)/gm,
  /^typedef .*\(\*(\w+)\)/gm,
  /^\} (\w+);/gm,
  /^DEFINE_\w+\((?:.*, )?(\w+)\)/gm,
  /^on (?:irq|nmi|softirq) (\w+)/gm,
  /^#define (\w+)/gm,
  /^enum \w* ?\{([^}]*)\}/gm,
  // A function, or variables: all up to what they are set to.
  /^(?!option |lock |on |property |typedef .*\(|\/\/|#)(?:\w+[ *]+)+(\w+[^;{(=]*)[;{(=]/gm,
];

/** Writes the indexes anew if they are not as the prelude's files are. */
export async function indexPrelude() {
  const parts = partsIn(folder, (text) => text);
  const more = partsIn(join(folder, 'more'), await templates());
  for (const { name, words } of parts)
    for (const other of more)
      if (other.names.some((one) => words.has(one)))
        throw new Error(
          `prelude: ${name}, which bundled scenarios need, needs ${other.name}, which is loaded later`,
        );
  const said = wordsOfScenarios();
  write('index', 'INDEX', parts, ({ length, names, ...part }) => ({
    length,
    names: names.filter((one) => said.has(one)).join(' '),
    needs: neededBy(part, parts),
  }));
  const firstWords = new Set(parts.flatMap(({ words }) => [...words]));
  write('more-index', 'MORE_INDEX', more, ({ length, names, rest, told, ...part }) => ({
    length,
    names: [...names, ...rest.filter((one) => !firstWords.has(one))].sort().join(' '),
    words: told.join(' '),
    needs: allNeededBy(part, more),
  }));
}

/** @typedef {{ name: string, length: number, names: string[], rest: string[], told: string[], words: Set<string> }} Part */

/**
 * @param {string} where
 * @param {(text: string) => string} writtenOut
 * @returns {Part[]}
 */
function partsIn(where, writtenOut) {
  return readdirSync(where)
    .filter((name) => name.endsWith('.smp'))
    .sort()
    .map((name) => {
      const text = writtenOut(readFileSync(join(where, name), 'utf8'));
      return {
        name: name.replace('.smp', ''),
        length: text.length,
        names: namesIn(text),
        // Who says the struct, or one of the members that it has besides, may mean those.
        rest: [...text.matchAll(/^struct (\w+)_rest \{([^}]*)\}/gm)].flatMap(([, tag = '', members = '']) => [
          tag,
          ...[...members.matchAll(/(\w+)(?:\[\w+\])?;/g)].map(([, one = '']) => one),
        ]),
        told: [...text.matchAll(/^\/\/: .*\n.*?(\w+)\(/gm)].map(([, word = '']) => word),
        // What a scenario may say besides is not needed, and a function may be named as an enum is.
        words: wordsIn(text.replace(/\/\/.*|is_named\(\w+\)|enum \w+/g, '')),
      };
    });
}

/**
 * @param {Pick<Part, 'name' | 'words'>} part
 * @param {Part[]} parts
 */
function neededBy({ name, words }, parts) {
  return parts
    .filter((other) => other.name !== name && other.names.some((one) => words.has(one)))
    .map((one) => one.name);
}

/**
 * What those need, too.
 * @param {Pick<Part, 'name' | 'words'>} part
 * @param {Part[]} parts
 */
function allNeededBy(part, parts) {
  const needed = new Set(neededBy(part, parts));
  for (const name of needed)
    for (const other of parts)
      if (other.name === name) neededBy(other, parts).forEach((one) => needed.add(one));
  needed.delete(part.name);
  return [...needed].sort();
}

/**
 * @param {string} file
 * @param {string} constant
 * @param {Part[]} parts
 * @param {(part: Part) => object} entryOf
 */
function write(file, constant, parts, entryOf) {
  const lines = parts.map((part) => `  '${part.name}': ${JSON.stringify(entryOf(part))},\n`);
  const text = `// This file was made by tools/prelude.mjs.\nexport const ${constant} = {\n${lines.join('')}} as const;\n`;
  const made = join(folder, `${file}.generated.ts`);
  if (!existsSync(made) || readFileSync(made, 'utf8') !== text) replaceFile(made, text);
}

/**
 * How families of functions are written out, as the program itself does it.
 * @returns {Promise<(text: string) => string>}
 */
async function templates() {
  const source = readFileSync(join(folder, 'templates.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', format: 'esm' });
  const { writtenOut } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return writtenOut;
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
