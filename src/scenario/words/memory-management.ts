/** Memory of a process: include/linux/mmap_lock.h, mm.h, mm/mmu_gather.c. */
import type { Told } from './waiting.ts';
import { cost } from './word.ts';

const TAKES = [cost('a semaphore: acquires'), cost('LOCK CMPXCHG')] as const;
const GIVES = [cost('a semaphore: releases'), cost('LOCK XADD')] as const;
const FLUSH = [cost('DSB ISHST; TLBI; DSB ISH of each page'), cost('INVLPG, interrupts')] as const;

export const PROCESSES: Readonly<Record<string, Told>> = {
  mmap_read_lock: ['takes `mm->mmap_lock` as one of its readers; may sleep', ...TAKES],
  mmap_read_lock_killable: ['the same; no signal comes, so it gives 0', ...TAKES],
  mmap_read_trylock: ['the same where it can, tells whether it did', ...TAKES],
  mmap_read_unlock: ['gives it back', ...GIVES],
  mmap_write_lock: ['takes `mm->mmap_lock` alone; may sleep', ...TAKES],
  mmap_write_lock_killable: ['the same; no signal comes, so it gives 0', ...TAKES],
  mmap_write_trylock: ['the same where it can, tells whether it did', ...TAKES],
  mmap_write_unlock: ['gives it back, and with it every area that vma_start_write() has locked', ...GIVES],
  mmap_write_downgrade: ['the writer becomes a reader, of whom no area is locked', ...GIVES],
  mmap_assert_locked: ['violates `lockdep-assert` where this context does not hold mmap_lock'],
  mmap_assert_write_locked: ['where it does not hold it alone'],
  vma_end_write_all: ['releases all areas: counts `mm->mm_lock_seq` on', cost('STLR'), cost('MOV')],
  vma_start_read: [
    'takes an area as a reader without mmap_lock, under rcu_read_lock(), tells whether it did: not where a writer has it',
    cost('LDR; LDR; LDR; CASA; LDAR'),
    cost('LOCK CMPXCHG'),
  ],
  vma_end_read: ['gives it back', ...GIVES],
  vma_start_write: [
    'with mmap_lock held for writing: waits for an area’s readers and keeps others out until mmap_write_unlock()',
    ...TAKES,
  ],
  vma_assert_write_locked: ['warns where an area is not locked so'],
  pte_offset_map_lock: [
    'takes the lock of the page table, tells which one, and gives the place of an entry: the page’s address; the pmd is not looked at',
    cost('LDR; CASA'),
    cost('LOCK CMPXCHG'),
  ],
  pte_unmap_unlock: ['gives that lock back', cost('STLR'), cost('MOV')],
  pte_offset_map: ['the place of an entry, under rcu_read_lock()'],
  pte_unmap: ['rcu_read_unlock()'],
  pte_same: ['whether two entries are the same, bits included'],
  inc_tlb_flush_pending: [
    'one more who has cleared entries and not flushed',
    cost('STADD'),
    cost('LOCK INC'),
  ],
  dec_tlb_flush_pending: ['one less', cost('STADD'), cost('LOCK DEC')],
  mm_tlb_flush_pending: ['whether there is one; with the lock of the page table held'],
  mm_tlb_flush_nested: ['whether there is another'],
  tlb_gather_mmu: ['begins to gather entries and pages', cost('STADD'), cost('LOCK INC')],
  tlb_remove_tlb_entry: ['an entry that was cleared is to be flushed later'],
  tlb_remove_page: ['a page is to be freed behind the flush; flushes now where four are gathered'],
  __tlb_remove_page: ['the same; true where the caller is to flush'],
  tlb_free_page: [
    'what becomes of a page that is let go: it is written over; a scenario may define its own',
    cost('STR'),
    cost('MOV'),
  ],
  tlb_flush_mmu_tlbonly: ['flushes what was gathered, frees nothing yet', ...FLUSH],
  tlb_flush_mmu: ['flushes what was gathered, then frees the pages', ...FLUSH],
  tlb_finish_mmu: ['the same, of all translations where others gather too; ends gathering', ...FLUSH],
};
