/**
 * Exported scenarios through Spin, where it is installed: the same verdicts, violated properties and final outcomes. A part
 * of the bundled ones, the same number of each scenario; with SPIN_CELLS=all every one of them.
 */
import { describe, expect, test } from 'vitest';
import { bundledScenarios } from '../../bench/bundled-scenarios.ts';
import { compareWithSpin } from '../../bench/spin-comparison.ts';
import { hasSpin, runSpin } from '../../bench/spin-run.ts';
import { promela } from '../export/index.ts';
import type { Model, Program } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';

const BUDGET = 100;
const TIMEOUT = 300_000;

interface Cell {
  readonly name: string;
  readonly program: Program;
  readonly model: Model;
}

/** By scenario, the cells that are different models and can be exported. */
function cellsOf(): Cell[][] {
  const known = new Set<string>();
  return bundledScenarios().map((scenario) =>
    [{ id: 'as it is', settings: {} }, ...scenario.variants].flatMap(({ id, settings }) => {
      const { program } = instantiate(scenario, settings);
      return (['sc', 'tso'] as const).flatMap((model) => {
        const text = program && promela(program, model);
        if (!program || !text?.ok || known.has(text.value)) return [];
        known.add(text.value);
        return [{ name: `${scenario.id}, ${id}, ${model}`, program, model }];
      });
    }),
  );
}

/** The first of every scenario, then the second of every scenario, … */
function spread(groups: readonly (readonly Cell[])[]): Cell[] {
  const longest = Math.max(...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, nth) => groups.flatMap((group) => group[nth] ?? [])).flat();
}

function programOf(body: string): Program {
  const head = 'scenario "x"\narch arm64 | x86\nproperty bad "Bad."\nproperty worse "Worse."\n';
  const { scenario, diagnostics } = compileScenario(`${head}${body}\n`, 'x');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(JSON.stringify(diagnostics));
  return program;
}

/** What bundled scenarios do not have. */
const special: readonly [name: string, body: string, told: string | null][] = [
  [
    'a livelock',
    'int x, y;\ncpu 0 { while (READ_ONCE(x) == 0) { WRITE_ONCE(y, READ_ONCE(y) ^ 1); } }',
    'livelock',
  ],
  [
    'a wait for two',
    'int x, y;\ncpu 0 { while (READ_ONCE(x) == 0 || READ_ONCE(y) == 0) cpu_relax(); }\ncpu 1 { WRITE_ONCE(x, 1); either { WRITE_ONCE(y, 1); } or { } }',
    'deadlock',
  ],
  [
    'a computed address',
    'int x, y = 7, *p = &x, *q;\ncpu 0 { int *r = READ_ONCE(p); int v = READ_ONCE(*r); WRITE_ONCE(*r, 2); int *s = READ_ONCE(q); WRITE_ONCE(*s, 3); }\ncpu 1 { WRITE_ONCE(p, &y); WRITE_ONCE(q, &x); }\nobserve x, y, p, cpu0.v;',
    'violated null-access',
  ],
  [
    'what a store brings about, with the registers of its issue',
    'int x, y;\nghost int g;\ncpu 0 { int r = READ_ONCE(y); WRITE_ONCE(x, 1) @ g = r + 1; r = READ_ONCE(y) @ assert(g < 2, bad); smp_mb() @ assert(g != 1, worse); }\ncpu 1 { WRITE_ONCE(y, 1); }',
    'violated bad',
  ],
  [
    'interrupts in interrupts, and a return that serializes',
    'int x, y, z;\non irq kick cpu 1 { WRITE_ONCE(x, 1); }\non nmi shot cpu 1 { int v = READ_ONCE(z); WRITE_ONCE(y, v); }\ncpu 0 { raise(kick, 1); raise(shot, 1); int a = READ_ONCE(y); int b = READ_ONCE(x); }\ncpu 1 { WRITE_ONCE(z, 1); local_irq_disable(); int c = READ_ONCE(x); local_irq_enable(); int d = READ_ONCE(y); }\nobserve cpu0.a, cpu0.b, cpu1.c, cpu1.d;',
    null,
  ],
];

const cells = spread(cellsOf());
const chosen = process.env['SPIN_CELLS'] === 'all' ? cells : cells.slice(0, BUDGET);

describe.skipIf(!hasSpin())('Spin', () => {
  test.concurrent.each(chosen)('agrees on $name', { timeout: TIMEOUT }, async ({ program, model }) => {
    const { here, there } = await compareWithSpin(program, model);
    expect(there).toEqual(here);
  });

  test.concurrent.each(special)('agrees on %s', { timeout: TIMEOUT }, async (_, body, told) => {
    for (const model of ['sc', 'tso'] as const) {
      const { here, there } = await compareWithSpin(programOf(body), model);
      expect(there).toEqual(here);
      if (told !== null) expect(there).toContain(told);
    }
  });

  test.concurrent('stops at a violation, or says that there is none', { timeout: TIMEOUT }, async () => {
    const body = (fence: string) =>
      `int x, y;\ncpu 0 { WRITE_ONCE(x, 1); ${fence} int a = READ_ONCE(y); }\ncpu 1 { WRITE_ONCE(y, 1); ${fence} int b = READ_ONCE(x); }\nfinal(!(cpu0.a == 0 && cpu1.b == 0), bad);`;
    for (const [fence, errors] of [
      ['', 1],
      ['smp_mb();', 0],
    ] as const) {
      const text = promela(programOf(body(fence)), 'tso');
      if (!text.ok) throw new Error(text.error.join());
      const answer = await runSpin(text.value, { reduce: true, optimize: '-O0', tells: false });
      expect(answer.errors).toBe(errors);
    }
  });
});
