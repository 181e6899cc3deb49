import { describe, expect, test } from 'vitest';
import { createMachine, type Machine, type Model } from '../machine/index.ts';
import { compileScenario, instantiate } from '../scenario/index.ts';
import type { Run } from './api.ts';
import { explain } from './explanation.ts';
import { replay } from './replay.ts';

function machineOf(body: string, model: Model, head = 'arch arm64'): Machine {
  const { scenario, diagnostics } = compileScenario(`scenario "x"\n${head}\nint x, y, z;\n${body}`, 'test');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return createMachine(program, model);
}

/** Plays steps by words in the order given: `0 READ_ONCE(x)`, `1 becomes visible`; each the first choice that fits. */
function play(machine: Machine, ...steps: readonly string[]): Run {
  return steps.reduce<Run>(
    (run, step) => {
      const [cpu, ...words] = step.split(' ');
      const choice = run.next.find((one) => {
        const text = one.pc === null ? '' : (machine.program.code[one.pc]?.at.text ?? '');
        return String(one.cpu) === cpu && `${text} ${one.words}`.includes(words.join(' '));
      });
      if (!choice) throw new Error(`no step ${step} after ${run.steps.map(({ key }) => key).join(' ')}`);
      return replay(machine, [...run.steps.map(({ key }) => key), choice.key], null);
    },
    replay(machine, [], null),
  );
}

/** Held steps as `CPU statement: reason`. */
function heldAt(machine: Machine, run: Run, step = run.steps.length): string[] {
  return explain(machine, run, step).held.map(({ cpu, pc, why }) => {
    const text = pc === null ? '' : ` ${machine.program.code[pc]?.at.text ?? ''}`;
    return `${cpu}${text}: ${why}`;
  });
}

function cellWords(machine: Machine, run: Run, name: string, step = run.steps.length): readonly string[] {
  const cell = machine.program.cells.findIndex((one) => one.name === name);
  return explain(machine, run, step).cells[cell]?.words ?? [];
}

describe('why a step cannot be taken', () => {
  test('a full barrier holds a later load back until the earlier store is visible', () => {
    const body =
      'cpu 0 { WRITE_ONCE(x, 1); smp_mb(); int r = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); int s = READ_ONCE(x); }';
    for (const model of ['tso', 'arm'] as const) {
      const machine = machineOf(body, model);
      const reason =
        /r = READ_ONCE\(y\): waits for smp_mb\(\), which waits for WRITE_ONCE\(x, 1\), still in the queue/;
      expect(heldAt(machine, play(machine)).join('\n')).toMatch(reason);
      expect(heldAt(machine, play(machine, '0 becomes visible')).join('\n')).not.toMatch(reason);
    }
  });

  test('an instruction that serializes waits for all that is older', () => {
    const machine = machineOf(
      'page va = { frame -> none }; cpu 0 { WRITE_ONCE(x, 1); invlpg(va); } cpu 1 { int r = READ_ONCE(x); }',
      'tso',
      'arch x86',
    );
    expect(heldAt(machine, play(machine))).toEqual([
      '0 invlpg(va): waits for WRITE_ONCE(x, 1), not complete yet: it serializes',
    ]);
    expect(heldAt(machine, play(machine, '0 becomes visible'))).toEqual([]);
  });

  test('without a barrier nothing holds the load back, on tso the store keeps its place in the buffer', () => {
    const body =
      'cpu 0 { WRITE_ONCE(x, 1); WRITE_ONCE(z, 1); int r = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); }';
    expect(heldAt(machineOf(body, 'arm'), play(machineOf(body, 'arm')))).toEqual([]);
    const tso = machineOf(`${body} cpu 2 { int a = READ_ONCE(x); int b = READ_ONCE(z); }`, 'tso');
    expect(heldAt(tso, play(tso))).toEqual([
      '0 WRITE_ONCE(z, 1): waits for WRITE_ONCE(x, 1), still in the queue',
    ]);
  });

  test('an acquire holds back what comes after it, a data dependency the store that needs the value', () => {
    const acquire = machineOf(
      'cpu 0 { int r = smp_load_acquire(&x); int s = READ_ONCE(y); } cpu 1 { WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); }',
      'arm',
    );
    expect(heldAt(acquire, play(acquire))).toEqual([
      '0 s = READ_ONCE(y): waits for the acquire of r = smp_load_acquire(&x)',
    ]);
    const data = machineOf(
      'cpu 0 { int r = READ_ONCE(x); WRITE_ONCE(y, r); } cpu 1 { WRITE_ONCE(x, READ_ONCE(y)); }',
      'arm',
    );
    expect(heldAt(data, play(data))).toContain(
      '0 WRITE_ONCE(y, r): waits for its value, which depends on r = READ_ONCE(x), still in flight',
    );
  });

  test('a wait goes on as long as the value does not end it', () => {
    const body = 'cpu 0 { while (READ_ONCE(x) == 0) cpu_relax(); } cpu 1 { WRITE_ONCE(x, 1); }';
    for (const model of ['sc', 'tso', 'arm'] as const) {
      const machine = machineOf(body, model);
      const loop = '0 while (READ_ONCE(x) == 0): goes on waiting: the value is 0 now';
      expect(heldAt(machine, play(machine))).toContain(loop);
      expect(heldAt(machine, play(machine, '1 WRITE_ONCE(x, 1)')).includes(loop)).toBe(false);
    }
  });

  test('an interrupt waits for the mask, an IPI for the stores before it', () => {
    const body =
      'on irq tick cpu 0 { WRITE_ONCE(y, 1); } cpu 0 { local_irq_disable(); WRITE_ONCE(x, 1); local_irq_enable(); } cpu 1 { raise(tick, 0); }';
    const machine = machineOf(body, 'sc');
    expect(heldAt(machine, play(machine, '0 local_irq_disable()', '1 raise'))).toEqual([
      '0: interrupts are off',
    ]);
    const sender = `${body.replace('{ raise', '{ WRITE_ONCE(z, 1); raise')} cpu 2 { int r = READ_ONCE(z); }`;
    const tso = machineOf(sender, 'tso');
    expect(heldAt(tso, play(tso)).join('\n')).toMatch(
      /^1 raise\(tick, 0\): waits for WRITE_ONCE\(z, 1\), still in the queue/m,
    );
    expect(heldAt(tso, play(tso, '1 becomes visible')).join('\n')).not.toContain('raise');
  });

  test('a locked access empties the store buffer first', () => {
    const machine = machineOf(
      'cpu 0 { WRITE_ONCE(x, 1); int r = xchg(&y, 1); } cpu 1 { int s = READ_ONCE(x); int t = READ_ONCE(y); }',
      'tso',
      'arch x86',
    );
    expect(heldAt(machine, play(machine))).toEqual([
      '0 r = xchg(&y, 1): waits for WRITE_ONCE(x, 1), still in the store buffer: a locked access empties it first',
    ]);
  });

  test('no step is both possible and held, and every held one is possible later in some run', () => {
    const machine = machineOf(
      'cpu 0 { WRITE_ONCE(x, 1); smp_mb(); int r = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); smp_mb(); int r = READ_ONCE(x); }',
      'arm',
    );
    let run = play(machine);
    const waited = new Set<string>();
    const possible = new Set<string>();
    while (run.next.length > 0) {
      const keys = run.next.map(({ key }) => key);
      for (const key of keys) possible.add(key);
      for (const { key } of explain(machine, run, run.steps.length).held) {
        if (key === null) continue;
        expect(keys).not.toContain(key);
        waited.add(key);
      }
      run = replay(machine, [...run.steps.map(({ key }) => key), keys[0] ?? ''], null);
    }
    expect(waited.size).toBeGreaterThan(0);
    for (const key of waited) expect(possible).toContain(key);
  });
});

describe('who wrote what, and who sees it', () => {
  const sb =
    'cpu 0 { WRITE_ONCE(x, 1); int r = READ_ONCE(y); } cpu 1 { WRITE_ONCE(y, 1); int s = READ_ONCE(x); }';

  test('a store in its buffer, the read that misses it, the step that makes it visible', () => {
    const machine = machineOf(sb, 'tso');
    const run = play(machine, '1 READ_ONCE(x)', '0 becomes visible');
    expect(cellWords(machine, run, 'x', 0)).toEqual([
      'The initial value: no step has written it yet.',
      'CPU 0 has stored 1 before the first step, which no other CPU sees until step 2.',
    ]);
    expect(cellWords(machine, run, 'x', 1).at(-1)).toBe(
      'CPU 1 took 0 at step 1, before step 2 made 1 visible.',
    );
    expect(cellWords(machine, run, 'x')).toEqual([
      'Written by CPU 0: WRITE_ONCE(x, 1); CPU 0 itself sees it from the start, every CPU since step 2.',
      'CPU 1 took 0 at step 1, before step 2 made 1 visible.',
    ]);
  });

  test('on a sequentially consistent machine a store is visible in the step that issues it', () => {
    const machine = machineOf(sb, 'sc');
    const run = play(machine, '1 WRITE_ONCE(y, 1)', '0 WRITE_ONCE(x, 1)', '1 READ_ONCE(x)');
    expect(cellWords(machine, run, 'x')).toEqual([
      'Written by CPU 0: WRITE_ONCE(x, 1); every CPU sees it since step 2.',
    ]);
    expect(cellWords(machine, run, 'z')).toEqual(['The initial value: no step has written it yet.']);
  });

  test('a load in flight says when it took its value, and what it missed', () => {
    // The store's address depends on z, so the load behind it may not leave the queue yet.
    const machine = machineOf(
      'int a[2]; cpu 0 { int r = READ_ONCE(z); WRITE_ONCE(a[r], 1); int s = READ_ONCE(x); } cpu 1 { WRITE_ONCE(x, 1); WRITE_ONCE(z, 1); int t = READ_ONCE(a[1]); }',
      'arm',
    );
    const run = play(machine, '0 s = READ_ONCE(x) takes', '1 WRITE_ONCE(x, 1) becomes');
    const load = explain(machine, run, 2).entries.find(({ taken }) => taken !== null);
    expect(load).toMatchObject({ cpu: 0, issued: null, taken: 1 });
    expect(load?.words[1]).toBe('Value 0: taken at step 1, before step 2 made 1 visible.');
  });

  test('a load that its own store serves says so', () => {
    const machine = machineOf(
      'cpu 0 { int r = READ_ONCE(z); WRITE_ONCE(y, r); WRITE_ONCE(x, 2); int s = READ_ONCE(x); } cpu 1 { int t = READ_ONCE(x); int u = READ_ONCE(y); WRITE_ONCE(z, 1); }',
      'arm',
    );
    const { cells } = explain(machine, play(machine, '0 s = READ_ONCE(x) takes'), 1);
    // Forwarding is no stale read: memory still holds 0, which only CPU 1 would see.
    expect(cells[0]).toMatchObject({ value: 0, stale: [], buffered: [{ cpu: 0, value: 2 }] });
  });

  test('a CPU says what it waits for and since when it is where it is', () => {
    const machine = machineOf(
      'on irq tick cpu 0 { WRITE_ONCE(y, 1); } cpu 0 { local_irq_disable(); while (READ_ONCE(x) == 0) cpu_relax(); local_irq_enable(); } cpu 1 { raise(tick, 0); WRITE_ONCE(x, 1); }',
      'sc',
    );
    const run = play(machine, '0 local_irq_disable()', '1 raise');
    expect(explain(machine, run, 2).cpus[0]?.words).toEqual([
      'CPU 0 cannot proceed: while (READ_ONCE(x) == 0) goes on waiting: the value is 0 now.',
      'In the kernel from the start.',
      'Interrupts off since step 1 (local_irq_disable()).',
      'tick was raised in step 2 by CPU 1 and has not been taken yet.',
    ]);
  });
});

describe('why a copy is old', () => {
  const words = (machine: Machine, run: Run): readonly string[] =>
    explain(machine, run, run.steps.length).copies.find(({ cpu }) => cpu === 1)?.words ?? [];

  test('instructions: not cleaned, not invalidated, not synchronized since', () => {
    const machine = machineOf(
      'text site = { before -> after }; cpu 0 { WRITE_ONCE(site, after); dc_cvau(&site); dsb(ish); ic_ivau(&site); } cpu 1 { isb(); int r = execute(site); }',
      'arm',
    );
    const old = 'CPU 1 may still execute before: step 1 made after visible, and';
    const said = (...steps: readonly string[]) => words(machine, play(machine, ...steps));
    expect(said()).toEqual(['CPU 1 can execute only what memory holds.']);
    const store = '0 WRITE_ONCE(site, after) becomes';
    expect(said(store)).toEqual([`${old} no DC has cleaned the line since.`]);
    expect(said(store, '0 dc_cvau')).toEqual([`${old} no IC has invalidated the line since.`]);
    expect(said(store, '0 dc_cvau', '0 ic_ivau')).toEqual([
      `${old} CPU 1 has not synchronized its context since the IC in step 3.`,
    ]);
  });

  test('translations: as the page table has it, or until an invalidation arrives', () => {
    const machine = machineOf(
      'page va = { frame -> none }; cpu 0 { pte_clear(va); dsb(ishst); tlbi(va); } cpu 1 { int r = access(va); }',
      'arm',
    );
    const holds = 'The TLB of CPU 1 may hold frame from the start';
    expect(words(machine, play(machine))).toEqual([`${holds}, as the page table does.`]);
    const clear = '0 pte_clear(va) becomes';
    expect(words(machine, play(machine, clear))).toEqual([
      `${holds}: step 1 changed the entry to none, and no invalidation has reached CPU 1 since.`,
    ]);
    const reached = play(machine, clear, '0 invalidates its own', '0 reaches');
    expect(words(machine, reached)).toEqual(['The TLB of CPU 1 holds nothing for this page.']);
  });
});

test('hardware that marks an entry says so, at once or later', () => {
  const text = 'page va = { a: 1 clean }; cpu 0 { WRITE_ONCE(va, 5); }';
  const words = (machine: Machine): string[] => {
    const run = replay(machine, [], null);
    return run.next.map((one) => one.words);
  };
  expect(words(machineOf(text, 'tso', 'arch x86'))).toContain('will succeed');
  const x86 = play(machineOf(text, 'tso', 'arch x86'), '0 will succeed');
  expect(x86.next.map((one) => one.words)).toEqual(['translates to a, marks the entry']);
  const arm = machineOf(text, 'arm', 'arch arm64\nhardware hafdbs = 1');
  const marked = play(arm, '0 will succeed', '0 translates to a, which is to be marked');
  expect(marked.next.map((one) => one.words)).toContain("sets the page table's entry to a");
});
