/** Rules that a row says are broken, and words that are drawn without what C asks for. */
import { expect, it } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

function statements(text: string): readonly (string | null)[] {
  return read(text).cells.map(({ statement }) => statement);
}

it.each([
  [
    'a lock that its own CPU has',
    `       CPU0
       ----
  lock(&s->l);
  lock(&s->l);

 *** DEADLOCK ***
`,
    'self-deadlock',
  ],
  [
    'a call that comes to a free',
    `   Thread A                 Thread B
   req = slot
                            retire(req) -> free(req);
   ref(req)
`,
    'use-after-free',
  ],
  [
    'a row that says that NULL is followed',
    `   CPU 1                    CPU 2
   p->map = NULL
                            p->map[?] /* !!! NULL pointer access */
`,
    'null-access',
  ],
])('breaks a rule: %s', (_name, text, rule) => {
  const reading = read(text);
  expect(reading.asked).toMatchObject({ k: 'rule', slug: rule });
  expect(happens(reading)).toBe('sc tso arm');
});

it('goes on behind a return that ends a function of which only the name is drawn', () => {
  const reading = read(`   task 1                   task 2
   -> sys_open
    -> do_open
      x = 1
      return success
     unlock kernel
   y = 1
                            r = y;  // 1
                            s = x;  // 1
`);
  expect(reading.cells[3]?.statement).toBeNull();
  expect(happens(reading)).toBe('sc tso arm');
});

it('writes and reads by one letter', () => {
  const reading = read(`  P0               P1
  ==               ==
  W flag0 = 1      W flag1 = 1
  R flag1 (0)      R flag0 (0)
`);
  expect(happens(reading)).toBe('tso arm');
});

it('knows words without brackets, and locks whose name is words', () => {
  expect(
    statements(`   task 1                   task 2
   lock inode A
                            lock AGF B for allocation
   smp_mb__after_spinlock
                            lock inode A
   unlock inode A
`),
  ).toEqual([
    'spin_lock(&inode_A)',
    'spin_lock(&AGF_B)',
    'smp_mb__after_spinlock()',
    'spin_lock(&inode_A)',
    'spin_unlock(&inode_A)',
  ]);
});

it('takes a branch of which only the inside is drawn, and a print for a look', () => {
  const reading = read(`  writer                              reader
  ------                              ------
  b->len = 3;
  smp_store_release(&b->ready, 1);
                                      if (smp_load_acquire(&b->ready))
                                          printk("%d", b->len);  // prints 0
`);
  expect(reading.asked.text).toContain('CPU 1: r0, CPU 1: r1 == 0');
  expect(happens(reading)).toBe('nowhere');
});

it('has the moves of x86, and what registers hold in the end', () => {
  const reading = read(`        T1                T2
        mov [x], 1        mov [y], 1
        mov eax, [y]      mov ebx, [x]

        eax = 0, ebx = 0
`);
  expect(reading.asked.text).toContain('CPU 0: eax == 0, CPU 1: ebx == 0');
  expect(happens(reading)).toBe('tso arm');
});

it('asks what was got, not what was expected, and has values in brackets in no column', () => {
  const reading = read(`     CPU0                    CPU1
     r0 = x          (0)
                             r1 = x          (0)
     x = r0 + 1
                             x = r1 + 1

  Expected x == 2, got x == 1.
`);
  expect(reading.cells).toHaveLength(4);
  expect(reading.asked.text).toContain('x == 1');
  expect(happens(reading)).toBe('sc tso arm');
});

it('reads every word of the kernel as that word, whatever it is about', () => {
  const domain = read(`   CPU 0                         CPU 1
   i = srcu_read_lock(&dom);
   p = srcu_dereference(head, &dom);
                                 rcu_assign_pointer(head, NULL);
                                 synchronize_rcu();
                                 kfree(old);
   x = p->val;
   srcu_read_unlock(&dom, i);
`);
  expect(domain.asked.slug).toBe('use-after-free');
  expect(domain.source).toContain(
    'srcu_read_unlock(&dom, i);\n    } else {\n        srcu_read_unlock(&dom, i);',
  );
  expect(happens(domain)).toBe('sc tso arm');
  expect(
    statements(`   CPU 0                         CPU 1
                                 if (netif_tx_queue_stopped(q))   // false
                                     netif_tx_wake_queue(q);
   netif_tx_stop_queue(q);
`),
  ).toEqual(['r0 = netif_tx_queue_stopped(&q)', 'netif_tx_wake_queue(&q)', 'netif_tx_stop_queue(&q)']);
});

it('the CPUs of an address space are a mask in it', () => {
  const reading = read(`   CPU 0                                 CPU 1
   *ptep = 0
   if (cpumask_test_cpu(1, mm_cpumask(mm)))   // no
                                         cpumask_set_cpu(1, mm_cpumask(mm))
                                         e = *ptep    // old
`);
  expect(reading.source).toContain('cpumask_set_cpu(1, &mm->cpu_bitmap);');
  expect(happens(reading)).toBe('tso arm');
});

it('addresses that are taken lead to the variable itself, also this CPU’s copy of one', () => {
  const plain = read(`   CPU 0                         CPU 1
   p = &cnt
   v = *p      // 5
                                 cnt = 6
   w = *p      // 6
`);
  expect(plain.source).toContain('static int cnt = 5;');
  expect(happens(plain)).toBe('sc tso arm');
  const own = read(`thread on cpu 0                  interrupt on cpu 0
p = this_cpu_ptr(&cnt)
v = *p           // 5
                                 this_cpu_inc(cnt)      // 5 -> 6
*p = v + 1
`);
  expect(own.source).toContain('DEFINE_PER_CPU(int, cnt) = 5;');
  expect(own.source).toContain('on irq irq_0 cpu 0 {\n    this_cpu_inc(cnt);');
  expect(happens(own)).toBe('sc tso arm');
});

it('a result may be said to be what the column has found before', () => {
  const reading = read(`   CPU 0                                 CPU 1
   old = READ_ONCE(t->works)
                                         w = xchg(&t->works, NULL)
   new->next = old
   cmpxchg(&t->works, old, new) == old
`);
  expect(reading.asked.text).toContain('CPU 0: r0 == CPU 0: old');
  expect(happens(reading)).toBe('sc tso arm');
});
