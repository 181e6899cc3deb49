/** Kernel C litmus tests for an axiomatic model: what is plain stays plain, and grace periods are grace periods. */
import type { KernelProgram, KernelThread, Shown } from '../../../axiomatic/index.ts';
import type { Observed } from '../../../machine/index.ts';
import { kernelFunction } from './kernel-function.ts';
import { parseCFunctions } from './parser.ts';
import type { CFunction } from './syntax.ts';
import { namesOf } from './test-names.ts';
import { Layout } from '../layout.ts';
import type { LitmusFile } from '../litmus-file.ts';
import { Registers } from '../registers.ts';
import { unsupported } from '../refusal.ts';
import { assembleTest, type LitmusTest, threadCpu } from '../test-program.ts';

export interface KernelTest {
  /** Names, observed places and condition; its program has no code. */
  readonly test: LitmusTest;
  readonly kernel: KernelProgram;
  /** What a final state shows: the observed places of the test, in their order. */
  readonly shown: readonly Shown[];
}

export function lowerKernel(file: LitmusFile): KernelTest {
  const layout = new Layout();
  const names = namesOf(layout);
  const initial = names.initialize(file.init);
  const threads = parseCFunctions(file.text, file.code).map((source) => {
    const registers = new Registers(initial.get(source.cpu) ?? new Map());
    const body = kernelFunction(source, { text: file.text, layout, registers });
    names.addThread(source.cpu, registers);
    return { source, registers, body };
  });
  const test = assembleTest(
    () => ({
      name: file.name,
      arch: 'arm64',
      layout,
      code: [],
      cpus: threads.map(({ source, registers }) => threadCpu(`P${source.cpu}`, 0, registers)),
      hardware: { eos: true, eis: true, ets2: false, idc: false, dic: false },
    }),
    file.tail,
    names,
  );
  const kernel: KernelProgram = {
    name: file.name,
    locations: layout.cells().map(({ name, init }) => ({ name, init })),
    threads: threads.map(({ source, registers, body }) => threadOf(source, registers, body)),
  };
  return { test, kernel, shown: test.program.observed.map(shownOf) };
}

function threadOf(source: CFunction, registers: Registers, body: KernelThread['body']): KernelThread {
  const { names, init } = registers;
  return {
    name: `P${source.cpu}`,
    locals: names.map((name, nth) => ({ name, init: init[nth] ?? 0 })),
    body,
  };
}

function shownOf(place: Observed): Shown {
  if (place.k !== 'fault') return place;
  return unsupported('fault-type', 'accesses do not fault in the Linux-kernel memory model', {
    from: 0,
    to: 1,
  });
}
