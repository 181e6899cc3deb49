/** Kernel C litmus tests as machine programs: for `tso` with the primitives of x86, else with those of arm64. */
import type { Arch, CpuSpec, Model } from '../../../machine/index.ts';
import { lowerCFunction } from './function.ts';
import { parseCFunctions } from './parser.ts';
import type { CFunction } from './syntax.ts';
import { namesOf } from './test-names.ts';
import { Emitter } from '../emitter.ts';
import { Layout } from '../layout.ts';
import type { LitmusFile } from '../litmus-file.ts';
import { lowerWithRegisters } from '../registers.ts';
import type { TestNames } from '../test-names.ts';
import { assembleTest, type LitmusTest, threadCpu } from '../test-program.ts';

export function lowerC(file: LitmusFile, model: Model): LitmusTest {
  const arch: Arch = model === 'tso' ? 'x86' : 'arm64';
  const layout = new Layout();
  const names = namesOf(layout);
  const initial = names.initialize(file.init);
  const emitter = new Emitter();
  const cpus = parseCFunctions(file.text, file.code).map((source) =>
    lowerThread(file, names, source, initial.get(source.cpu) ?? new Map(), arch, emitter),
  );
  return assembleTest(
    () => ({
      name: file.name,
      arch,
      layout,
      code: emitter.finish(),
      cpus: cpus.map((cpu) => cpu()),
      hardware: { eos: true, eis: true, ets2: false, idc: arch === 'x86', dic: arch === 'x86' },
    }),
    file.tail,
    names,
  );
}

function lowerThread(
  file: LitmusFile,
  names: TestNames,
  source: CFunction,
  initial: ReadonlyMap<string, number>,
  arch: Arch,
  emitter: Emitter,
): () => CpuSpec {
  const context = { arch, text: file.text, layout: names.layout, emitter };
  const { registers, lowered: entry } = lowerWithRegisters(initial, emitter, (own) =>
    lowerCFunction(source, { ...context, registers: own }),
  );
  names.addThread(source.cpu, registers);
  return () => threadCpu(`P${source.cpu}`, emitter.pcOf(entry), registers);
}
