import { describe, expect, test } from 'vitest';
import { createMachine, type Model } from '../index.ts';
import { explore } from '../../explore/index.ts';
import { compileScenario, instantiate } from '../../scenario/index.ts';

/** The verdict of a CPU that runs `body` and then stores to `mem`: `stored` is violated where the store is not made. */
function verdict(body: string, model: Model): string {
  const text = `property stored "It is made."\nint mem, own;\ncpu 0 { ${body} WRITE_ONCE(mem, 1); }\nfinal(mem == 1, stored);`;
  const { scenario } = compileScenario(text, 'loop');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error('it compiles');
  const { verdict: found, limit } = explore(createMachine(program, model), { states: 100_000 });
  return limit === null ? found : `${found} (${limit})`;
}

describe.each(['sc', 'tso', 'arm'] as const)('a loop over local variables under %s', (model) => {
  test.each([
    ['one that counts', 'int s = 0; for (int i = 0; i < 3000; i++) s += i;', 'holds'],
    ['one that counts, with barriers', 'for (int i = 0; i < 700; i++) smp_mb();', 'holds'],
    ['one over a variable of its own', 'while (own < 300) own = own + 1;', 'holds'],
    ['one that stands still', 'int a = 1; while (a != 0) a = a;', 'deadlock'],
    ['one that goes round', 'int a = 1; while (a < 5) a = 3 - a;', 'deadlock'],
    ['one that goes round, with barriers', 'int a = 1; while (a < 5) { a = 3 - a; smp_mb(); }', 'deadlock'],
  ])('%s', (_, body, expected) => {
    expect(verdict(body, model)).toBe(expected);
  });
});

test('of a loop that takes too many turns to be run nothing is said', () => {
  expect(verdict('int a = 0; while (a >= 0) { a = a + 1; a = a & 0xfffffff; }', 'sc')).toBe('bounded (loop)');
});
