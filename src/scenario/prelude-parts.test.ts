import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Compiled } from './api.ts';
import { collectSymbols, handlerKey } from './check/symbols.ts';
import { Diagnostics } from './diagnostic.ts';
import { compileText, compileTrusted, instantiate, instantiateTrusted, loadPreludeFor } from './index.ts';
import { LATE_PARTS } from './lower/late-parts.ts';
import { setLateParts } from './lower/late.ts';
import { preludeFor } from './prelude-parts.ts';
import { firstText, preludeText } from './prelude.ts';
import { PRELUDE_FILES } from './prelude/files.ts';
import { moreTexts } from './prelude/more-whole.ts';
import { Prelude } from './prelude/prelude-text.ts';
import { INDEX } from './prelude/index.generated.ts';

const root = fileURLToPath(new URL('../../scenarios', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.smp'),
);

/** Names that a tree declares, as the compiler sees them. */
function namesOf(syntax: Prelude['syntax']): string[] {
  const { globals, functions, handlers, enums } = collectSymbols(
    syntax,
    { text: '', declarations: [] },
    new Diagnostics(),
  );
  const options = syntax.declarations.flatMap((decl) => (decl.k === 'option' ? [decl.name.text] : []));
  const raised = handlers.map(({ decl }) => /^(?:irq|nmi) (\w+)/.exec(handlerKey(decl))?.[1] ?? '');
  return [...globals.keys(), ...functions.keys(), ...enums.keys(), ...options, ...raised].filter(Boolean);
}

test('the index knows every file, its length, and every name that a bundled scenario says', () => {
  const lengths = PRELUDE_FILES.map((file) => INDEX[file].length);
  expect(Object.keys(INDEX).sort()).toEqual([...PRELUDE_FILES].sort());
  expect(firstText.length).toBe(lengths.reduce((sum, length) => sum + length + 1, -1));
  expect(preludeText()).toBe([firstText, ...moreTexts()].join('\n'));
  const indexed = new Set(PRELUDE_FILES.flatMap((file) => INDEX[file].names.split(' ')));
  const names = namesOf(new Prelude(firstText).syntax);
  expect(names.length).toBeGreaterThan(100);
  const said = new Set(files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\w+/g) ?? []));
  expect(names.filter((name) => said.has(name) && !indexed.has(name))).toEqual([]);
});

test('a text that says nothing of a file gets it blank, one that does gets what it needs, in its place', async () => {
  const none = 'int x; cpu 0 { x = 1; }';
  await loadPreludeFor(none);
  const { text } = preludeFor(none);
  expect(text).toHaveLength(firstText.length);
  expect(text).not.toContain('text_poke');
  const some = 'cpu 0 { ptep_clear_flush(&x); }';
  expect(() => preludeFor(some)).toThrow(/not loaded/);
  await loadPreludeFor(some);
  const at = firstText.indexOf('ptep_clear_flush');
  expect(preludeFor(some).text.slice(at, at + 16)).toBe('ptep_clear_flush');
  expect(preludeFor(some)).toBe(preludeFor(some));
});

/** Parts of lowering that come with the checks are not there, as on the page. */
function unchecked<T>(compile: () => T): T {
  setLateParts(null);
  const made = compile();
  setLateParts(LATE_PARTS);
  return made;
}

/** A scenario that comes with smpscope may have what a reader would be warned of: that is what it is about. */
function withoutUnasked<T extends Pick<Compiled, 'diagnostics'>>(made: T): T {
  return { ...made, diagnostics: made.diagnostics.filter(({ severity }) => severity !== 'warning') };
}

describe('with as much of the prelude as it needs, and unchecked, the same comes of', () => {
  test.each(files)('%s', async (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    await loadPreludeFor(text);
    const trusted = unchecked(() => compileTrusted(text, file));
    expect(withoutUnasked(trusted)).toEqual(withoutUnasked(compileText(text, file)));
    const { scenario } = trusted;
    if (!scenario) throw new Error('it does not compile');
    const flipped = scenario.options.flatMap(({ name, values }) =>
      values.map((value) => ({ [name]: value })),
    );
    for (const settings of [{}, ...scenario.variants.map((one) => one.settings), ...flipped])
      expect(withoutUnasked(unchecked(() => instantiateTrusted(scenario, settings)))).toEqual(
        withoutUnasked(instantiate(scenario, settings)),
      );
  });
});
