/** Structs around members, and per-CPU variables. include/linux/container_of.h, list.h, percpu-defs.h. */
import { cost, word, type Word, type WordGroup } from './word.ts';

const LOAD = cost('LDR', 'nothing');
const STORE = cost('STR', 'nothing');
const MOV = cost('MOV', 'tso');

const VERBS = {
  add: 'adds to',
  sub: 'subtracts from',
  or: 'sets bits of',
  and: 'masks',
  inc: 'increments',
  dec: 'decrements',
};

export const OBJECTS: WordGroup = {
  title: 'Objects and per-CPU variables',
  words: [
    word('T *container_of(p, type, member)', 'the struct around a member; nothing is read'),
    word('T *list_entry(p, type, member)', 'container_of() of a list’s node'),
    word('T *list_first_entry(head, type, member)', 'reads the head’s next; the struct around it', LOAD, MOV),
    word(
      'T *list_first_entry_or_null(head, type, member)',
      'the same; NULL where the list is empty',
      LOAD,
      MOV,
    ),
    word('T *hlist_entry(p, type, member)', 'container_of() of a hash list’s node'),
    word('size_t struct_size(p, member, n)', 'how many bytes a struct takes that ends with an array `[]`'),
    word('size_t sizeof(type)', 'how many bytes a type or a variable takes, on a 64-bit machine'),
    word('T *this_cpu_ptr(T *p)', 'the address of this CPU’s copy of a per-CPU variable'),
    word('T *raw_cpu_ptr(T *p)', 'this_cpu_ptr() without the check for preemption'),
    word('T *per_cpu_ptr(T *p, int cpu)', 'the address of a CPU’s copy of a per-CPU variable'),
    word('T per_cpu(x, int cpu)', 'a CPU’s copy of a per-CPU variable, as a place or a value', LOAD, MOV),
    ...['this_cpu_', '__this_cpu_', 'raw_cpu_'].flatMap((prefix) => [
      word(`T ${prefix}read(x)`, 'loads this CPU’s copy of a per-CPU variable', LOAD, MOV),
      word(`void ${prefix}write(x, value)`, 'stores to this CPU’s copy of a per-CPU variable', STORE, MOV),
    ]),
    ...changes('this_cpu_', 'no interrupt comes between'),
    ...changes('__this_cpu_', 'an interrupt may come between'),
    ...changes('raw_cpu_', 'an interrupt may come between'),
  ],
};

/** Changes of a per-CPU variable; one instruction only where nothing may come between. */
function changes(prefix: string, between: string): readonly Word[] {
  const whole = prefix === 'this_cpu_';
  const way = (arm: string, x86: string) =>
    whole ? [cost(arm, 'nothing'), cost(x86, 'tso')] : [cost('LDR; STR', 'nothing'), cost('MOV; MOV', 'tso')];
  const does = (what: string) => `${what} this CPU’s copy of a per-CPU variable; ${between}`;
  return [
    ...(['add', 'sub', 'or', 'and'] as const).map((verb) =>
      word(`void ${prefix}${verb}(x, n)`, does(VERBS[verb]), ...way('STADD', 'ADD')),
    ),
    ...(['inc', 'dec'] as const).map((verb) =>
      word(`void ${prefix}${verb}(x)`, does(VERBS[verb]), ...way('STADD', 'INC')),
    ),
    ...(['add', 'sub'] as const).map((verb) =>
      word(`T ${prefix}${verb}_return(x, n)`, `${does(VERBS[verb])}; the new value`, ...way('LDADD', 'XADD')),
    ),
    ...(['inc', 'dec'] as const).map((verb) =>
      word(`T ${prefix}${verb}_return(x)`, `${does(VERBS[verb])}; the new value`, ...way('LDADD', 'XADD')),
    ),
    word(`T ${prefix}xchg(x, value)`, `${does('replaces')}; the old value`, ...way('SWP', 'CMPXCHG')),
    word(
      `T ${prefix}cmpxchg(x, old, value)`,
      `${does('replaces, where it is `old`,')}; what was there`,
      ...way('CAS', 'CMPXCHG'),
    ),
  ];
}

/** include/linux/slab.h. */
export const ALLOCATION: WordGroup = {
  title: 'Memory that comes and goes',
  words: [
    word(
      'void *kmalloc(size_t size, gfp_t gfp)',
      'an object that holds garbage: `kmalloc(sizeof(*p), GFP_KERNEL)`',
    ),
    word(
      'void *kzalloc(size_t size, gfp_t gfp)',
      'an object; stores zeros to it, plainly and word by word',
      cost('STR'),
      cost('MOV'),
    ),
    word('void *kvmalloc(size_t size, gfp_t gfp)', 'kmalloc() that may be large'),
    word('void *kvzalloc(size_t size, gfp_t gfp)', 'kzalloc() that may be large', cost('STR'), cost('MOV')),
    word('T *no_free_ptr(p)', 'the pointer, which its block does not free any more: `__free(kfree)`'),
    word('void retain_and_null_ptr(p)', 'the same; somebody else keeps it'),
    word('void return_ptr(p)', 'return no_free_ptr(p);'),
    word(
      'void kfree(const void *p)',
      'the object is gone when all before is done; NULL is let be',
      cost('STLR'),
      cost('MOV'),
    ),
    word('void kvfree(const void *p)', 'kfree() of what may be large', cost('STLR'), cost('MOV')),
    word('void vfree(const void *p)', 'kfree() of what vmalloc() gave', cost('STLR'), cost('MOV')),
    word(
      'void kfree_sensitive(const void *p)',
      'stores zeros to the object of its pointer’s type, then kfree()',
      cost('STR; STLR'),
      cost('MOV'),
    ),
    word('void *vmalloc(size_t size)', 'kmalloc() that is large, and may sleep'),
    word(
      'void *devm_kzalloc(dev, size_t size, gfp_t gfp)',
      'kzalloc(); freed with the device, whose end nobody sees here',
      cost('STR'),
      cost('MOV'),
    ),
    word('void *devm_kmalloc(dev, size_t size, gfp_t gfp)', 'kmalloc() that is freed so'),
    word('void *kmalloc_node(size_t size, gfp_t gfp, int node)', 'kmalloc(); of which node does not count'),
    word(
      'void *kzalloc_node(size_t size, gfp_t gfp, int node)',
      'kzalloc(); of which node does not count',
      cost('STR'),
      cost('MOV'),
    ),
    word('void *vzalloc(size_t size)', 'kzalloc() that is large', cost('STR'), cost('MOV')),
    word('void *kmalloc_array(size_t n, size_t size, gfp_t gfp)', 'an array of objects that hold garbage'),
    word('void *kcalloc(size_t n, size_t size, gfp_t gfp)', 'the same, of zeros', cost('STR'), cost('MOV')),
    word(
      'struct kmem_cache *kmem_cache_create(name, size_t size, size_t align, flags, ctor)',
      'a cache of objects of one type; what else is said of them does not count here',
      cost('STR'),
      cost('MOV'),
    ),
    word('struct kmem_cache *KMEM_CACHE(name, flags)', 'the same of `struct name`', cost('STR'), cost('MOV')),
    word(
      'void *kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)',
      'an object of the type that what takes it points to, which holds garbage: `struct foo *p = kmem_cache_alloc(cache, GFP_KERNEL);`',
    ),
    word(
      'void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t gfp)',
      'the same, and stores zeros to it',
      cost('STR'),
      cost('MOV'),
    ),
    word(
      'void kmem_cache_free(struct kmem_cache *s, void *p)',
      'the object is gone when all before is done',
      cost('STLR'),
      cost('MOV'),
    ),
  ],
};
