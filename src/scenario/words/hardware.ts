/** What reaches the CPU itself: masks and modes, interrupts, text, translations. */
import { cost, word, type WordGroup } from './word.ts';

const ABSENT = cost('not there');
const MASKS = [cost('MSR DAIFSet'), cost('CLI')] as const;
const UNMASKS = [cost('MSR DAIFClr'), cost('STI')] as const;
const SAVES = [cost('MRS DAIF; MSR DAIFSet'), cost('PUSHF; CLI')] as const;
const RESTORES = [cost('MSR DAIF'), cost('STI where it was on')] as const;
const SENDS = [cost('DSB ISHST; MSR ICC_SGI1R_EL1'), cost('after all earlier stores: ICR')] as const;
const ATOMIC = [cost('CAS or LDCLR', 'nothing'), cost('XCHG or LOCK BTR', 'full')] as const;

export const CONTEXT: WordGroup = {
  title: 'Interrupts and modes',
  words: [
    word('void local_irq_disable(void)', 'masks interrupts on this CPU', ...MASKS),
    word('void local_irq_enable(void)', 'unmasks interrupts on this CPU', ...UNMASKS),
    word(
      'void local_irq_save(flags)',
      'masks interrupts and remembers in the local whether they were',
      ...SAVES,
    ),
    word('void local_irq_restore(flags)', 'undoes local_irq_save()', ...RESTORES),
    word('void raw_local_irq_disable(void)', 'masks interrupts on this CPU', ...MASKS),
    word('void raw_local_irq_enable(void)', 'unmasks interrupts on this CPU', ...UNMASKS),
    word(
      'void raw_local_irq_save(flags)',
      'masks interrupts and remembers in the local whether they were',
      ...SAVES,
    ),
    word('void raw_local_irq_restore(flags)', 'undoes raw_local_irq_save()', ...RESTORES),
    word('void preempt_disable(void)', 'this CPU stays with its task'),
    word('void preempt_enable(void)', 'the scheduler may take this CPU'),
    word(
      'void local_bh_disable(void)',
      'keeps softirqs from this CPU; RCU waits for it, and nothing may sleep',
    ),
    word('void local_bh_enable(void)', 'lets them in again: what is pending runs before it returns'),
    word('void raise_softirq(softirq)', 'has this CPU run a softirq; orders nothing'),
    word('void raise_softirq_irqoff(softirq)', 'the same with interrupts off'),
    word('void __raise_softirq_irqoff(softirq)', 'the same, and wakes nobody for it'),
    word(
      'bool in_interrupt(void)',
      'whether this is the code of a handler or a softirq, or bottom halves are off',
    ),
    word('bool in_hardirq(void)', 'whether this is the code of an interrupt handler'),
    word('bool in_irq(void)', 'the same, as it was called before 5.11'),
    word('bool in_nmi(void)', 'whether this is the code of an NMI handler'),
    word('bool in_softirq(void)', 'whether this is the code of a softirq, or bottom halves are off'),
    word('bool in_serving_softirq(void)', 'whether this is the code of a softirq'),
    word('bool in_task(void)', 'whether this is neither a handler nor a softirq'),
    word('void enter_user(void)', 'the task is in user space from here'),
    word('void enter_kernel(void)', 'the task is in the kernel from here'),
    word('void enter_idle(void)', 'the CPU idles from here'),
    word('void enter_guest(void)', 'the CPU runs a guest from here'),
    word('void eqs_enter(void)', 'RCU stops watching this CPU (drawn; the counter is the scenario’s)'),
    word('void eqs_exit(void)', 'RCU watches this CPU again (drawn; the counter is the scenario’s)'),
    word('void raise(irq, int cpu)', 'raises an interrupt on a CPU', ...SENDS),
    word('void raise_nmi(irq, int cpu)', 'raises an NMI on a CPU', ...SENDS),
    word('void smp_cross_call(cpumask_t mask, irq)', 'raises an interrupt on every CPU of a mask', ...SENDS),
  ],
};

/** include/linux/dma-mapping.h, Documentation/core-api/dma-api.rst; a coherent device. */
export const DMA: WordGroup = {
  title: 'Buffers of devices',
  words: [
    word(
      'dma_addr_t dma_map_single(struct device *dev, void *p, size_t size, int dir)',
      'gives a buffer to the device when all before is done: the object or array that the pointer leads to; a CPU that touches it then violates `device-owns-buffer`, an `agent` that touches one that is not mapped `dma-not-mapped`; no barrier',
    ),
    word(
      'void dma_unmap_single(struct device *dev, dma_addr_t addr, size_t size, int dir)',
      'takes it back for good; no barrier',
    ),
    word(
      'void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size, int dir)',
      'takes it back for a while; no barrier',
    ),
    word(
      'void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size, int dir)',
      'gives it again when all before is done; no barrier',
    ),
  ],
};

export const TEXT: WordGroup = {
  title: 'Instructions that change',
  words: [
    word('int execute(site)', 'executes a text site, gives the version that was executed'),
    word('void dc_cvau(site)', 'cleans text to the point of unification', cost('DC CVAU'), ABSENT),
    word('void ic_ivau(site)', 'drops old text from every instruction cache', cost('IC IVAU'), ABSENT),
    word(
      'void int3_emulate(version)',
      'ends a breakpoint or fault handler as if the instruction had given this',
    ),
  ],
};

export const TRANSLATIONS: WordGroup = {
  title: 'Translations',
  words: [
    word('int access(va)', 'reads through a page’s translation', cost('LDR', 'nothing'), cost('MOV', 'tso')),
    word('void set_pte(va, pte_t entry)', 'stores an entry', cost('STR', 'nothing'), cost('MOV', 'tso')),
    word('pte_t ptep_get(va)', 'loads an entry', cost('LDR', 'nothing'), cost('MOV', 'tso')),
    word('void pte_clear(va)', 'stores that there is no entry', cost('STR', 'nothing'), cost('MOV', 'tso')),
    word('pte_t ptep_get_and_clear(va)', 'exchanges an entry for none, gives what was there', ...ATOMIC),
    word('void ptep_set_wrprotect(va)', 'takes write access from an entry, atomically', ...ATOMIC),
    word(
      'bool ptep_test_and_clear_young(va)',
      'marks an entry as not accessed, atomically; tells whether it was',
      ...ATOMIC,
    ),
    word('void tlbi(va)', 'drops a translation on every CPU', cost('TLBI VAE1IS'), ABSENT),
    word('void tlbi_all(void)', 'drops all translations on every CPU', cost('TLBI VMALLE1IS'), ABSENT),
    word('void local_tlbi(va)', 'drops a translation on this CPU', cost('TLBI VAE1'), ABSENT),
    word(
      'void local_flush_tlb_all(void)',
      'drops all translations on this CPU',
      cost('TLBI VMALLE1'),
      cost('MOV CR3 (serializes)'),
    ),
    word('void load_cr3(void)', 'drops all translations on this CPU', ABSENT, cost('MOV CR3 (serializes)')),
    word('void invlpg(va)', 'drops a translation on this CPU', ABSENT, cost('INVLPG (serializes)')),
    word('int fault_address(void)', 'in `on fault`: the address that faulted'),
    word('int fault_kind(void)', 'in `on fault`: TRANSLATION_FAULT, PERMISSION_FAULT or ACCESS_FLAG_FAULT'),
    word('bool fault_write(void)', 'in `on fault`: whether a write faulted'),
  ],
};

export const ENTRIES: WordGroup = {
  title: 'Values of entries',
  words: [
    word('pte_t pte(frame)', 'the entry that maps a frame'),
    word('pte_t pte_invalid(frame)', 'the entry of a frame that does not translate'),
    word('pte_t pte_mkwrite(pte_t e)', 'with write access'),
    word('pte_t pte_wrprotect(pte_t e)', 'without write access'),
    word('pte_t pte_mkdirty(pte_t e)', 'as of a page that was written to'),
    word('pte_t pte_mkclean(pte_t e)', 'as of a page that was not'),
    word('pte_t pte_mkyoung(pte_t e)', 'as of a page that was accessed'),
    word('pte_t pte_mkold(pte_t e)', 'as of a page that was not'),
    word('bool pte_present(pte_t e)', 'whether it translates'),
    word('bool pte_none(pte_t e)', 'whether it is empty'),
    word('bool pte_write(pte_t e)', 'whether it gives write access'),
    word('bool pte_dirty(pte_t e)', 'whether the page was written to'),
    word('bool pte_young(pte_t e)', 'whether the page was accessed'),
    word('int pte_pfn(pte_t e)', 'the address of the frame that it maps'),
  ],
};
