import { expect, test } from 'vitest';
import { verdictOf } from '../../machine/words/verdict.fixture.ts';
import { compileScenario, instantiate } from '../index.ts';

const SC = { model: 'sc' } as const;

function cellsOf(text: string): readonly string[] {
  const { scenario } = compileScenario(text, 'test');
  return (scenario && instantiate(scenario, {}).program?.cells.map(({ name }) => name)) ?? [];
}

test('a struct of the scenario has what the kernel’s functions that it calls take', () => {
  const own = 'struct sock { int sk_err; }; static struct sock s';
  expect(verdictOf(`${own}; cpu 0 { sock_hold(&s); s.sk_err = 1; }`, SC)).toBe('violated refcount-saturated');
  expect(
    verdictOf(`${own} = { .sk_refcnt = REFCOUNT_INIT(1) }; cpu 0 { sock_hold(&s); sock_put(&s); }`, SC),
  ).toBe('holds');
  expect(
    verdictOf(
      'struct task_struct { int on_cpu; }; static struct task_struct p = { .usage = REFCOUNT_INIT(1) }; cpu 0 { set_current_state(TASK_INTERRUPTIBLE); schedule(); } cpu 1 { wake_up_process(cpu_task(0)); get_task_struct(&p); put_task_struct(&p); }',
      SC,
    ),
  ).toBe('deadlock');
});

test('and nothing besides, for each member is state', () => {
  const own = 'struct sock { int sk_err; }; static struct sock s;';
  expect(cellsOf(`${own} cpu 0 { s.sk_err = 1; }`)).toEqual(['s.sk_err']);
  expect(cellsOf(`${own} cpu 0 { sock_hold(&s); }`)).toEqual(['s.sk_err', 's.sk_refcnt']);
  expect(cellsOf('struct task_struct *p; cpu 0 { p = current; p->__state = 1; }')).not.toContain(
    'cpu_tasks[0].usage',
  );
});

test('a variable of the scenario hides a function of the kernel’s that is called alike', () => {
  expect(
    verdictOf(
      'int up, evict = 3; int *p = &up; cpu 0 { smp_store_release(&up, 1); WRITE_ONCE(*p, READ_ONCE(*p) + evict); } final(up == 4, bad);',
      SC,
    ),
  ).toBe('holds');
});
