/** AArch64 litmus tests as machine programs. */
import type { CpuSpec } from '../../../machine/index.ts';
import { lowerCpu } from './cpu-code.ts';
import { Aarch64Image } from './image.ts';
import { registerOf } from './operands.ts';
import { lineOf } from './words.ts';
import { type Column, parseColumns } from '../columns.ts';
import { valuesIn } from '../condition.ts';
import { Emitter } from '../emitter.ts';
import { Layout } from '../layout.ts';
import type { TestSettings } from '../header.ts';
import type { LitmusFile } from '../litmus-file.ts';
import { lowerWithRegisters } from '../registers.ts';
import { TestNames } from '../test-names.ts';
import { assembleTest, type LitmusTest, threadCpu } from '../test-program.ts';

/** `words` are what runs have executed besides the words that the test's text shows, such as computed ones. */
export function lowerAarch64(file: LitmusFile, words: readonly number[]): LitmusTest {
  const { settings } = file;
  const layout = new Layout();
  const image = new Aarch64Image(withRetries(parseColumns(file.text, file.code), settings.retries), layout);
  const names = new TestNames(layout, {
    canonical: (name) => {
      const register = registerOf(name);
      return register === null || register.name === 'ZR' ? null : register.name;
    },
    labelAddress: (cpu, name, span) => image.labelAddress(image.column(cpu, span), name, span),
    instructionWord: (text, span) => image.instructionWord(text, span),
  });
  const initial = names.initialize(file.init);
  nameValues(file, image, words);
  for (const { name } of file.tail.faults) if (name !== null) layout.page(name);
  const emitter = new Emitter();
  const threads = image.columns.filter((column) => !column.handler);
  const numbers = threads.map(({ cpu }) => cpu);
  const cpus = threads.map((column) =>
    lowerThread(image, names, column, initial.get(column.cpu) ?? new Map(), emitter),
  );
  return assembleTest(
    () => ({
      name: file.name,
      arch: 'arm64',
      layout,
      code: emitter.finish(),
      cpus: cpus.map((cpu, nth) => ({ ...cpu(), manages: managedBy(settings, numbers[nth] ?? 0) })),
      hardware: { eos: true, eis: true, ets2: settings.ets2, idc: settings.idc, dic: settings.dic },
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

/** What the hardware of a processor sets in entries (TTHM). */
function managedBy({ updates }: TestSettings, cpu: number): NonNullable<CpuSpec['manages']> {
  const isOne = (who: ReadonlySet<number> | 'all'): boolean => who === 'all' || who.has(cpu);
  return {
    accessed: updates !== null && isOne(updates.accessed),
    dirty: updates !== null && isOne(updates.dirty),
  };
}

/** A fault that is handled without a handler of the test's: the access is tried again. */
function withRetries(columns: readonly Column[], retries: boolean): Column[] {
  if (!retries) return [...columns];
  const line = lineOf('ERET', { from: 0, to: 0 });
  return columns.flatMap((column) => {
    const handled = column.handler || columns.some(({ cpu, handler }) => handler && cpu === column.cpu);
    return handled
      ? [column]
      : [column, { cpu: column.cpu, handler: true, lines: [line], labels: new Map() }];
  });
}

/** Everything whose address or word is a value must be known before the first instruction is lowered. */
function nameValues(file: LitmusFile, image: Aarch64Image, words: readonly number[]): void {
  image.nameSites();
  const { condition, filter } = file.tail;
  for (const value of [...valuesIn(condition), ...(filter === null ? [] : valuesIn(filter))]) {
    if (value.k !== 'scoped' || registerOf(value.name) !== null) continue;
    image.labelAddress(image.column(value.cpu, value), value.name, value);
  }
  if (image.sites.length === 0) return;
  const whole = { from: 0, to: file.name.length };
  for (const { values } of file.init)
    for (const value of values) if (value.k === 'int') image.addWord(value.value, value);
  for (const word of words) image.addWord(word, whole);
}
