/** scenarios/README.md names nothing that the language does not have. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONSTANTS } from './check/symbols.ts';
import { LATE_PARTS } from './lower/late-parts.ts';
import { setLateParts } from './lower/late.ts';
import { primitiveNames } from './lower/primitives.ts';
import { preludeSyntax } from './prelude.ts';

// As a text has them that names their words.
setLateParts(LATE_PARTS);

const manual = readFileSync(new URL('../../scenarios/README.md', import.meta.url), 'utf8');
const words = /## Words of the kernel\n([^]*?)\n## /.exec(manual)?.[1] ?? '';

test('the words of the kernel are primitives, constants or functions of the prelude', () => {
  const known = new Set([
    ...primitiveNames(),
    ...CONSTANTS.keys(),
    ...preludeSyntax().declarations.flatMap((decl) => (decl.k === 'function' ? [decl.name.text] : [])),
  ]);
  const named = [...words.matchAll(/`([^`]+)`/g)]
    .flatMap(
      ([, code = '']) =>
        /^[a-z]\w*$/i.exec(code)?.[0] ?? [...code.matchAll(/(\w+)\(/g)].map(([, name]) => name),
    )
    .filter((name) => name !== 'lock');
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((name) => name === undefined || !known.has(name))).toEqual([]);
});
