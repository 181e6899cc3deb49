/** The CPU chart and the stack of frames say the same about which handlers run, in every state and along random runs. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SQUASHED, type CpuSnapshot, type Machine } from '../index.ts';
import { machineOf, type Case } from '../words/verdict.fixture.ts';

/** A handler that opens interrupts, one that traps, NMIs that trap; everything may come in at any time. */
const NESTS = `
int x;
text site = { old_insn -> new_insn };
on bp { local_irq_enable(); WRITE_ONCE(x, 1); int3_emulate(new_insn); }
on irq one cpu 0 { local_irq_enable(); execute(site); local_irq_disable(); }
on irq two cpu 0 { local_irq_enable(); WRITE_ONCE(x, 2); }
on nmi watch cpu 0 { execute(site); }
on nmi dump cpu 0 { local_irq_enable(); execute(site); }
cpu 0 { WRITE_ONCE(site, TRAP); SYNC local_irq_disable(); execute(site); local_irq_enable(); execute(site); }
agent a { for (;;) { either { raise(one, 0); } or { raise(two, 0); } or { raise_nmi(watch, 0); } or { raise_nmi(dump, 0); } } }
`;

const MACHINES: readonly (readonly [string, Machine])[] = (
  [
    ['x86', 'INT3', 'sync_core();', { arch: 'x86', model: 'tso' }],
    ['arm64', 'BRK', 'caches_clean_inval_pou(&site); isb();', {}],
  ] as const satisfies readonly (readonly [string, string, string, Case])[]
).map(([name, trap, sync, how]) => [name, machineOf(NESTS.replace('TRAP', trap).replace('SYNC', sync), how)]);

const DEPTHS = ['none', 'active', 'nested', 'deep'];

/** What the chart should say, from the frames. */
function depths({ frames }: CpuSnapshot): Record<string, string | undefined> {
  const count = (...kinds: string[]): string | undefined =>
    DEPTHS[frames.filter(({ kind }) => kinds.includes(kind)).length];
  return { irq: count('irq'), nmi: count('nmi'), trap: count('bp', 'fault') };
}

test.each(MACHINES)('%s: handlers nest as the chart counts them', (_, machine) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.nat(999), { minLength: 60, maxLength: 160 }), (picks) => {
      let state = new Int32Array(machine.width);
      machine.initial(state, 0);
      for (const pick of picks) {
        const [cpu] = machine.decode(state, 0).cpus;
        if (!cpu) throw new Error('no CPU');
        expect(cpu.chart).toMatchObject(depths(cpu));
        for (const region of ['irq', 'nmi', 'trap']) seen.add(`${region} ${String(cpu.chart[region])}`);
        const count = machine.enabled(state, 0);
        if (count === 0) return;
        const next = new Int32Array(machine.width);
        if (machine.step(state, 0, machine.choices[pick % count] ?? 0, next, 0) === SQUASHED) return;
        state = next;
      }
    }),
    { numRuns: 300, seed: 3 },
  );
  const most = machine.program.arch === 'x86' ? 'deep' : 'active';
  expect([...seen]).toEqual(expect.arrayContaining(['irq deep', 'trap deep', `nmi ${most}`]));
  if (most === 'active') expect([...seen]).not.toContain('nmi nested');
});
