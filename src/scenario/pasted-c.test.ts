/** C as it stands in the kernel's files, pasted: each kind by its smallest text, and what must not be lost of what it means. */
import { describe, expect, test } from 'vitest';
import { verdictOf, type Case } from '../machine/words/verdict.fixture.ts';
import { compileScenario } from './index.ts';

const SC: Case = { model: 'sc' };

const KINDS: readonly (readonly [what: string, verdict: string, text: string, how?: Case])[] = [
  [
    'what is not configured is left out',
    'holds',
    '#ifdef CONFIG_SMP\nint x = 1;\n#else\nint x = 2;\n#endif\n#if defined(CONFIG_ARM64) && !IS_ENABLED(CONFIG_LOCKDEP)\nint y = 1;\n#elif 1\nint y = 2;\n#endif\n#ifndef CONFIG_64BIT\nbroken(\n#endif\ncpu 0 { assert(x == 1 && y == 1, bad); }',
  ],
  [
    'conditions nest, and what a text defines is defined',
    'holds',
    '#define FOO 1\n#if 0\n#if 1\nbroken(\n#else\nbroken(\n#endif\n#elif defined(FOO) && (BITS_PER_LONG == 64 || 0)\nint x = 3;\n#else\nbroken(\n#endif\ncpu 0 { assert(x == 3, bad); }',
  ],
  [
    'a struct that is announced, a type of functions, a table of them',
    'holds',
    'struct s; typedef int (*op_t)(struct s *s, int a); struct ops { op_t op; }; struct s { const struct ops *ops; int v; }; static int f(struct s *s, int a) { return s->v + a; } static const struct ops ops = { .op = f, }; static struct s s = { .ops = &ops, .v = 1 }; cpu 0 { op_t g = s.ops->op; int r = s.ops->op(&s, 1); int q = g(&s, 2); assert(r == 2 && q == 3, bad); }',
  ],
  [
    'bit-fields that share a word lose what another CPU stores to their neighbour',
    'violated bad',
    'struct s { unsigned a:1; unsigned b:2; int c; } s = { .b = 2 }; cpu 0 { s.a = 1; } cpu 1 { s.b = 3; } final(s.a == 1 && s.b == 3, bad);',
    SC,
  ],
  [
    'members that are none do not',
    'holds',
    'struct s { u8 a; u8 b; } s; cpu 0 { s.a = 1; } cpu 1 { s.b = 3; } final(s.a == 1 && s.b == 3, bad);',
    SC,
  ],
  [
    'a bit-field has its bits and its sign, and leaves its neighbours',
    'holds',
    'struct s { unsigned a:2; unsigned b:2; int c:3; int d; bool e:1; } s = { .b = 2, .c = -1, .d = 9 }; cpu 0 { int x = s.b; int y = s.c; s.a = 7; int z = ++s.a; s.b |= 1; s.e = 5; assert(x == 2 && y == -1 && z == 0, bad); } final(s.a == 0 && s.b == 3 && s.c == -1 && s.d == 9 && s.e == 1, bad);',
    SC,
  ],
  [
    'types that an expression has',
    'holds',
    'struct s { u8 a; } s; cpu 0 { typeof(s.a) x = 300; __auto_type p = &s; p->a = 3; const typeof(*p) *q = p; int r = q->a; long y = (typeof(x))257; assert(x == 44 && r == 3 && y == 1, bad); }',
    SC,
  ],
  [
    'initializers that call, texts, tables by index',
    'holds',
    'enum e { A, B, NR }; static unsigned long m = BIT(3) | BIT_ULL(2), t = msecs_to_jiffies(10); void *err = ERR_PTR(-ENOMEM); static const char * const names[] = { [A] = "a", [B] = "b" }; struct s { const char *name; int v; } s[] = { { "x", 1 }, { .name = "y", .v = 2 } }; cpu 0 { const char *n = m ? "p" : "q"; s[1].name = "z"; pr_info("%s: %s\\n", __func__, n ? "on" : "off"); assert(m == 12 && IS_ERR(err) && s[1].v == 2 && names[B] != NULL, bad); }',
    SC,
  ],
  [
    'an error path behind a return knows what is held and masked where it is gone to',
    'holds',
    'spinlock_t l; int n; int f(int by) { int err = -ENOMEM; spin_lock_bh(&l); if (n + by > 100) goto drop; n += by; spin_unlock_bh(&l); return 0; drop: spin_unlock_bh(&l); return err; } int g(int by) { unsigned long flags; spin_lock_irqsave(&l, flags); if (by) { spin_unlock_irqrestore(&l, flags); return 1; } spin_unlock_irqrestore(&l, flags); return 0; } cpu 0 { int a = f(60); int b = f(50); int c = g(1) + g(0); assert(a == 0 && b == -ENOMEM && c == 1, bad); }',
    SC,
  ],
  [
    'a cursor of a loop that begins with something, and what lockdep alone evaluates',
    'holds',
    'struct ino { struct hlist_node hash; int n; } a = { .n = 7 }; struct hlist_head head; struct ino __rcu *cur; spinlock_t l; struct ino *find(int n) { struct ino *i = NULL; hlist_for_each_entry(i, &head, hash) { if (i->n == n) return i; } return NULL; } cpu 0 { hlist_add_head(&a.hash, &head); struct ino *i = find(7); spin_lock(&l); struct ino *old = rcu_dereference_protected(cur, lockdep_is_held(&l)); rcu_replace_pointer(cur, i, lockdep_is_held(&l)); spin_unlock(&l); assert(i == &a && !old && find(3) == NULL, bad); }',
    SC,
  ],
  [
    'a property looks at a count as code reads it, an assert at a CPU’s own variable as it left it',
    'holds',
    'atomic_t n = ATOMIC_INIT(2); atomic64_t w; refcount_t r = REFCOUNT_INIT(1); void two(int *a, int *b) { *a = 1; *b = 1; } cpu 0 { int a, b; two(&a, &b); assert(a == b, bad); atomic_dec(&n); } final(atomic_read(&n) == 1 && atomic64_read(&w) == 0 && refcount_read(&r) == 1, bad);',
  ],
  [
    'compound literals',
    'holds',
    'struct k { int a; int b; }; struct k x; int f(struct k *k) { return k->a; } cpu 0 { x = (struct k){ .b = 2 }; int r = f(&(struct k){ 7 }); int z = (int){ 3 }; assert(x.a == 0 && x.b == 2 && r == 7 && z == 3, bad); }',
    SC,
  ],
  [
    'a copied struct is copied word by word, a literal too',
    'violated bad',
    'struct k { int a; int b; }; struct k x; cpu 0 { x = (struct k){ 1, 1 }; } cpu 1 { int a = READ_ONCE(x.a); int b = READ_ONCE(x.b); assert(a == b, bad); }',
    SC,
  ],
  [
    'flags that are kept elsewhere than in a local',
    'holds',
    'struct rf { unsigned long flags; }; DEFINE_SPINLOCK(l); void lk(unsigned long *f) { spin_lock_irqsave(&l, *f); } void ul(unsigned long *f) { spin_unlock_irqrestore(&l, *f); } void lk2(struct rf *rf) { spin_lock_irqsave(&l, rf->flags); } void ul2(struct rf *rf) { spin_unlock_irqrestore(&l, rf->flags); } cpu 0 { unsigned long flags; struct rf rf; lk(&flags); lockdep_assert_irqs_disabled(); ul(&flags); lockdep_assert_irqs_enabled(); lk2(&rf); lockdep_assert_irqs_disabled(); ul2(&rf); lockdep_assert_irqs_enabled(); }',
    SC,
  ],
  [
    'interrupts that were off before stay off',
    'violated lockdep-assert',
    'DEFINE_SPINLOCK(l); void lk(unsigned long *f) { spin_lock_irqsave(&l, *f); } void ul(unsigned long *f) { spin_unlock_irqrestore(&l, *f); } cpu 0 { unsigned long flags; local_irq_disable(); lk(&flags); ul(&flags); lockdep_assert_irqs_enabled(); }',
    SC,
  ],
  [
    'a macro that is the way to a member',
    'holds',
    'struct c { int ref; }; struct s { struct c common; };\n#define s_ref common.ref\nstruct s s; cpu 0 { s.s_ref = 3; struct s *p = &s; assert(p->s_ref == 3 && s.common.ref == 3, bad); }',
    SC,
  ],
  [
    'an array at the end of a struct, octal numbers, initializers of counts',
    'holds',
    'struct s { int n; int items[]; }; struct s s; struct o { struct kref ref; } o = { .ref = KREF_INIT(2) }; cpu 0 { s.items[1] = 0644; int n = kref_read(&o.ref); assert(s.items[1] == 420 && n == 2, bad); }',
    SC,
  ],
  [
    'what a module says of itself, and a variable of each CPU that is announced',
    'holds',
    'static int debug; module_param(debug, int, 0644); MODULE_PARM_DESC(debug, "level"); DECLARE_PER_CPU(int, n); DEFINE_PER_CPU(int, n); static int foo_init(void) { return 0; } \nmodule_init(foo_init);\nMODULE_LICENSE("GPL"); cpu 0 { this_cpu_inc(n); foo_init(); } cpu 1 { int r = this_cpu_read(n); assert(r == 0, bad); }',
    SC,
  ],
];

describe('kernel C as it is pasted', () => {
  for (const [what, verdict, text, how] of KINDS)
    test(`${what}: ${verdict}`, () => {
      expect(verdictOf(text, how)).toBe(verdict);
    });
});

describe('what cannot be decided in a text is said', () => {
  test.each([
    [
      'int x;\n#ifdef CONFIG_X\nint y;\n#endif\ncpu 0 { x = 1; }',
      'warning 2 not-configured',
      /`CONFIG_X` is not defined here/,
    ],
    [
      'option CONFIG_X = on | off\nint x;\n#ifdef CONFIG_X\nint y;\n#endif\ncpu 0 { x = CONFIG_X; }',
      'error 3 conditional-option',
      /write `if \(CONFIG_X\)`/,
    ],
    [
      'arch arm64 | x86\nint x;\n#ifdef CONFIG_X86\nint y;\n#endif\ncpu 0 { x = 1; }',
      'error 3 conditional-option',
      /write `if \(arch == x86\)`/,
    ],
    ['int x;\n#endif\ncpu 0 { x = 1; }', 'error 2 conditional', /no `#if` before it/],
    [
      'struct s { int a:1; } s;\ncpu 0 { WRITE_ONCE(s.a, 1); }',
      'error 2 bit-field',
      /has no address, as in C/,
    ],
    ['struct s { unsigned a:40; } s;\ncpu 0 { s.a = 1; }', 'error 1 extent', /bit-field of 40 bits/],
  ])('%s', (text, where, message) => {
    const found = compileScenario(text, 'test').diagnostics.filter(({ code }) => code !== 'never-read');
    const [first] = found;
    const line = text.slice(0, first?.from).split('\n').length;
    expect(`${String(first?.severity)} ${String(line)} ${String(first?.code)}`).toBe(where);
    expect(first?.message).toMatch(message);
  });
});
