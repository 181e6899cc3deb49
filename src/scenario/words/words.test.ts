import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LATE_PARTS } from '../lower/late-parts.ts';
import { setLateParts } from '../lower/late.ts';
import { primitiveNames, primitiveOf } from '../lower/primitives.ts';
import { preludeSyntax } from '../prelude.ts';
import { isListLoop } from '../lower/list-loop-names.ts';
import { isCpuLoop } from '../lower/macro-loop.ts';
import { DECLARING, LOOPS } from './declaring.ts';
import { manualSection } from './manual.ts';
import { wordGroups, wordNames, wordOf } from './table.ts';

setLateParts(LATE_PARTS);
const functions = preludeSyntax().declarations.flatMap((decl) => (decl.k === 'function' ? [decl] : []));
/** What the grammar reads by its name is no call. */
const UNCALLED = [DECLARING, LOOPS];
const words = wordGroups()
  .filter((group) => !UNCALLED.includes(group))
  .flatMap((group) => group.words);

test('every primitive and every function of the prelude is a word, once, and nothing else is', () => {
  const known = [...primitiveNames(), ...functions.map(({ name }) => name.text)];
  expect(words.map(({ name }) => name).sort()).toEqual(known.sort());
  const uncalled = UNCALLED.flatMap((group) => group.words);
  expect(new Set(wordNames()).size).toBe(words.length + uncalled.length);
  for (const { name } of LOOPS.words)
    expect([
      name,
      isCpuLoop(name) || isListLoop(name) || ['for_each_cpu', 'scoped_guard'].includes(name),
    ]).toEqual([name, true]);
});

test('a word takes as many arguments as its signature says', () => {
  for (const { name, signature } of words) {
    const inner = new RegExp(`${name.replace('*', '\\*')}\\((.*)\\)$`).exec(signature)?.[1] ?? '?';
    const given = inner === 'void' ? [] : inner.split(/, (?![^(]*\))/);
    const own = functions.find((decl) => decl.name.text === name);
    const primitive = own ? null : primitiveOf(name);
    const arity = primitive?.arity ?? own?.parameters.length;
    expect([name, given.filter((part) => part !== '...').length, given.includes('...')]).toEqual([
      name,
      arity,
      primitive?.more === true,
    ]);
  }
});

test('each says what it does in one line', () => {
  for (const { name, says } of words) {
    expect(name + says).not.toMatch(/\n/);
    expect(says.length).toBeGreaterThan(2);
  }
});

test('atomics of other widths and tracepoints are words too', () => {
  expect(wordOf('atomic64_fetch_add_acquire')?.name).toBe('atomic_fetch_add_acquire');
  expect(wordOf('atomic_long_inc')?.name).toBe('atomic_inc');
  expect(wordOf('trace_sched_switch')?.name).toBe('trace_*');
  expect(wordOf('pr_warn_ratelimited')?.name).toBe('pr_warn');
  expect(wordOf('atomic64_whatever')).toBeNull();
});

test('the manual has the list as it is', () => {
  const manual = readFileSync(new URL('../../../scenarios/README.md', import.meta.url), 'utf8');
  expect(manual.slice(manual.indexOf('## All words'))).toBe(manualSection());
});
