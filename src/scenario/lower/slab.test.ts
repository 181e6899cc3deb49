/** Caches, and objects that are lost. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../../machine/words/verdict.fixture.ts';
import { compileScenario, instantiate } from '../index.ts';

const FOO = 'struct foo { int a; struct foo *next; struct rcu_head rcu; };';
const SC: Case = { model: 'sc' };
const CACHE = 'struct kmem_cache *cache;';

/** What CPU 1 does with an object that CPU 0 unlinks, frees by `frees`, and destroys the cache of. */
const torn = (frees: string) => `${FOO} ${CACHE}
void foo_free(struct rcu_head *head) { kmem_cache_free(cache, container_of(head, struct foo, rcu)); }
cpu 0 {
    cache = kmem_cache_create("foo", sizeof(struct foo), 0, SLAB_HWCACHE_ALIGN, NULL);
    struct foo *p = kmem_cache_zalloc(cache, GFP_KERNEL);
    ${frees}
    kmem_cache_destroy(cache);
}`;

const LEAK = 'property lost "It is lost." rule leak';
const allocates = (code: string, head = '') =>
  `${LEAK} ${FOO} struct foo *gp; ${head} cpu 0 { struct foo *p = kzalloc(sizeof(*p), GFP_KERNEL); ${code} }`;

describe('caches', () => {
  test.each<[string, string, string, Case?]>([
    ['an object has the type of the pointer that takes it', 'holds', `${FOO} ${CACHE} cpu 0 { cache = KMEM_CACHE(foo, 0); struct foo *p = kmem_cache_zalloc(cache, GFP_KERNEL); p->next = p; int r = p->a; assert(r == 0, bad); kmem_cache_free(cache, p); }`], // prettier-ignore
    ['also where a function gives it', 'holds', `${FOO} ${CACHE} struct foo *foo_alloc(void) { return kmem_cache_alloc(cache, GFP_KERNEL); } cpu 0 { struct foo *p = foo_alloc(); WRITE_ONCE(p->next, NULL); struct foo *q = p->next; assert(q == NULL, bad); }`], // prettier-ignore
    ['what is freed is gone', 'violated use-after-free', `${FOO} ${CACHE} cpu 0 { struct foo *p = kmem_cache_alloc(cache, GFP_ATOMIC); kmem_cache_free(cache, p); p->a = 1; }`], // prettier-ignore
    ['what is written before is done by then', 'holds', `${FOO} ${CACHE} struct foo x; struct foo *gp = &x; cpu 0 { struct foo *p = xchg(&gp, NULL); if (p) { p->a = 1; kmem_cache_free(cache, p); } } cpu 1 { struct foo *p = xchg(&gp, NULL); if (p) p->a = 2; }`], // prettier-ignore
    ['a cache without objects may go', 'holds', torn('kmem_cache_free(cache, p);'), SC],
    ['one with objects may not', 'violated cache-in-use', torn('WRITE_ONCE(p->a, 1);'), SC],
    ['what call_rcu() frees may still be there', 'violated cache-in-use', torn('call_rcu(&p->rcu, foo_free);'), SC], // prettier-ignore
    ['not behind rcu_barrier()', 'holds', torn('call_rcu(&p->rcu, foo_free); rcu_barrier();'), SC],
    ['kfree_sensitive() stores zeros before it frees', 'violated double-free use-after-free', `${FOO} struct foo x; cpu 0 { struct foo *p = &x; kfree(p); kfree_sensitive(p); }`], // prettier-ignore
    ['and frees', 'violated use-after-free', `${FOO} struct foo x; cpu 0 { struct foo *p = &x; kfree_sensitive(p); int r = p->a; }`], // prettier-ignore
    ['nothing of NULL', 'holds', `${FOO} struct foo *gp; cpu 0 { kfree_sensitive(gp); vfree(gp); }`],
    ['an array of them', 'holds', `${FOO} cpu 0 { struct foo *p = kcalloc(2, sizeof(*p), GFP_KERNEL); p[1].a = 1; int z = p[0].a; assert(z == 0, bad); struct foo *q = vzalloc(sizeof(*q)); vfree(q); struct foo *r = kmalloc_array(2, sizeof(*r), GFP_KERNEL); kfree(r); struct foo *s = vmalloc(sizeof(*s)); s->a = 1; }`], // prettier-ignore
  ])('%s: %s', (_, verdict, text, how) => {
    expect(verdictOf(text, how)).toBe(verdict);
  });

  test.each([
    ['who takes it is of no type', 'void *p = kmem_cache_alloc(cache, GFP_KERNEL);', 'allocation-size'],
    ['objects that are used again under readers', 'cache = kmem_cache_create("foo", sizeof(struct foo), 0, SLAB_TYPESAFE_BY_RCU, NULL);', 'typesafe-cache'], // prettier-ignore
    ['what is freed is of no type', 'void *p = cache; kfree_sensitive(p);', 'allocation-size'],
    ['how many is not known', 'int n = READ_ONCE(*(int *)cache); struct foo *p = kcalloc(n, sizeof(*p), 0);', 'allocation-size'], // prettier-ignore
  ])('%s', (_, code, found) => {
    const { scenario, diagnostics } = compileScenario(`${FOO} ${CACHE} cpu 0 { ${code} }`, 'test');
    const made = scenario ? instantiate(scenario, {}).diagnostics : [];
    expect([...diagnostics, ...made].filter(({ severity }) => severity === 'error')[0]?.code).toBe(found);
  });
});

describe('what is lost, where the scenario asks', () => {
  test.each<[string, string, string, Case?]>([
    ['nobody frees it', 'violated lost', allocates('')],
    ['a local is gone at the end', 'violated lost', allocates('p->a = 1; struct foo **at = &p;')],
    ['it is freed', 'holds', allocates('kfree(p);')],
    ['a variable leads to it', 'holds', allocates('gp = p;')],
    ['into its middle', 'holds', allocates('mid = &p->next;', 'struct foo **mid;')],
    ['through another', 'holds', allocates('struct foo *q = kzalloc(sizeof(*q), GFP_KERNEL); q->next = p; gp = q;')], // prettier-ignore
    ['which is freed itself', 'violated lost', allocates('struct foo *q = kzalloc(sizeof(*q), GFP_KERNEL); q->next = p; gp = q; kfree(q);')], // prettier-ignore
    ['only each other', 'violated lost', allocates('struct foo *q = kzalloc(sizeof(*q), GFP_KERNEL); q->next = p; p->next = q;')], // prettier-ignore
    ['a store writes over the only pointer', 'violated lost', allocates('gp = p;', 'cpu 1 { WRITE_ONCE(gp, NULL); }'), SC], // prettier-ignore
    ['two publish, one loses', 'violated lost', `${LEAK} ${FOO} struct foo *gp; void publish(void) { struct foo *p = kmalloc(sizeof(*p), GFP_KERNEL); if (READ_ONCE(gp) == NULL) WRITE_ONCE(gp, p); else kfree(p); } cpu 0 { publish(); } cpu 1 { publish(); }`, SC], // prettier-ignore
    ['not with cmpxchg()', 'holds', `${LEAK} ${FOO} struct foo *gp; void publish(void) { struct foo *p = kmalloc(sizeof(*p), GFP_KERNEL); if (cmpxchg(&gp, NULL, p) != NULL) kfree(p); } cpu 0 { publish(); } cpu 1 { publish(); }`, SC], // prettier-ignore
    ['a place that is passed again', 'violated lost', `${LEAK} ${FOO} struct foo *gp; cpu 0 { for (int i = 0; i < 2; i++) { struct foo *p = kzalloc(sizeof(*p), GFP_KERNEL); gp = p; } }`], // prettier-ignore
    ['and makes a list', 'holds', `${LEAK} ${FOO} struct foo *gp; cpu 0 { for (int i = 0; i < 3; i++) { struct foo *p = kzalloc(sizeof(*p), GFP_KERNEL); p->next = gp; gp = p; } }`], // prettier-ignore
    ['a callback frees it', 'holds', allocates('gp = p; WRITE_ONCE(gp, NULL); kfree_rcu(p, rcu);'), SC],
  ])('%s: %s', (_, verdict, text, how) => {
    expect(verdictOf(text, how)).toBe(verdict);
  });

  test('nobody asks, nothing is kept', () => {
    expect(verdictOf(`${FOO} cpu 0 { struct foo *p = kzalloc(sizeof(*p), GFP_KERNEL); }`)).toBe('holds');
  });
});

describe('who may sleep for memory must be allowed to', () => {
  test.each([
    ['spin_lock(&l); p = kmalloc(sizeof(*p), GFP_KERNEL); spin_unlock(&l);', 'violated sleeping-in-atomic'],
    [
      'spin_lock(&l); p = kzalloc(sizeof(*p), GFP_NOFS | __GFP_ZERO); spin_unlock(&l);',
      'violated sleeping-in-atomic',
    ],
    ['spin_lock(&l); p = vmalloc(sizeof(*p)); spin_unlock(&l);', 'violated sleeping-in-atomic'],
    [
      'rcu_read_lock(); p = get(GFP_KERNEL); rcu_read_unlock(); synchronize_rcu();',
      'violated sleeping-in-atomic',
    ],
    ['spin_lock(&l); p = kmalloc(sizeof(*p), GFP_ATOMIC); spin_unlock(&l);', 'holds'],
    ['spin_lock(&l); p = get(GFP_NOWAIT); spin_unlock(&l); p = get(GFP_KERNEL);', 'holds'],
    ['p = kmalloc(sizeof(*p), GFP_KERNEL | __GFP_ZERO); if (p) assert(p->x == 0, bad);', 'holds'],
    [
      'p = kzalloc_node(sizeof(*p), GFP_KERNEL, 0); p = kmalloc_node(sizeof(*p), GFP_KERNEL, 0); p = devm_kmalloc(NULL, sizeof(*p), GFP_ATOMIC);',
      'holds',
    ],
    ['p = devm_kzalloc(NULL, sizeof(*p), GFP_KERNEL); if (p) assert(p->x == 0, bad);', 'holds'],
  ])('%s', (code, verdict) => {
    const text = `struct s { int x; } *p; DEFINE_SPINLOCK(l); struct s *get(gfp_t gfp) { return kzalloc(sizeof(struct s), gfp); } cpu 0 { ${code} }`;
    expect(verdictOf(text, SC)).toBe(verdict);
  });
});
