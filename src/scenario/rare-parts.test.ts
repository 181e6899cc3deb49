import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { compileTrusted, instantiateTrusted, loadPreludeFor } from './index.ts';
import { LATE_PARTS } from './lower/late-parts.ts';
import { setLateParts, setRareParts } from './lower/late.ts';
import { RARE_PARTS } from './lower/rare-parts.ts';
import { needsRareParts } from './prelude-parts.ts';

const root = fileURLToPath(new URL('../../scenarios', import.meta.url));
const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.smp'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

afterAll(() => {
  setRareParts(null);
  setLateParts(LATE_PARTS);
});

/** What comes of a text in a thread that has loaded no more. */
function madeOf(file: string, text: string, rare: typeof RARE_PARTS | null): string {
  setLateParts(null);
  setRareParts(rare);
  // A blank, so that what was read before is not remembered.
  const { scenario, diagnostics } = compileTrusted(rare ? `${text} ` : text, file);
  const program = scenario && instantiateTrusted(scenario, {}).program;
  return JSON.stringify([diagnostics, scenario?.interleavings, program]);
}

test('few bundled scenarios need the parts that few texts need, and no other misses them', async () => {
  const without = texts.filter(({ text }) => !needsRareParts(text));
  expect(without.length / texts.length).toBeGreaterThan(0.7);
  for (const { file, text } of without) {
    await loadPreludeFor(text);
    expect(madeOf(file, text, null) === madeOf(file, text, RARE_PARTS), file).toBe(true);
  }
});

test('they come with the text that says so', async () => {
  const text = 'struct s { int a; }; struct s x; cpu 0 { kfree(&x); }';
  setLateParts(null);
  setRareParts(null);
  await loadPreludeFor('int x; cpu 0 { x = 1; }');
  expect(compileTrusted(text, 't').scenario).toBeNull();
  await loadPreludeFor(text);
  expect(compileTrusted(text, 't').scenario?.rules?.map(({ slug }) => slug)).toContain('double-free');
});
