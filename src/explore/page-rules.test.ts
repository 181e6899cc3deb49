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

describe('an entry is a frame and bits', () => {
  const write = 'cpu 1 { WRITE_ONCE(va, 5); }';
  const flush = (arch: Rule['arch']): string =>
    arch === 'x86'
      ? 'flush_tlb_page(va); barrier() @ over = true;'
      : 'dsb(ishst); tlbi(va); dsb(ish) @ over = true;';
  const both = (rule: Omit<Rule, 'arch' | 'text'> & { text: (arch: Rule['arch']) => string }): Rule[] =>
    (['x86', 'arm64'] as const).map((arch) => ({ ...rule, arch, text: rule.text(arch) }));
  const managed = 'hardware hafdbs = 1\n';
  check([
    ...both({
      what: 'a write through an entry without write access faults, a read does not',
      text: () => `page va = { a: 1 ro }; int kind = 7, wrote, where;
        on fault { kind = fault_kind(); wrote = fault_write(); where = fault_address(); int3_emulate(0); }
        cpu 0 { int r = access(va); WRITE_ONCE(va, 5); }
        final(cpu0.r == 1 && a == 1 && kind == PERMISSION_FAULT && wrote == 1 && where == &va, neither);`,
      seen: [],
    }),
    ...both({
      what: 'the handler is told of a missing translation',
      text: () => `page va = { none -> a }; int kind = 7, wrote = 7;
        on fault { kind = fault_kind(); wrote = fault_write(); int3_emulate(3); }
        cpu 0 { int r = access(va); } final(cpu0.r == 3 && kind == TRANSLATION_FAULT && wrote == 0, neither);`,
      seen: [],
    }),
    ...both({
      what: 'until the flush a write may use the old entry',
      text: () => `page va = { a: 1 }; ghost bool over; on fault { int3_emulate(0); }
        cpu 0 { ptep_set_wrprotect(va); smp_mb(); barrier() @ over = true; }
        cpu 1 { WRITE_ONCE(va, 5) @ assert(!over, old); }`,
      seen: ['old'],
    }),
    ...both({
      what: 'after the flush it may not',
      text: (arch) => `page va = { a: 1 }; ghost bool over; on fault { int3_emulate(0); }
        cpu 0 { ptep_set_wrprotect(va); ${flush(arch)} }
        cpu 1 { WRITE_ONCE(va, 5) @ assert(!over, old); }`,
      seen: [],
    }),
    ...both({
      what: 'a fault because of an older entry is spurious; tried again, it ends',
      text: () => `page va = { a: 1 ro };
        on fault { int e = ptep_get(va); smp_mb() @ assert(!pte_write(e), both); }
        cpu 0 { set_pte(va, pte_mkdirty(pte_mkwrite(ptep_get(va)))); }
        cpu 1 { WRITE_ONCE(va, 5); } final(a == 5, neither);`,
      seen: ['both'],
      models: ['tso', 'arm'],
    }),
  ]);

  const losing = (clear: string): string => `page va = { a: 1 clean -> none }; on fault { int3_emulate(0); }
    cpu 0 { int old = 0; ${clear} } ${write} final(!(a == 5 && !pte_dirty(cpu0.old)), old);`;
  const exchange = 'old = ptep_get_and_clear(va);';
  const apart = 'old = ptep_get(va); pte_clear(va);';
  check([
    { what: 'an exchange loses no dirty bit', arch: 'x86', text: losing(exchange), seen: [] },
    { what: 'a read and a store do', arch: 'x86', text: losing(apart), seen: ['old'] },
    { what: 'an exchange loses no dirty bit', arch: 'arm64', text: managed + losing(exchange), seen: [] },
    { what: 'a read and a store do', arch: 'arm64', text: managed + losing(apart), seen: ['old'] },
    { what: 'a clean page denies the write', arch: 'arm64', text: losing(apart), seen: [] },
    ...both({
      what: 'a write protection that races with a write keeps the dirty bit',
      text: (arch) => `${arch === 'x86' ? '' : managed}page va = { a: 1 clean }; on fault { int3_emulate(0); }
        cpu 0 { ptep_set_wrprotect(va); } ${write}
        cpu 2 { while (a != 5) cpu_relax(); } final(pte_dirty(PTE(va)), old);`,
      seen: [],
    }),
    ...both({
      what: 'an access marks the entry as accessed',
      text: (arch) => `${arch === 'x86' ? '' : managed}page va = { a: 1 old };
        cpu 0 { int r = access(va); } final(cpu0.r == 1 && pte_young(PTE(va)), neither);`,
      seen: [],
    }),
    {
      what: 'hardware that does not manage the flag faults',
      arch: 'arm64',
      text: `page va = { a: 1 old }; int kind; on fault { kind = fault_kind(); set_pte(va, pte_mkyoung(ptep_get(va))); }
             cpu 0 { int r = access(va); } final(cpu0.r == 1 && kind == ACCESS_FLAG_FAULT, neither);`,
      seen: [],
    },
    ...both({
      what: 'a walker that runs ahead marks an entry that nobody accesses',
      text: (arch) => `${arch === 'x86' ? '' : managed}page va = { a: 1 old };
        cpu 0 { int e = ptep_get(va); } final(!pte_young(cpu0.e), new); final(pte_young(cpu0.e), old);`,
      seen: ['new', 'old'],
    }),
    ...both({
      what: 'and again, after everything else',
      text: (arch) => `${arch === 'x86' ? '' : managed}page va = { a: 1 };
        cpu 0 { int y = ptep_test_and_clear_young(va); } final(!pte_young(PTE(va)), new);`,
      seen: ['new'],
    }),
    {
      what: 'without hardware management it stays as it is',
      arch: 'arm64',
      text: `page va = { a: 1 old }; cpu 0 { int e = ptep_get(va); } final(!pte_young(cpu0.e), new);`,
      seen: [],
    },
    ...both({
      what: 'once the bit is set no access asks the page table again',
      text: (
        arch,
      ) => `${arch === 'x86' ? '' : managed}page va = { a: 1 -> none }; on fault { int3_emulate(0); }
        ghost bool over; cpu 0 { int old = ptep_get_and_clear(va); smp_mb(); barrier() @ over = true; }
        cpu 1 { WRITE_ONCE(va, 5) @ assert(!over, old); } cpu 2 { int y = ptep_test_and_clear_young(va); }`,
      seen: ['old'],
    }),
  ]);
});
