import { beforeEach, expect, test, vi } from 'vitest';
import { UserError } from './user-error.ts';
import { runWords } from './words.ts';

let printed = '';
beforeEach(() => {
  printed = '';
  const print = (text: unknown) => {
    printed += `${String(text)}\n`;
    return true;
  };
  vi.spyOn(console, 'log').mockImplementation(print);
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
});

test('one word: what it is, does and costs', async () => {
  expect(await runWords(['smp_rmb'])).toBe(0);
  expect(printed.split('\n').map((line) => line.trim())).toEqual([
    'void smp_rmb(void)',
    'earlier loads before later ones',
    'arm64  DMB ISHLD: orders loads with what follows',
    'x86    compiler only',
    '',
  ]);
});

test('a word that may change nothing says what it orders then', async () => {
  await runWords(['cmpxchg_acquire']);
  expect(printed).toContain('orders nothing (x86: it is fully ordered all the same)');
  expect(printed).toContain('a form of cmpxchg()');
});

test('all of them, for people, for programs and for the manual', async () => {
  await runWords([]);
  expect(printed).toContain('Reference counts');
  printed = '';
  await runWords(['--json']);
  const { words } = JSON.parse(printed) as { words: { name: string; group: string; arm64: unknown }[] };
  expect(words.length).toBeGreaterThan(300);
  expect(words.find(({ name }) => name === 'smp_wmb')).toMatchObject({
    group: 'Barriers',
    arm64: { instruction: 'DMB ISHST', orders: 'stores' },
    formOf: null,
  });
  printed = '';
  await runWords(['--markdown']);
  expect(printed).toContain('## All words');
});

test('a word that is not known is answered with how to write it, as the compiler does', () => {
  expect(() => runWords(['napi_busy_loop'])).toThrow(UserError);
  expect(() => runWords(['napi_busy_loop'])).toThrow(/raise_softirq\(NAME\);/);
  expect(() => runWords(['a', 'b'])).toThrow(/one word at a time/);
});
