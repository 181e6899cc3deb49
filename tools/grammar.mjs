// Compiles each Lezer grammar under src/ into two modules beside it: `x.grammar` gives `x.generated.ts` (the
// parser) and `x.terms.generated.ts` (its node ids). Git does not hold them; the bootstrap, vite, vitest and the
// bundles each call this first.

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, root } from './project.mjs';

const sources = join(root, 'src');

/**
 * Compiles the grammars that changed since they were last compiled; throws the generator's message when one is wrong.
 * @returns {Promise<void>}
 */
export async function compileGrammars() {
  for (const name of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.grammar')) await compile(join(sources, name));
  }
}

/** @param {string} grammar */
async function compile(grammar) {
  const parserFile = grammar.replace(/\.grammar$/, '.generated.ts');
  const termsFile = grammar.replace(/\.grammar$/, '.terms.generated.ts');
  if (isNewer(parserFile, grammar) && isNewer(termsFile, grammar)) return;

  const { buildParserFile } = await import('@lezer/generator');
  const { parser, terms } = buildParserFile(readFileSync(grammar, 'utf8'), {
    fileName: grammar,
    typeScript: true,
  });
  replaceFile(termsFile, terms);
  replaceFile(parserFile, parser);
}

/**
 * @param {string} made
 * @param {string} from
 */
function isNewer(made, from) {
  return existsSync(made) && statSync(made).mtimeMs >= statSync(from).mtimeMs;
}
