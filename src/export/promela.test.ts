import { describe, expect, test } from 'vitest';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { promela } from './promela.ts';

function programOf(body: string) {
  const { scenario, diagnostics } = compileScenario(
    `scenario "x"\narch arm64 | x86\nproperty bad "Bad."\n${body}\n`,
    'x',
  );
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return program;
}

const racing = programOf(
  'int x, y;\ncpu 0 { WRITE_ONCE(x, 1); int r = READ_ONCE(y); assert(r != 7, bad); }\ncpu 1 { WRITE_ONCE(y, 1); }',
);

describe('a model for Spin', () => {
  test('says every CPU, and stores wait in buffers under tso only', () => {
    const sc = promela(racing, 'sc');
    const tso = promela(racing, 'tso');
    expect(sc.ok && sc.value).toMatch(/proctype cpu0\(\)[\s\S]*proctype cpu1\(\)/);
    expect(sc.ok && sc.value).toContain('VIOLATED(0)');
    expect(sc.ok && sc.value.includes('sa0[')).toBe(false);
    expect(tso.ok && tso.value.includes('sa0[')).toBe(true);
  });

  test('is refused with reasons where the program needs more', () => {
    expect(promela(racing, 'arm')).toMatchObject({ ok: false, error: [expect.stringContaining('arm')] });
    const text = programOf('text site = { old -> new };\ncpu 0 { execute(site); }');
    expect(promela(text, 'sc')).toMatchObject({
      ok: false,
      error: expect.arrayContaining(['it changes instructions while they run']) as string[],
    });
  });
});
