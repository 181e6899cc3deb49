/**
 * A smallest program for each rule of translations, on both architectures: what may happen, and what may not. `seen`:
 * properties that the search finds violated, under every memory model unless some are named.
 */
import { describe, expect, test } from 'vitest';
import { createMachine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { exploreVerdict } from './verdict.ts';

interface Rule {
  readonly what: string;
  readonly arch: 'x86' | 'arm64';
  readonly text: string;
  readonly seen: readonly string[];
  readonly models?: readonly Model[];
}

const PROPERTIES = ['old', 'new', 'both', 'neither']
  .map((slug) => `property ${slug} "what an access found"`)
  .join('\n');
const ANSWER_FAULTS = 'on fault { int3_emulate(0); }';

function violated({ arch, text }: Rule, model: Model): readonly string[] {
  const { scenario, diagnostics } = compileScenario(
    `scenario "x"\narch ${arch}\n${PROPERTIES}\n${text}`,
    'test',
  );
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return [...exploreVerdict(createMachine(program, model), { states: 200_000 }).properties].sort();
}

const ALL: readonly Model[] = ['sc', 'tso', 'arm'];

function check(rules: readonly Rule[]): void {
  test.each(rules.flatMap((rule) => (rule.models ?? ALL).map((model) => ({ ...rule, model }))))(
    '$arch, $model: $what',
    (rule) => {
      expect(violated(rule, rule.model)).toEqual(rule.seen);
    },
  );
}

describe('x86 serializes where it flushes, and has no break-before-make', () => {
  const own = (flush: string): string =>
    `page va = { frame: 1 -> none }; ${ANSWER_FAULTS}
     cpu 0 { pte_clear(va); ${flush} int got = access(va) @ assert(got == 0, old); }`;
  const between = (flush: string): string =>
    `page va = { frame: 1 -> none }; int u, v;
     cpu 0 { WRITE_ONCE(u, 1); ${flush} int r = READ_ONCE(v); }
     cpu 1 { WRITE_ONCE(v, 1); ${flush} int r = READ_ONCE(u); }
     final(cpu0.r || cpu1.r, neither);`;
  const passing = (flush: string): string =>
    `page va = { frame: 1 -> none }; int u, v;
     cpu 0 { WRITE_ONCE(u, 1); ${flush} WRITE_ONCE(v, 1); }
     cpu 1 { int r = READ_ONCE(v); ${flush} int s = READ_ONCE(u); }
     final(!cpu1.r || cpu1.s, old);`;
  check(
    ['invlpg(va);', 'local_flush_tlb_all();'].flatMap((flush): Rule[] => [
      { what: `${flush} drops what it has of the page`, arch: 'x86', text: own(flush), seen: [] },
      { what: `${flush} stands between store and load`, arch: 'x86', text: between(flush), seen: [] },
      { what: `${flush} stands between accesses of one kind`, arch: 'x86', text: passing(flush), seen: [] },
    ]),
  );
  check([
    { what: 'without a flush the old entry serves', arch: 'x86', text: own('smp_mb();'), seen: ['old'] },
    { what: 'a fence is no flush', arch: 'x86', text: own('sync_core();'), seen: ['old'] },
    {
      what: 'another frame at once: an access uses one of the two, and nothing is wrong with that',
      arch: 'x86',
      text: `page va = { a: 1 -> b: 2 }; cpu 0 { set_pte(va, b); }
             cpu 1 { int got = access(va); } final(cpu1.got == 1 || cpu1.got == 2, neither);`,
      seen: [],
    },
    {
      what: 'the same is a conflict',
      arch: 'arm64',
      text: `property unpredictable "left the protocol" rule unpredictable
             page va = { a: 1 -> b: 2 }; cpu 0 { set_pte(va, b); }
             cpu 1 { int got = access(va); } final(cpu1.got == 1 || cpu1.got == 2, neither);`,
      seen: ['tlb-conflict', 'unpredictable'],
    },
    {
      what: 'after the flush by interrupt nobody has the old one',
      arch: 'x86',
      text: `page va = { a: 1 -> b: 2 }; ghost bool over; void smp_call_func(void) { local_flush_tlb_all(); }
             cpu 0 { set_pte(va, b); smp_call_function(true); barrier() @ over = true; }
             cpu 1 { int got = access(va) @ assert(!(over && got == 1), old); }`,
      seen: [],
    },
    {
      what: 'a fault drops what the TLB has of its address',
      arch: 'x86',
      text: `page va = { a: 1 -> none }; ${ANSWER_FAULTS} bool faulted;
             cpu 0 { pte_clear(va); }
             cpu 1 { int first = access(va); int second = access(va); }
             final(!(cpu1.first == 0 && cpu1.second == 1), old);`,
      seen: [],
    },
    {
      what: 'a fault leaves the TLB alone',
      arch: 'arm64',
      models: ['arm'],
      text: `page va = { a: 1 -> none }; ${ANSWER_FAULTS} bool faulted;
             cpu 0 { pte_clear(va); }
             cpu 1 { int first = access(va); int second = access(va); }
             final(!(cpu1.first == 0 && cpu1.second == 1), old);`,
      seen: ['old'],
    },
    {
      what: 'the walker sees the own store that makes an entry present',
      arch: 'x86',
      text: `page va = { a: 1 -> none }; ${ANSWER_FAULTS}
             cpu 0 { pte_clear(va); invlpg(va); set_pte(va, a); int got = access(va); } final(cpu0.got == 1, new);`,
      seen: [],
    },
    {
      what: 'it does not',
      arch: 'arm64',
      models: ['tso', 'arm'],
      text: `page va = { a: 1 -> none }; ${ANSWER_FAULTS}
             cpu 0 { pte_clear(va); dsb(ishst); tlbi(va); dsb(ish); isb(); set_pte(va, a);
                     int got = access(va); } final(cpu0.got == 1, new);`,
      seen: ['new'],
    },
  ]);
});
