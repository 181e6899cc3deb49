/** AArch64 litmus tests as machine programs. */
import type { CpuSpec, Hardware } from '../../../machine/index.ts';
import { lowerCpu } from './cpu-code.ts';
import { Aarch64Image } from './image.ts';
import { registerOf } from './operands.ts';
import { type Column, parseColumns } from '../columns.ts';
import { Emitter } from '../emitter.ts';
import { Layout } from '../layout.ts';
import type { LitmusFile } from '../litmus-file.ts';
import { lowerWithRegisters } from '../registers.ts';
import { unsupported } from '../refusal.ts';
import { TestNames } from '../test-names.ts';
import { assembleTest, type LitmusTest, threadCpu } from '../test-program.ts';
import { quote } from '../tokens.ts';

export function lowerAarch64(file: LitmusFile): LitmusTest {
  refuseVariants(file);
  const layout = new Layout();
  const image = new Aarch64Image(parseColumns(file.text, file.code), layout);
  const names = new TestNames(layout, {
    canonical: (name) => {
      const register = registerOf(name);
      return register === null || register.name === 'ZR' ? null : register.name;
    },
    labelAddress: (cpu, name, span) => image.labelAddress(cpu, name, span),
    instructionWord: (text, span) => image.instructionWord(text, span),
  });
  const initial = names.initialize(file.init);
  image.nameSites();
  for (const fault of file.tail.faults) layout.page(fault.name);
  const emitter = new Emitter();
  const cpus = image.columns
    .filter((column) => !column.handler)
    .map((column) => lowerThread(image, names, column, initial.get(column.cpu) ?? new Map(), emitter));
  return assembleTest(
    () => ({
      name: file.name,
      arch: 'arm64',
      layout,
      code: emitter.finish(),
      cpus: cpus.map((cpu) => cpu()),
      hardware: hardwareOf(file.info),
    }),
    file.tail,
    names,
  );
}

function lowerThread(
  image: Aarch64Image,
  names: TestNames,
  column: Column,
  initial: ReadonlyMap<string, number>,
  emitter: Emitter,
): () => CpuSpec {
  const code = { image, cpu: column.cpu, column, emitter };
  const { registers, lowered } = lowerWithRegisters(initial, emitter, (own) =>
    lowerCpu({
      ...code,
      registers: own,
      onAccess: (address, bits, line) => names.widths.access(address, bits, line),
    }),
  );
  const { entry, handler } = lowered;
  names.addThread(column.cpu, registers);
  return () => {
    const spec = threadCpu(`P${column.cpu}`, emitter.pcOf(entry), registers);
    if (handler === null) return spec;
    const faultHandler = { entry: emitter.pcOf(handler), regs: spec.regs, continuesTask: true };
    return { ...spec, faultHandler };
  };
}

/** Variants of herd7 that change what a test means, beyond those that the machine has. */
function refuseVariants(file: LitmusFile): void {
  const span = { from: 0, to: file.name.length };
  const foreign = variantsOf(file.info).find((variant) =>
    /^(handled|skip|mixed|memtag|mte|kvm|morello|sve|sme|neon|pac)/.test(variant),
  );
  if (foreign !== undefined) unsupported('variant', `the variant ${quote(foreign)} is not supported`, span);
  const updates = file.info.get('TTHM');
  if (updates !== undefined && updates !== '') {
    unsupported('hardware-update', `hardware updates of entries (TTHM=${updates}) are not modelled`, span);
  }
}

function variantsOf(info: ReadonlyMap<string, string>): string[] {
  return (info.get('Variant') ?? '').toLowerCase().split(/[\s,]+/);
}

function hardwareOf(info: ReadonlyMap<string, string>): Hardware {
  const caches = (info.get('CacheType') ?? '').toUpperCase().split(/[\s,]+/);
  return {
    eos: true,
    eis: true,
    ets2: variantsOf(info).includes('ets2'),
    idc: caches.includes('IDC'),
    dic: caches.includes('DIC'),
  };
}
