import { expect, test } from 'vitest';
import gap from '../../scenarios/early-isb/eqs-exit.smp?raw';
import fork from '../../scenarios/lazy-mmu/fork.smp?raw';
import locks from '../../scenarios/pause-bbm/locks.smp?raw';
import pausers from '../../scenarios/pause-bbm/pausers.smp?raw';
import remap from '../../scenarios/pause-bbm/remap.smp?raw';
import gup from '../../scenarios/related/gup.smp?raw';
import emulate from '../../scenarios/static-calls/emulate.smp?raw';
import wait from '../../scenarios/static-calls/wait.smp?raw';
import kick from '../../scenarios/task-isolation/kick.smp?raw';
import { condense } from './condense.ts';
import { scoreOf } from './scenario.fixture.ts';
import type { Score } from './score.ts';

const COPY = { empty: '·', current: '│', stale: '┊', mixed: '╳', conflict: '╫' } as const;

/**
 * One line a row: the step, per part its handlers `[`, locks `(` and copies, then who acts and says what. A link is
 * named where it begins, `>1` with the part that it goes to, and where it ends, `1>`.
 */
function print(score: Score, from = 0): string {
  return score.rows
    .slice(from)
    .map((row) => {
      const staves = score.parts.map((_, part) => {
        const spans = score.spans.filter(
          (one) => one.part === part && one.kind !== 'stale' && one.from <= row.index && row.index <= one.to,
        );
        const copies = score.copies
          .filter((lane) => lane.part === part)
          .map((lane) => lane.stretches.find((one) => one.from <= row.index && row.index <= one.to));
        const signs = [
          ...copies.map((one) => (one ? COPY[one.state] : '?')),
          ...spans.map(({ kind }) => (kind === 'lock' ? '(' : '[')),
        ];
        return signs.join('').padEnd(3);
      });
      const links = score.links.flatMap((link) => {
        if (link.kind === 'read' || link.kind === 'write') return [];
        const begins = link.row === row.index ? [`${link.kind}>${link.target}`] : [];
        return link.to === row.index ? [...begins, `${link.part}>${link.kind}`] : begins;
      });
      const count = row.kind === 'step' ? String(row.step).padStart(2) : '  ';
      const words = [row.text, ...links, ...row.facts.map((fact) => `{${fact.words}}`)];
      return `${count} |${staves.join('|')}| ${row.part ?? ' '} ${words.join(' ')}`;
    })
    .join('\n');
}

const spansOf = (score: Score, kind: Score['spans'][number]['kind']) =>
  score.spans
    .filter((span) => span.kind === kind)
    .map(
      ({ part, name, from, to, open }) =>
        `${part} ${name} ${score.rows[from]?.step ?? '?'}–${open ? '' : (score.rows[to]?.step ?? '?')}`,
    );

test('break-before-make: the TLBI reaches CPU 1, then the DSB ends, then the new entry is made', () => {
  expect(print(scoreOf(remap, '000.i.zhao-table'), 12)).toMatchInlineSnapshot(`
    "11 |┊  |┊[ | 0 pte_clear(vmemmap) {CPU 0 and CPU 1 may still translate vmemmap to old_page}
    12 |┊  |┊[ | 1 while (!cpumask_test_cpu(cpu, &resumed_cpus))
    13 |┊  |┊[ | 1 smp_mb()
    14 |┊  |┊[ | 1 cpumask_clear_cpu(cpu, &paused_cpus)
    15 |┊  |┊[ | 1 return from the handler
    16 |┊  |┊  | 1 flags = READ_ONCE(vmemmap)
       |┊  |┊  | 0 dsb(ishst)
    17 |·  |┊  | 0 tlbi(*addr) broadcast>1 {CPU 0 no longer has an old translation of vmemmap}
    18 |·  |·  | 0 tlbi(*addr) 0>broadcast done>0 {CPU 1 no longer has an old translation of vmemmap}
       |·  |·  | 0 dsb(ish) 1>done
       |·  |·  | 0 isb()
    19 |│  |│  | 0 set_pte(addr, pte)
       |│  |│  | 0 dsb(ishst)
       |│  |│  | 0 isb()
    20 |│  |│  | 0 cpumask_setall(&resumed_cpus)
    21 |│  |│  | 1 resumed_cpus
       |│  |│  | 1 flags = READ_ONCE(vmemmap)
       |│  |│  | 1 flags = READ_ONCE(vmemmap)
       |│  |│  | 0 smp_mb()
       |│  |│  | 0 while ((READ_ONCE(paused_cpus) & cpus_to_resume) != 0)
       |│  |│  | 0 WRITE_ONCE(old_page, FREED)"
  `);
});

test('nobody waits for a TLBI: it never arrives, and the old entry meets the new one', () => {
  const score = scoreOf(remap, '000.i.late-tlbi');
  expect(print(score, 12)).toMatchInlineSnapshot(`
    "11 |┊  |┊[ | 0 pte_clear(vmemmap) {CPU 0 and CPU 1 may still translate vmemmap to old_page}
       |┊  |┊[ | 0 dsb(ishst)
    12 |·  |┊[ | 0 tlbi(*addr) broadcast>1 {CPU 0 no longer has an old translation of vmemmap}
       |·  |┊[ | 0 isb()
    13 |│  |╫[ | 0 set_pte(addr, pte) {CPU 1 may hold two translations of vmemmap: old_page and new_page}
       |│  |╫[ | 0 dsb(ishst)
       |│  |╫[ | 0 isb()
    14 |│  |╫[ | 0 cpumask_setall(&resumed_cpus)
    15 |│  |╫[ | 1 while (!cpumask_test_cpu(cpu, &resumed_cpus))
    16 |│  |╫[ | 1 resumed_cpus
    17 |│  |╫[ | 1 smp_mb()
    18 |│  |╫[ | 1 cpumask_clear_cpu(cpu, &paused_cpus)
    19 |│  |╫[ | 1 paused_cpus
    20 |│  |╫[ | 1 paused_cpus = 0
    21 |│  |╫[ | 1 return from the handler
    22 |│  |╫  | 1 flags = READ_ONCE(vmemmap)
    23 |│  |╫  | 1 flags = READ_ONCE(vmemmap)
       |│  |╫  | 0 smp_mb()
    24 |│  |╫  | 0 while ((READ_ONCE(paused_cpus) & cpus_to_resume) != 0)
    25 |│  |╫  | 0 WRITE_ONCE(old_page, FREED)
    26 |│  |╫  | 1 old_page"
  `);
  expect(spansOf(score, 'stale')).toEqual(['0 TLB, vmemmap: old_page 11–12', '1 TLB, vmemmap: old_page 11–']);
});

test('IC IVAU acts on all CPUs in one row; what the pipeline already holds survives it', () => {
  const score = scoreOf(gap, '004.i.gap');
  expect(print(score, 6)).toMatchInlineSnapshot(`
    " 6 |   |┊  | 0 WRITE_ONCE(site, new_insn) {CPU 1 may still execute old_insn at site}
     7 |   |┊  | 0 dc_cvau(addr)
       |   |┊  | 0 dsb(ish)
     8 |   |┊  | 0 ic_ivau(addr) broadcast>1 0>broadcast done>0
       |   |┊  | 0 dsb(ish) 1>done
       |   |┊  | 0 isb()
       |   |┊  | 0 smp_mb()
       |   |┊  | 0 preempt_disable()
     9 |   |┊  | 0 return atomic_read(&rcu_dynticks[cpu]) == EQS
       |   |┊  | 0 if (kick_skips(cpu))
       |   |┊  | 0 for_each_cpu (cpu, mask & ~BIT(this_cpu))
       |   |┊  | 0 preempt_enable()
    10 |   |┊  | 0 flush_icache_range(&site)
    11 |   |┊  | 1 atomic_add_return(1, &rcu_dynticks[this_cpu])
    12 |   |┊  | 1 rcu_dynticks[1]
    13 |   |┊  | 1 rcu_dynticks[1] = WATCHING
    14 |   |┊  | 1 eqs_exit()
    15 |   |┊  | 1 insn = execute(site)"
  `);
});

test('a TLBI drops what is as in memory, too: the links do not depend on a stale copy', () => {
  const score = scoreOf(gup, 'rel.gup.i.tlbi');
  expect(spansOf(score, 'stale')).toEqual([]);
  expect(score.links.filter(({ kind }) => kind === 'broadcast' || kind === 'done')).toMatchObject([
    { kind: 'broadcast', op: 'tlbi', part: 0, target: 1, row: 4, to: 5 },
    { kind: 'done', part: 1, target: 0, row: 5, to: 6 },
  ]);
});

test('INT3 patching: each synchronization drops the copies; who executes nothing has no lane', () => {
  const score = scoreOf(emulate, '003.i.posted');
  expect(print(score, 3)).toMatchInlineSnapshot(`
    "   |   |┊  |   | 0 sync_core()
     3 |   |┊  |   | 0 WRITE_ONCE(text_poke_cpumask, text_poke_cpus())
     4 |   |┊  |   | 0 cpumask_clear_cpu(this_cpu, &text_poke_cpumask)
     5 |   |┊  |   | 0 raise(text_poke_ipi, cpu) ipi>1
     6 |   |┊[ |   | 1 takes IPI text_poke_ipi 0>ipi
     7 |   |┊[ |   | 1 cpumask_clear_cpu(this_cpu, &text_poke_cpumask) ack>0
     8 |   |│[ |   | 1 return from the handler {CPU 1 fetches site anew}
     9 |   |│  |   | 0 while (!cpumask_empty(&text_poke_cpumask)) 1>ack
    10 |   |┊  |   | 0 WRITE_ONCE(*addr, byte) {CPU 1 may still execute old_insn at site}
    11 |   |┊[ |   | 1 insn = execute(site)
    12 |   |┊[ |   | 1 refs = atomic_read(&bp_refs)
       |   |┊[ |   | 1 if (seen == 0)
    13 |   |┊[ |   | 1 refs = atomic_cmpxchg(&bp_refs, seen, seen + 1)
       |   |┊[ |   | 1 while (refs != seen)
       |   |┊[ |   | 1 if (!try_get_desc())
    14 |   |┊[ |   | 1 atomic_dec(&bp_refs)
    15 |   |│[ |   | 1 int3_emulate(new_insn) {CPU 1 fetches site anew}
       |   |│  |   | 0 sync_core()
    16 |   |│  |   | 0 WRITE_ONCE(text_poke_cpumask, text_poke_cpus())
    17 |   |│  |   | 0 cpumask_clear_cpu(this_cpu, &text_poke_cpumask)
    18 |   |│  |   | 0 raise(text_poke_ipi, cpu) ipi>1
    19 |   |│[ |   | 1 takes IPI text_poke_ipi 0>ipi
    20 |   |│[ |   | 1 cpumask_clear_cpu(this_cpu, &text_poke_cpumask) ack>0
    21 |   |│[ |   | 1 return from the handler
    22 |   |│  |   | 0 while (!cpumask_empty(&text_poke_cpumask)) 1>ack
    23 |   |┊  |   | 0 WRITE_ONCE(*addr, byte) {CPU 1 may still execute INT3 at site}
       |   |┊  |   | 0 sync_core()
    24 |   |┊  |   | 0 WRITE_ONCE(text_poke_cpumask, text_poke_cpus())
    25 |   |┊  |   | 0 cpumask_clear_cpu(this_cpu, &text_poke_cpumask)
    26 |   |┊  |   | 0 raise(text_poke_ipi, cpu) ipi>1
    27 |   |┊[ |   | 1 takes IPI text_poke_ipi 0>ipi
    28 |   |┊[ |   | 1 cpumask_clear_cpu(this_cpu, &text_poke_cpumask) ack>0
    29 |   |│[ |   | 1 return from the handler {CPU 1 fetches site anew}
    30 |   |│  |   | 0 while (!cpumask_empty(&text_poke_cpumask)) 1>ack
    31 |   |│  |   | 0 if (!atomic_dec_and_test(&bp_refs))"
  `);
});

test('without its second synchronization bytes of two versions may meet', () => {
  const score = scoreOf(emulate, '003.i.no-sync2');
  expect(print(score, score.rows.length - 12)).toMatchInlineSnapshot(`
    " 4 |   |┊  |   | 0 cpumask_clear_cpu(this_cpu, &text_poke_cpumask)
     5 |   |┊  |   | 0 raise(text_poke_ipi, cpu) ipi>1
     6 |   |┊[ |   | 1 takes IPI text_poke_ipi 0>ipi
     7 |   |┊[ |   | 1 cpumask_clear_cpu(this_cpu, &text_poke_cpumask) ack>0
     8 |   |│[ |   | 1 return from the handler {CPU 1 fetches site anew}
     9 |   |│  |   | 0 while (!cpumask_empty(&text_poke_cpumask)) 1>ack
    10 |   |┊  |   | 0 WRITE_ONCE(*addr, byte) {CPU 1 may still execute old_insn at site}
       |   |┊  |   | 0 sync_core()
    11 |   |╳  |   | 0 WRITE_ONCE(*addr, byte) {CPU 1 may execute a mix of old and new bytes at site}
    12 |   |┊  |   | 1 insn = execute(site)
       |   |┊  |   | 0 sync_core()
       |   |┊  |   | 0 WRITE_ONCE(text_poke_cpumask, text_poke_cpus())"
  `);
});

test('a lock is held from the acquiring read until the release is visible', () => {
  expect(spansOf(scoreOf(pausers, '000.i.fifo'), 'lock')).toEqual(['0 cpu_pause_lock 8–24']);
  expect(spansOf(scoreOf(wait, '003.i.chain'), 'lock')).toEqual(['1 l 2–']);
});

test('whoever only waits for a lock does not hold it; an NMI on top of a lock gets its own track', () => {
  const score = scoreOf(locks, '000.i.nmi-inside');
  expect(spansOf(score, 'lock')).toEqual(['1 x 6–']);
  expect(score.spans.map(({ kind, track }) => [kind, track])).toEqual([
    ['lock', 0],
    ['handler', 1],
  ]);
  expect(score.parts.map(({ spans }) => spans)).toEqual([0, 2]);
  expect(score.rows.find((row) => row.facts.length > 0)?.label).toMatch(/; takes lock x; /);
});

test.each([
  ['pause-bbm', remap, '000.i.zhao-table'],
  ['pause-bbm locks', pausers, '000.i.fifo'],
  ['task-isolation', kick, '001.i.belits-2'],
  ['lazy-mmu', fork, '002.i.damage'],
  ['static-calls', emulate, '003.i.posted'],
  ['early-isb', gap, '004.i.gap'],
])('%s, condensed: fewer rows, and all that passes between CPUs still meets its rows', (_, text, name) => {
  const score = scoreOf(text, name);
  const short = condense(score);
  expect(short.rows.length).toBeLessThan(score.rows.length);
  expect(short.links.map(({ kind }) => kind)).toEqual(score.links.map(({ kind }) => kind));
  const said = (of: Score) =>
    of.links.map((link) => {
      const rows = [link.row, 'to' in link && link.to !== null ? link.to : link.row];
      return rows.map((row) => `${of.rows[row]?.step ?? '?'} ${of.rows[row]?.text ?? '?'}`);
    });
  expect(said(short)).toEqual(said(score));
  for (const kind of ['lock', 'stale'] as const) expect(spansOf(short, kind)).toEqual(spansOf(score, kind));
  for (const { stretches } of short.copies)
    stretches.forEach(({ from, to }, index) => {
      expect(from).toBe(index === 0 ? 0 : (stretches[index - 1]?.to ?? 0) + 1);
      expect(to).toBeGreaterThanOrEqual(from);
    });
});
