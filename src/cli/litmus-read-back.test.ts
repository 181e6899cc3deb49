import { expect, it, test } from 'vitest';
import { litmusTest } from '../export/index.ts';
import type { Program } from '../machine/index.ts';
import { compileScenario, instantiate, type Settings } from '../scenario/index.ts';
import { checkReadBack } from './litmus-read-back.ts';
import { bundledFiles, compileText, loadScenario } from './scenario-files.ts';

function programOf(scenario: Parameters<typeof instantiate>[0], settings: Settings): Program {
  const { program } = instantiate(scenario, settings);
  if (!program) throw new Error('no program');
  return program;
}

/** The text, which has the same ends when it is read back; null where the program cannot be said. */
function readBack(text: string, settings: Settings): string | null {
  const file = compileText('own.smp', 'own', text);
  const program = programOf(file.scenario, { ...settings, arch: 'arm64' });
  const written = litmusTest(program, { name: 'own', lines: ['of a test'] });
  if (!written.ok) return null;
  expect(checkReadBack(file, settings, program, written.value)).toEqual({ differs: [], unknown: [] });
  return written.value;
}

test('a test that means something else is noticed', () => {
  const file = compileText(
    'own.smp',
    'own',
    about('int x, y; cpu 0 { x = 1; y = 1; } cpu 1 { int a = y; int b = x; }'),
  );
  const program = programOf(file.scenario, {});
  const written = litmusTest(program, { name: 'own', lines: [] });
  const few = { states: 5, ms: 5000, paths: false };
  const all = ['sc', 'tso', 'arm'];
  // What could not be searched is known not to be known.
  expect(checkReadBack(file, {}, program, written.ok ? written.value : '', few).unknown).toEqual(all);
  const changed = written.ok ? written.value.replace('*x, 1', '*x, 2') : '';
  expect(checkReadBack(file, {}, program, changed).differs[0]).toMatch(
    /^sc: here alone .*x=1.*, there alone .*x=2/,
  );
});

const about = (code: string) => `scenario "t"\narch arm64 | x86\nproperty p "x"\n${code}`;

test('accesses, atomics, locks and branches come back as they went', () => {
  const text = readBack(
    about(`
      struct pair { int a; int b; };
      static struct pair both; atomic_t n; spinlock_t lock; int word = 3;
      cpu 0 { spin_lock(&lock); both.a++; spin_unlock(&lock); int r = atomic_inc_return(&n); int v; if (r == 1) v = READ_ONCE(word); else { WRITE_ONCE(word, 5); smp_mb(); } }
      cpu 1 { spin_lock(&lock); both.a++; spin_unlock(&lock); int r = atomic_inc_return(&n); smp_store_release(&word, r + 1); int w = xchg_acquire(&both.b, r); }
      final(both.a == 2 && (cpu0.r != 1 || !cpu1.r), p);
      observe both.a, cpu0.r, cpu1.r, cpu0.v, word;`),
    {},
  );
  expect(text).toContain('P0(int *both_a, atomic_t *n, spinlock_t *lock, int *word)');
  expect(text).toContain('\tspin_lock(lock);\n');
  expect(text).toContain('atomic_fetch_add(1, n)');
  expect(text).toContain('exists (~(both_a=2) \\/ (');
});

it.each([
  ['it waits in a loop', 'int x; cpu 0 { while (!READ_ONCE(x)) cpu_relax(); } cpu 1 { x = 1; }'],
  ['it goes through pointers', 'int x[2]; cpu 0 { int i = READ_ONCE(x[0]); WRITE_ONCE(x[i & 1], 1); }'],
  ['it asserts or notes', 'int x; cpu 0 { int r = READ_ONCE(x); assert(r == 0, p); } cpu 1 { x = 1; }'],
  ['more than comparisons', 'int x; cpu 0 { x = 1; } final(x > 0, p);'],
])('%s: refused with the reason', (reason, code) => {
  const { scenario } = compileScenario(about(code), 'own');
  const written = scenario && litmusTest(programOf(scenario, {}), { name: 'own', lines: [] });
  expect(written?.ok === false ? written.error.join() : written).toContain(reason);
});

it('whatever of the library can be said ends the same when it is read back', { timeout: 300_000 }, () => {
  const done = new Set<string>();
  for (const path of bundledFiles().filter((one) => one.includes('classics'))) {
    const { text, scenario } = loadScenario(path);
    for (const { settings } of scenario.variants) {
      const { arch: _, ...asked } = settings;
      const key = JSON.stringify([path, asked]);
      if (done.has(key)) continue;
      if (readBack(text, asked) !== null) done.add(key);
    }
  }
  expect(done.size).toBeGreaterThan(30);
});
