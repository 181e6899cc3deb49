/** The locks of a process's memory, of its areas and its page table, and flushes that are put off. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';

const SC: Case = { model: 'sc' };
const X86: Case = { arch: 'x86', model: 'tso' };
const MM = 'struct mm_struct mm;';

const counted = (lock: string, unlock: string) =>
  `${MM} int x; void f(void) { ${lock} int r = x; x = r + 1; ${unlock} } cpu 0 { f(); } cpu 1 { f(); } final(x == 2, bad);`;

/** A fault that reads an area's flags under its lock, while another CPU changes them in two steps. */
const area = (
  writes: string,
  reads = 'vma_start_read(v)',
) => `${MM} struct vm_area_struct vma = { .vm_mm = &mm, .vm_lock_seq = -1 }; int x, y;
cpu 0 { struct vm_area_struct *v = &vma; mmap_write_lock(&mm); ${writes} x = 1; y = 1; mmap_write_unlock(&mm); }
cpu 1 { struct vm_area_struct *v = &vma; if (${reads}) { int p = READ_ONCE(x); int q = READ_ONCE(y); vma_end_read(v); assert(p == q, bad); } }`;

const PAGE =
  'page va = { old_page: 1 -> none }; enum seen { GONE = 0 }; on fault cpu 1 { int3_emulate(GONE); }';
/** CPU 0 unmaps a page and frees it; CPU 1 reads it meanwhile. */
const unmaps = (code: string) => `${MM} ${PAGE}
cpu 0 { struct mmu_gather tlb; spinlock_t *ptl; tlb_gather_mmu(&tlb, &mm); pte_t *pte = pte_offset_map_lock(&mm, NULL, &va, &ptl); ptep_get_and_clear(pte); ${code} }
cpu 1 { int r = access(va); assert(r != PAGE_POISON, bad); }`;

describe('memory of a process', () => {
  test.each<[string, string, string, ...Case[]]>([
    ['mmap_write_lock() excludes', 'holds', counted('mmap_write_lock(&mm);', 'mmap_write_unlock(&mm);'), {}, SC, X86], // prettier-ignore
    ['mmap_read_lock() does not', 'violated bad', counted('mmap_read_lock(&mm);', 'mmap_read_unlock(&mm);'), SC], // prettier-ignore
    ['the killable ones give 0', 'holds', counted('if (mmap_write_lock_killable(&mm)) return;', 'mmap_write_unlock(&mm);'), SC], // prettier-ignore
    ['who tries may not get it', 'violated bad', counted('if (!mmap_write_trylock(&mm)) return;', 'mmap_write_unlock(&mm);'), SC], // prettier-ignore
    ['a reader that tries waits for nobody', 'holds', `${MM} cpu 0 { mmap_write_lock(&mm); int r = mmap_read_trylock(&mm); mmap_write_downgrade(&mm); mmap_assert_locked(&mm); mmap_read_unlock(&mm); assert(!r, bad); }`, SC], // prettier-ignore
    ['it is asserted', 'violated lockdep-assert', `${MM} cpu 0 { if (!mmap_read_lock_killable(&mm)) mmap_assert_write_locked(&mm); }`, SC], // prettier-ignore
    ['no sleeping in atomic context', 'violated sleeping-in-atomic', `${MM} spinlock_t l; cpu 0 { spin_lock(&l); mmap_read_lock(&mm); }`, SC], // prettier-ignore
    ['a struct of the scenario’s own does', 'holds', 'struct mm_struct { int map_count; struct rw_semaphore mmap_lock; }; struct mm_struct own; cpu 0 { mmap_write_lock(&own); own.map_count++; mmap_write_unlock(&own); } cpu 1 { mmap_read_lock(&own); mmap_read_unlock(&own); }', SC], // prettier-ignore
    ['an area that is locked keeps readers out', 'holds', area('vma_start_write(v);'), SC, X86, {}],
    ['mmap_lock alone does not', 'violated bad', area(''), SC],
    ['the number alone does not either: it is looked at again', 'violated bad', area('vma_start_write(v);', 'READ_ONCE(v->vm_lock_seq) != READ_ONCE(mm.mm_lock_seq) && (down_read(&v->vm_lock), 1)').replace('vma_start_write(v);', 'WRITE_ONCE(v->vm_lock_seq, mm.mm_lock_seq);'), SC], // prettier-ignore
    ['what is locked is asserted', 'violated warn-on', area('if (0) vma_start_write(v); vma_assert_write_locked(v);'), SC], // prettier-ignore
    ['vma_start_write() wants mmap_lock', 'violated lockdep-assert', `${MM} struct vm_area_struct vma = { .vm_mm = &mm, .vm_lock_seq = -1 }; cpu 0 { vma_start_write(&vma); }`, SC], // prettier-ignore
  ])('%s: %s', (_, verdict, text, ...how) => {
    expect(how.map((one) => verdictOf(text, one))).toEqual(how.map(() => verdict));
  });
});

describe('flushes that are put off', () => {
  test.each<[string, string, string, ...Case[]]>([
    ['a page is freed behind the flush', 'holds', unmaps('tlb_remove_tlb_entry(&tlb, pte, &va); tlb_remove_page(&tlb, &old_page); pte_unmap_unlock(pte, ptl); tlb_finish_mmu(&tlb);'), {}, X86], // prettier-ignore
    ['not where its entry was forgotten', 'violated bad', unmaps('tlb_remove_page(&tlb, &old_page); pte_unmap_unlock(pte, ptl); tlb_finish_mmu(&tlb);'), {}, X86], // prettier-ignore
    ['nor where it is freed at once', 'violated bad', unmaps('tlb_remove_tlb_entry(&tlb, pte, &va); tlb_free_page(&old_page); pte_unmap_unlock(pte, ptl); tlb_finish_mmu(&tlb);'), {}], // prettier-ignore
    ['another’s flush that is under way makes up for what is skipped', 'holds', `${MM} ${PAGE} struct mmu_gather tlb; cpu 0 { spinlock_t *ptl; tlb_gather_mmu(&tlb, &mm); inc_tlb_flush_pending(&mm); pte_t *pte = pte_offset_map_lock(&mm, NULL, &va, &ptl); ptep_get_and_clear(pte); pte_unmap_unlock(pte, ptl); int n = mm_tlb_flush_pending(&mm); if (!__tlb_remove_page(&tlb, &old_page)) tlb_finish_mmu(&tlb); } cpu 1 { int r = access(va); assert(r != PAGE_POISON, bad); }`, {}], // prettier-ignore
    ['entries are compared', 'holds', `${PAGE} cpu 0 { pte_t *p = pte_offset_map(NULL, &va); int r = pte_same(ptep_get(p), pte(old_page)); pte_unmap(p); assert(r, bad); } cpu 1 { }`, SC], // prettier-ignore
  ])('%s: %s', (_, verdict, text, ...how) => {
    expect(how.map((one) => verdictOf(text, one))).toEqual(how.map(() => verdict));
  });
});
