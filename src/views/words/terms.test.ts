import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLesson } from '../../course/index.ts';
import { GLOSSARY } from './glossary.ts';
import { partsOf, termAt, termsIn } from './terms.ts';

test('a word is marked where it stands first, in its longest form, and not within another word', () => {
  const marked = (text: string) =>
    partsOf(text)
      .map(({ text: part, term }) => (term ? `[${part}|${term.name}]` : part))
      .join('');
  expect(marked('Still in the store buffer; the Store Buffer drains.')).toBe(
    'Still in the [store buffer|store buffer]; the Store Buffer drains.',
  );
  expect(marked('an extended quiescent state')).toBe('an [extended quiescent state|quiescent state]');
  expect(marked('TLBI, not TLB: disbarrier')).toBe('[TLBI|TLBI], not [TLB|TLB]: disbarrier');
  expect(marked('smp_mb() orders')).toBe('[smp_mb|barrier]() orders');
  expect(partsOf('nothing here')).toEqual([{ text: 'nothing here', term: null }]);
  const place = (at: number) => {
    const found = termAt('smp_wmb(); smp_wmb() is doomed', at);
    return found && [found.term.name, found.from, found.to];
  };
  expect([0, 9, 13, 24].map(place)).toEqual([
    ['barrier', 0, 7],
    null,
    ['barrier', 11, 18],
    ['doomed', 24, 30],
  ]);
  expect(termsIn('doomed by an IPI').map(({ name }) => name)).toEqual(['doomed', 'IPI']);
});

test('each word is explained in two sentences, has a source, and no form of another', () => {
  const forms = GLOSSARY.flatMap(({ name, also }) => [name, ...also].map((form) => form.toLowerCase()));
  expect(
    forms.filter(
      (form, nth) =>
        forms.indexOf(form) !== nth && form !== 'dmb ish' && form !== 'dsb ish' && form !== 'isb',
    ),
  ).toEqual([]);
  for (const { name, text, source } of GLOSSARY) {
    expect([name, text.match(/[.](?= |$)/g)?.length]).toEqual([name, 2]);
    expect(source).not.toBe('');
  }
});

test('the words that a lesson names are explained', () => {
  const folder = join(import.meta.dirname, '../../../scenarios/course');
  const lessons = readdirSync(folder).filter((name) => name.endsWith('.md'));
  const terms = lessons.flatMap(
    (name) => readLesson(readFileSync(join(folder, name), 'utf8'), name).value?.terms ?? [],
  );
  expect(terms.length).toBeGreaterThan(12);
  expect(terms.filter((term) => termsIn(term).length === 0)).toEqual([]);
});
