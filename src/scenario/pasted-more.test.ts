/** More of C as it stands in the kernel's files: structs as values, what a block gives back, patches, old and other spellings. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../machine/words/verdict.fixture.ts';
import { compileScenario } from './index.ts';

const SC: Case = { model: 'sc' };

const KINDS: readonly (readonly [what: string, verdict: string, text: string, how?: Case])[] = [
  [
    'structs are given and returned as copies',
    'holds',
    'struct k { int a; int b; }; struct k x = { 1, 2 }; struct k f(struct k v) { v.a++; return v; } struct k g(int n) { struct k v = { n, n }; if (n > 1) return v; return x; } cpu 0 { struct k y = f(x); int r = y.a; y = g(3); int s = f(y).a; struct k z = g(0); assert(r == 2 && x.a == 1 && s == 4 && z.b == 2, bad); }',
    SC,
  ],
  [
    'a struct is returned as it is when it is returned, under the lock that is held there',
    'holds',
    'DEFINE_MUTEX(m); struct k { int a; int b; } x; struct k get(void) { guard(mutex)(&m); return x; } cpu 0 { struct k k = get(); assert(k.a == k.b, bad); } cpu 1 { mutex_lock(&m); x.a = 1; x.b = 1; mutex_unlock(&m); }',
    SC,
  ],
  [
    'a type that is one number by another name is a number',
    'holds',
    'typedef struct { unsigned long v; } e_t; e_t t[2], *p = &t[1]; e_t mk(e_t e) { e.v |= 2; return (e_t) { e.v | 4 }; } cpu 0 { e_t e = READ_ONCE(t[0]); e_t o = { .v = 1 }; WRITE_ONCE(*p, mk(e)); o.v += p->v; assert(t[1].v == 6 && o.v == 7, bad); }',
    SC,
  ],
  [
    'what an atomic holds is its counter',
    'holds',
    'atomic_t a = ATOMIC_INIT(3); struct s { atomic_long_t b; } s; cpu 0 { WRITE_ONCE(a.counter, a.counter + 1); s.b.counter = 2; struct s *p = &s; int r = READ_ONCE(p->b.counter); assert(r == 2, bad); } final(a.counter == 4, bad);',
    SC,
  ],
  [
    'a pointer is freed with its block unless it is given away',
    'holds',
    'struct f { int a; }; int g(int n) { struct f *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL); if (!p) return -ENOMEM; p->a = n; return p->a; } struct f *h(void) { struct f *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL); if (!p) return NULL; p->a = 3; return_ptr(p); } property lost "lost" rule leak; cpu 0 { int r = g(2); struct f *q = h(); struct f *z __free(kfree) = no_free_ptr(q); int s = z->a; struct f *k __free(kfree) = h(); struct f *o = k; retain_and_null_ptr(k); kfree(o); assert(r == 2 && s == 3 && !q, bad); }',
    SC,
  ],
  [
    'what DEFINE_FREE() and DEFINE_GUARD() say is done',
    'holds',
    'struct f { struct mutex m; int a; } x; int puts;\nvoid put(struct f *p) { puts++; }\nDEFINE_FREE(f_put, struct f *, if (!IS_ERR_OR_NULL(_T)) put(_T))\nDEFINE_GUARD(f, struct f *, mutex_lock(&_T->m), mutex_unlock(&_T->m))\nvoid g(void) { struct f *p __free(f_put) = &x; struct f *q __free(f_put) = NULL; struct f *e __free(f_put) = ERR_PTR(-ENOMEM); }\ncpu 0 { g(); guard(f)(&x); lockdep_assert_held(&x.m); x.a++; }\ncpu 1 { scoped_guard(f, &x) { x.a++; } }\nfinal(x.a == 2 && puts == 1, bad);',
    SC,
  ],
  [
    'ranges of cases and of designators',
    'holds',
    "int a[4] = { [0 ... 1] = 5, [2 ... 3] = 7 }; int f(int x) { switch (x) { case 0 ... 3: return 1; case 'a' ... 'z': return 2; default: return 3; } } cpu 0 { int p = f(3); int q = f('b'); int r = f(4); assert(p == 1 && q == 2 && r == 3 && a[1] == 5 && a[2] == 7, bad); }",
    SC,
  ],
  [
    'what stands before `?:` is evaluated once',
    'holds',
    'int n = 3; int next(void) { return n--; } cpu 0 { int r = next() ?: 5; n = 0; int s = n ?: 5; assert(r == 3 && s == 5, bad); }',
    SC,
  ],
  [
    'a wait that looks at more than its value is a loop',
    'holds',
    'int a, b; bool more(void) { return READ_ONCE(b); } cpu 0 { int v = smp_cond_load_relaxed(&a, VAL || more()); assert(v == 0, bad); } cpu 1 { WRITE_ONCE(b, 1); }',
    SC,
  ],
  [
    'inline assembly that is a barrier, system calls, ACCESS_ONCE()',
    'holds',
    'int n;\nSYSCALL_DEFINE2(foo, int, a, struct s __user *, p)\n{ ACCESS_ONCE(n) = a; return ACCESS_ONCE(n); }\nstruct s { int q; };\ncpu 0 { n = 1; asm volatile("" ::: "memory"); __asm__ __volatile__("" : : : "memory"); int r = sys_foo(3, NULL); assert(r == 3, bad); }',
    SC,
  ],
  [
    'the barrier of x86 that is written as an instruction',
    'holds',
    'int x, y; cpu 0 { WRITE_ONCE(x, 1); asm volatile("mfence" ::: "memory"); int a = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); asm volatile("lock; addl $0,-4(%%rsp)" ::: "memory", "cc"); int b = READ_ONCE(x); } final(cpu0.a || cpu1.b, bad);',
    { model: 'tso', arch: 'x86' },
  ],
  [
    'a patch is the code that it leaves',
    'holds',
    'int n;\ndiff --git a/kernel/x.c b/kernel/x.c\nindex 1234567..89abcde 100644\n--- a/kernel/x.c\n+++ b/kernel/x.c\n@@ -1,6 +1,6 @@ static void g(void)\n /*\n- * Old.\n+ * New.\n  */\n static void f(void)\n {\n-\tn = 1;\n+\tn = 2;\n }\ncpu 0 { f(); assert(n == 2, bad); }',
    SC,
  ],
  [
    'what lockdep, sparse and sanitizers are told, with a member that is not there',
    'holds',
    'struct s { spinlock_t l; } s; cpu 0 { lock_acquire(&s.dep_map, 0, 0, 0, 1, NULL, _RET_IP_); kasan_record_aux_stack(&s); rwsem_release(&s.dep_map, _RET_IP_); spin_lock(&s.l); __release(&s.l); __acquire(&s.l); spin_unlock(&s.l); }',
    SC,
  ],
  [
    'what nothing reaches may be unknown, and so may what is not configured',
    'holds',
    'int x; int f(int a) { return foo_bar(a, BAZ) + zap; } int g(int a) { if (IS_ENABLED(CONFIG_FOO) && foo_bar(a)) return 1; if (IS_ENABLED(CONFIG_FOO)) { return baz(a); } return IS_ENABLED(CONFIG_SMP); } cpu 0 { int r = g(1); assert(r == 1, bad); }',
    SC,
  ],
  [
    'interrupts by any number',
    'violated use-after-free',
    'struct d { int irq; int n; }; irqreturn_t h(int irq, void *data) { struct d *d = data; d->n = irq; return IRQ_HANDLED; } cpu 0 { struct d *d = kzalloc(sizeof(*d), GFP_KERNEL); if (d) { d->irq = 42; request_irq(d->irq, h, IRQF_SHARED, "d", d); disable_irq_nosync(d->irq); kfree(d); } } cpu 1 { raise_irq(42, 1); }',
    SC,
  ],
  [
    'room at the end of a struct',
    'holds',
    'struct s { int n; int e[]; }; cpu 0 { struct s *q = kmalloc(struct_size(q, e, 3), GFP_KERNEL); if (q) { q->e[2] = 5; int r = q->e[2]; assert(r == 5, bad); } }',
    SC,
  ],
];

describe('more kernel C as it is pasted', () => {
  for (const [what, verdict, text, how] of KINDS)
    test(`${what}: ${verdict}`, () => {
      expect(verdictOf(text, how)).toBe(verdict);
    });
});

describe('what of it is not C is said', () => {
  test.each([
    ['int x;\ncpu 0 {\n-\tx = 1;\n+\tx = 2;\n}', 'warning 3 patch', /without|exchange/],
    ['int x;\ncpu 0 { asm volatile("cli"); x = 1; }', 'error 2 assembly', /kernel’s word/],
    ['spinlock_t l;\ncpu 0 {\nlockdep_assert_in_foo();\n}', 'warning 3 unchecked', /Nobody checks/],
    [
      'struct s { int a; };\ncpu 0 { struct s *p __free(foo) = NULL; }',
      'error 2 unknown-guard',
      /DEFINE_FREE/,
    ],
    ['int f(void) { return g(); }\ncpu 0 { f(); }', 'error 1 unknown-function', /`g\(\)`/],
  ])('%s', (text, where, message) => {
    const [first] = compileScenario(text, 'test').diagnostics.filter(
      ({ code }) => !/^never|^unused/.test(code),
    );
    const line = text.slice(0, first?.from).split('\n').length;
    expect(`${String(first?.severity)} ${String(line)} ${String(first?.code)}`).toBe(where);
    expect(first?.message).toMatch(message);
  });
});
