import { expect, test } from 'vitest';
import { check } from '../check/check.ts';
import { collectSymbols } from '../check/symbols.ts';
import { programOf } from '../compile.ts';
import { Diagnostics } from '../diagnostic.ts';
import { LATE_PARTS } from '../lower/late-parts.ts';
import { setLateParts } from '../lower/late.ts';
import { firstText, preludeSyntax, currentPrelude } from '../prelude.ts';
import type { Declaration } from '../syntax/syntax.ts';
import { MORE_PARTS, type MorePart } from './files.ts';
import * as byNeed from './more-by-need.ts';
import { moreNeededBy } from './more-needed.ts';
import * as whole from './more-whole.ts';
import { Prelude } from './prelude-text.ts';

setLateParts(LATE_PARTS);
const texts = whole.moreTexts();

/** As a text has it that needs these. */
function preludeWith(parts: readonly MorePart[]): Prelude {
  const more = texts.map((text, i) =>
    parts.some((part) => part === MORE_PARTS[i]) ? text : ' '.repeat(text.length),
  );
  return new Prelude([firstText, ...more].join('\n'));
}

/** The part that a place of the whole prelude is in; null before them all. */
function partAt(offset: number): MorePart | null {
  let begin = firstText.length + 1;
  if (offset < begin) return null;
  for (const [i, text] of texts.entries()) {
    begin += text.length + 1;
    if (offset < begin) return MORE_PARTS[i] ?? null;
  }
  return null;
}

function namesOf(declaration: Declaration): readonly string[] {
  switch (declaration.k) {
    case 'enum':
      return declaration.values.map(({ name }) => name.text);
    case 'variable':
      return declaration.declarators.map(({ name }) => name.text);
    case 'struct':
      return declaration.type.tag ? [declaration.type.tag.text] : [];
    case 'function':
    case 'define':
    case 'typedef':
    case 'macro-definition':
      return [declaration.name.text];
    case 'handler':
      return declaration.name ? [declaration.name.text] : [];
    default:
      return [];
  }
}

test('whatever a file declares leads to it, where a text says the name', () => {
  const declared = preludeSyntax().declarations.flatMap((declaration) => {
    const part = partAt(declaration.from);
    return part === null ? [] : namesOf(declaration).map((name) => ({ name, part }));
  });
  expect(declared.length).toBeGreaterThan(900);
  const lost = declared.filter(({ name, part }) => !moreNeededBy(`cpu 0 { ${name}(); }`).includes(part));
  expect(lost).toEqual([]);
});

test.each(MORE_PARTS)('%s has no mistakes with what comes with it', (part) => {
  const own = preludeSyntax().declarations.filter(({ from }) => partAt(from) === part);
  const parts = moreNeededBy(own.flatMap(namesOf)[0] ?? '');
  expect(parts).toContain(part);
  const { syntax } = preludeWith(parts);
  const diagnostics = new Diagnostics();
  check(syntax, collectSymbols(syntax, { text: '', declarations: [] }, diagnostics), diagnostics);
  const allowed = ['no-cpu', 'unknown-property'];
  expect(diagnostics.list().filter(({ code }) => !allowed.includes(code))).toEqual([]);
});

test.each([
  ['cpu 0 { x = 1; }', []],
  ['DEFINE_XARRAY(x); cpu 0 { }', ['xarray']],
  ['struct percpu_rw_semaphore s; cpu 0 { guard(percpu_read)(&s); }', ['locks-that-sleep']],
  ['cpu 0 { guard(cpus_read_lock)(); }', ['locks-that-sleep']],
  ['cpu 0 { scoped_guard(rtnl) x = 1; }', ['locks-that-sleep']],
  ['cpu 0 { napi_schedule(&n); }', ['napi']],
] as const)('%s needs %j', (text, parts) => {
  expect(moreNeededBy(text)).toEqual(parts);
});

test('names that are pasted together may be any', () => {
  expect(moreNeededBy('#define take(x) x##_lock()')).toEqual(MORE_PARTS);
});

test('what a text needs is loaded and the rest is blank; a program is the same as with all', async () => {
  const text =
    'struct sk_buff_head l; struct sk_buff b; cpu 0 { skb_queue_tail(&l, &b); } cpu 1 { bool e = skb_queue_empty(&l); }';
  expect(byNeed.hasMoreFor('cpu 0 { smp_mb(); }')).toBe(true);
  expect(byNeed.hasMoreFor(text)).toBe(false);
  await byNeed.loadMoreFor(text);
  expect(byNeed.hasMoreFor(text)).toBe(true);
  expect(byNeed.partsThere()).toBe(1);
  const some = new Prelude([firstText, ...byNeed.moreTexts()].join('\n'));
  const at = currentPrelude().text.indexOf('void skb_queue_tail(');
  expect(some.text.indexOf('void skb_queue_tail(')).toBe(at);
  expect(some.text).toHaveLength(currentPrelude().text.length);
  const [program, same] = [some, currentPrelude()].map(
    (prelude) => programOf(text, 'test', {}, { prelude, check }).program,
  );
  expect(program?.code.length).toBeGreaterThan(10);
  expect(program).toEqual(same);
  await byNeed.loadAllMore();
  expect(byNeed.moreTexts()).toEqual(texts);
});

test('words are offered by name before their files are there', () => {
  expect(byNeed.moreWordNames().length).toBeGreaterThan(500);
  expect([...byNeed.moreWordNames()].sort()).toEqual([...whole.moreWordNames()].sort());
});
