import { expect, test } from 'vitest';
import { compileScenario, instantiate } from '../../scenario/index.ts';
import { pointsTo } from './points-to.ts';

/** By the text of each access of the first CPU the names of the cells that it may reach; `any` for all of memory. */
function reached(text: string): Record<string, string> {
  const { scenario, diagnostics } = compileScenario(text, 't');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return Object.fromEntries(
    program.code.flatMap((instr, pc) => {
      if (instr.op !== 'load' && instr.op !== 'store' && instr.op !== 'rmw') return [];
      const cells = pointsTo(program).cells(pc);
      const names = cells ? [...cells].map((cell) => program.cells[cell]?.name).sort() : ['any'];
      return [[instr.at.text, names.join(' ')]];
    }),
  );
}

test('a pointer leads to what is assigned to it anywhere, and to the members of that alone', () => {
  const at = reached(`struct foo { int a, b; } x, y, z;
    struct foo *p = &x;
    cpu 0 { struct foo *q = READ_ONCE(p); WRITE_ONCE(q->b, 1); }
    cpu 1 { WRITE_ONCE(p, &y); z.a = 1; }`);
  expect(at['WRITE_ONCE(q->b, 1)']).toBe('x.b y.b');
  expect(at['z.a = 1']).toBe('z.a');
});

test('an index stays within its array, a member comes back to its struct', () => {
  const at =
    reached(`struct node { struct node *next; }; struct foo { int a; struct node n; } x[2]; int other;
    cpu 0 { int i = READ_ONCE(other); x[i].a = 1; struct node *n = &x[1].n; container_of(n, struct foo, n)->a = 2; }`);
  expect(at['x[i].a = 1']).toBe('x[0].a x[1].a');
  expect(at['container_of(n, struct foo, n)->a = 2']).toBe('x[1].a');
});

test('what a pointer becomes by other arithmetic, and what an entry becomes, may be anywhere', () => {
  const at = reached(`int x; page va = { frame };
    cpu 0 { int p = &x; p = p ^ 7; *p = 1; int *f = pte_pfn(ptep_get(va)); *f = 2; access(va); }`);
  expect(at['*p = 1']).toBe('any');
  expect(at['*f = 2']).toBe('any');
});

test('a mark in the low bits of a pointer, set and taken off, leads where it did', () => {
  const at = reached(`struct s { int a; int b; int c; int d; } s, t; void *m;
    cpu 0 { m = (void *)((unsigned long)&t | 1); struct s *p = (struct s *)((unsigned long)m & ~1UL); p->a = 1; s.a = 2; }`);
  expect(at['p->a = 1']).toBe('t.a');
});
