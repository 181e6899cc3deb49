import { describe, expect, test } from 'vitest';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { promela } from './promela.ts';

function programOf(body: string) {
  const text = `scenario "x"\narch arm64 | x86\nproperty bad "Bad."\n${body}\n`;
  const { scenario, diagnostics } = compileScenario(text, 'x');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return program;
}

function textOf(body: string, model: 'sc' | 'tso'): string {
  const text = promela(programOf(body), model);
  if (!text.ok) throw new Error(text.error.join());
  return text.value;
}

const racing = `
int x, y;
cpu 0 {
    WRITE_ONCE(x, 1);
    int r = READ_ONCE(y);
    assert(r != 7, bad);
}
cpu 1 {
    WRITE_ONCE(y, 1);
    smp_mb();
    while (READ_ONCE(x) == 0)
        cpu_relax();
}`;

describe('a model for Spin', () => {
  test('reads like the scenario, and stays as it was', async () => {
    const text = promela(programOf(racing), 'tso', {
      origin: 'From racing.smp',
      placeOf: ({ from }) => `character ${from}`,
    });
    await expect(text.ok && text.value).toMatchFileSnapshot('./promela.test.pml');
  });

  test('has store buffers as long as the code can fill them, under tso only', () => {
    expect(textOf(racing, 'sc')).not.toMatch(/\bn0\b/);
    expect(textOf(racing, 'tso')).toContain('byte a0[1];');
    const filled = 'int x, y; cpu 0 { x = 1; y = 1; smp_mb(); x = 2; int r = y; x = 3; x = 4; }';
    expect(textOf(filled, 'tso')).toContain('byte a0[3];');
    expect(textOf('int x; cpu 0 { while (true) WRITE_ONCE(x, 1); }', 'tso')).toContain('n0 < 40');
  });

  test('keeps all states for the end only where a run may go on forever', () => {
    expect(textOf(racing, 'sc')).not.toContain('GRAPH');
    const polls = 'int x, y; cpu 0 { while (READ_ONCE(x) == 0 || READ_ONCE(y) == 0) cpu_relax(); }';
    expect(textOf(polls, 'sc')).toContain('-DGRAPH');
  });

  test('does not leave to C what C leaves open', () => {
    const odd =
      'int x, y; cpu 0 { int a = READ_ONCE(x); int b = READ_ONCE(y); WRITE_ONCE(x, a / b); WRITE_ONCE(y, 1 << a); }';
    expect(textOf(odd, 'sc')).toMatch(/== 0 -> 0 : r0_\w+ \/ r0_\w+\)[^]*<< \(r0_\w+ & 31\)/);
  });

  test('is refused with reasons where the program needs more', () => {
    expect(promela(programOf(racing), 'arm')).toMatchObject({
      ok: false,
      error: [expect.stringContaining('arm')],
    });
    const text = programOf('text site = { old -> new };\ncpu 0 { execute(site); }');
    expect(promela(text, 'sc')).toMatchObject({
      ok: false,
      error: expect.arrayContaining(['it changes instructions while they run']) as string[],
    });
    const nests = programOf(
      'int x;\non irq one cpu 0 { local_irq_enable(); WRITE_ONCE(x, 1); }\ncpu 0 { raise(one, 0); }',
    );
    expect(promela(nests, 'sc')).toMatchObject({
      ok: false,
      error: ['a handler opens interrupts, so that handlers nest'],
    });
    const later = programOf(
      'int x; struct work_struct w;\nvoid fn(struct work_struct *w) { WRITE_ONCE(x, 1); }\non softirq NET_TX_SOFTIRQ { WRITE_ONCE(x, 2); }\ncpu 0 { INIT_WORK(&w, fn); schedule_work(&w); raise_softirq(NET_TX_SOFTIRQ); }',
    );
    expect(promela(later, 'sc')).toMatchObject({
      ok: false,
      error: expect.arrayContaining([
        expect.stringContaining('NET_TX_SOFTIRQ is a softirq: interrupts come inside it'),
        expect.stringContaining('is called later in a context of its own'),
      ]) as string[],
    });
  });
});
