/** Words that only compute, or touch memory word by word, and more of those about objects and lists (lower/more-words.ts). */
import { cost, word, type WordGroup } from './word.ts';

const LOAD = [cost('LDR'), cost('MOV')] as const;

export const COMPUTING: WordGroup = {
  title: 'Computing, copying, and more about objects',
  words: [
    word('T min(a, b)', 'the less, compared as what C makes of both; each is evaluated once'),
    word('T max(a, b)', 'the greater'),
    word('T min_t(type, a, b)', 'the less, compared as that type'),
    word('T max_t(type, a, b)', 'the greater, compared as that type'),
    word('T clamp(value, least, most)', 'the value, or the bound that it is beyond'),
    word('void swap(a, b)', 'exchanges two places by plain loads and stores, or two locals'),
    word('unsigned long GENMASK(int high, int low)', 'the bits from low to high'),
    word('u64 GENMASK_ULL(int high, int low)', 'the bits from low to high'),
    word('int DIV_ROUND_UP(n, d)', 'n / d, rounded up'),
    word('T ALIGN(x, a)', 'x, rounded up to a multiple of a power of 2'),
    word('T round_up(x, a)', 'the same'),
    word('T round_down(x, a)', 'x, rounded down to one'),
    word('T ALIGN_DOWN(x, a)', 'the same'),
    word('size_t ARRAY_SIZE(array)', 'how many elements an array has'),
    word('size_t offsetof(type, member)', 'at which byte a member begins'),
    word('void memset(p, 0, size)', 'stores zeros plainly, word by word', cost('STR'), cost('MOV')),
    word('void memcpy(to, from, size)', 'copies plainly, word by word', cost('LDR; STR'), cost('MOV; MOV')),
    word('void BUILD_BUG_ON(condition)', 'is an error where the condition is known to hold'),
    word('void static_assert(condition, ...)', 'is an error where the condition is known not to hold'),
    word('T *list_last_entry(head, type, member)', 'reads the head’s prev; the struct around it', ...LOAD),
    word('T *list_next_entry(p, member)', 'reads an entry’s next; the struct around it', ...LOAD),
    word('T *list_prev_entry(p, member)', 'reads an entry’s prev; the struct around it', ...LOAD),
    word(
      'T *list_first_or_null_rcu(head, type, member)',
      'reads the head’s next, under RCU; NULL where the list is empty',
      ...LOAD,
    ),
    word('bool list_entry_is_head(p, head, member)', 'whether a loop has come back to the head'),
    word('T *list_entry_rcu(p, type, member)', 'container_of() of a node that was read under RCU'),
    word('T *llist_entry(p, type, member)', 'container_of() of a node of a list without locks'),
    word('T *hlist_bl_entry(p, type, member)', 'container_of() of a node of such a list'),
    word('T *hlist_entry_safe(p, type, member)', 'container_of() of a node; NULL for NULL'),
    word('T *container_of_const(p, type, member)', 'container_of()'),
    word('T *from_timer(p, timer, member)', 'the struct around a timer, of the type that p points to'),
    word('T *timer_container_of(p, timer, member)', 'from_timer(), as it is called since 6.16'),
    word('T *from_tasklet(p, tasklet, member)', 'the same of a tasklet'),
    word('T *from_work(p, work, member)', 'the same of a work'),
  ],
};
