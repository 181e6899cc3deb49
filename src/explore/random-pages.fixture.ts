/** Random small scenarios over page tables: entries that change, flushes, walks that may fault, and what a kernel keeps beside them. */
import fc from 'fast-check';

/** Statements of CPU `cpu`, with names of their own; `kind` 0 has faults that are emulated, 1 ones that wait for an entry, 2 none; `frame`:
 *  another one than the first. */
const statement = (cpu: number, nth: number, kind: number, frame: string) => {
  const [e, r] = [`e${nth}`, `r${nth}`];
  const page = fc.constantFrom('va', 'va', 'vb');
  const word = fc.constantFrom('x', 'y', 'f', 'g');
  const value = fc.integer({ min: 1, max: 3 });
  const invalidate = page.chain((p) =>
    fc.constantFrom(
      `tlbi(${p});`,
      `dsb(ishst); tlbi(${p});`,
      `dsb(ish); tlbi(${p}); dsb(ish);`,
      `local_tlbi(${p});`,
      `tlbi_all();`,
      `flush_tlb_page(${p});`,
    ),
  );
  const change = page.chain((p) =>
    fc.constantFrom(
      `pte_clear(${p});`,
      `pte_clear(${p});`,
      `set_pte(${p}, ${frame});`,
      `set_pte(${p}, f);`,
      `pte_t ${e} = ptep_get_and_clear(${p});`,
      `ptep_set_wrprotect(${p});`,
      `ptep_clear_flush(${p});`,
    ),
  );
  const touch = fc
    .tuple(page, value)
    .chain(([p, v]) =>
      fc.constantFrom(
        `int ${r} = READ_ONCE(${p});`,
        `int ${r} = READ_ONCE(${p}); assert(${r} != ${v}, bad);`,
        `int ${r} = READ_ONCE(${p}); assert(${r} != ${v}, bad);`,
        `int ${r} = smp_load_acquire(&${p});`,
        `WRITE_ONCE(${p}, ${v});`,
        `smp_store_release(&${p}, ${v});`,
        `int ${r} = xchg(&${p}, ${v});`,
        `int ${r} = READ_ONCE(${p}) @ seen = true;`,
        `int ${r} = READ_ONCE(${p}) @ assert(!seen, worse);`,
      ),
    );
  const look = page.chain((p) =>
    fc.constantFrom(
      `pte_t ${e} = ptep_get(${p});`,
      `pte_t ${e} = ptep_get(${p}); if (pte_present(${e})) WRITE_ONCE(x, 2);`,
      `pte_t ${e} = ptep_get(${p}); int ${r} = READ_ONCE(x); assert(pte_present(${e}) || ${r} != 2, worse);`,
    ),
  );
  const other = fc
    .tuple(word, value)
    .chain(([w, v]) =>
      fc.constantFrom(
        `WRITE_ONCE(${w}, ${v});`,
        `int ${r} = READ_ONCE(${w});`,
        `int ${r} = READ_ONCE(${w}); if (${r}) WRITE_ONCE(y, 1);`,
        `smp_store_release(&${w}, ${v});`,
        `while (READ_ONCE(x) != ${v}) cpu_relax();`,
        `atomic_inc(&ref);`,
        `if (atomic_dec_and_test(&ref)) WRITE_ONCE(${w}, 3);`,
        'smp_mb();',
        'isb();',
        'dsb(ish);',
        'seen = true;',
        `assert(!seen, worse);`,
        `raise(kick, ${1 - (cpu & 1)});`,
        'local_irq_disable(); WRITE_ONCE(y, 2); local_irq_enable();',
        `int *${e} = &${w}; WRITE_ONCE(*${e}, ${v});`,
      ),
    );
  const inside = fc.oneof(change, change, look, touch, other);
  const section = fc
    .tuple(fc.constantFrom('l', 'l', 'u'), inside)
    .map(([lock, code]) => `spin_lock(&${lock}); ${code} spin_unlock(&${lock});`);
  const weights = cpu === 0 || kind === 2 ? [4, 3, 2, 2, 3, 3] : [1, 1, 5, 2, 3, 2];
  return fc.oneof(
    ...[change, invalidate, touch, look, other, section].map((arbitrary, i) => ({
      weight: weights[i] ?? 1,
      arbitrary,
    })),
  );
};

const HANDLERS = [
  (cpu: number) => `on fault cpu ${cpu} { int3_emulate(0); }`,
  (cpu: number) => `on fault cpu ${cpu} { while (!pte_present(ptep_get(va))) cpu_relax(); }`,
  () => '',
];

/** Text of a scenario of two or three CPUs. */
export const randomPages: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(2, 2, 2, 3),
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom('f: 1 -> g: 2', 'f: 1 -> none, g: 2', 'f: 1 rw -> g: 2 rw', 'f: 1 ro -> g: 2'),
    fc.constantFrom('', '', 'invariant(!(x == 2 && y == 1), bad);', 'final(x != 2, bad);'),
  )
  .chain(([cpus, kind, entry, more]) =>
    fc.tuple(
      fc.constant([kind, entry, more] as const),
      fc.tuple(
        ...Array.from({ length: cpus }, (_, cpu) =>
          fc
            .integer({ min: 1, max: cpus === 2 ? 4 : 2 })
            .chain((length) =>
              fc.tuple(
                ...Array.from({ length }, (_unused, nth) =>
                  statement(cpu, nth, kind, entry.includes('none') ? 'f' : 'g'),
                ),
              ),
            ),
        ),
      ),
    ),
  )
  .map(([[kind, entry, more], bodies]) => {
    const code = bodies.map((body, cpu) => `cpu ${cpu} { ${body.join(' ')} }`).join('\n');
    const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(code);
    const kicks = uses('kick') ? 'on irq kick { int r = READ_ONCE(x); WRITE_ONCE(y, r + 1); }\n' : '';
    const handlers = bodies.map((_, cpu) => HANDLERS[kind]?.(cpu) ?? '').join('\n');
    const g = entry.includes('none') ? 'int g = 2;\n' : '';
    return `scenario "pages"
arch arm64
property bad "A word held what it must not."
property worse "A look did."
page va = { ${entry.replace(', g: 2', '')} };
${uses('vb') ? 'page vb = { h: 3 -> none };\n' : ''}${g}int x, y;
ghost bool seen = false;
atomic_t ref = ATOMIC_INIT(2);
spinlock_t l;
lock u unfair;
${kicks}${handlers}
${code}
observe x, y, f${entry.includes('g') ? ', g' : ''};
${more}
`;
  });
