/** X86_64 litmus tests as machine programs. */
import type { CpuSpec, Origin } from '../../../machine/index.ts';
import { type AssemblyLine, type Column, parseColumns } from '../columns.ts';
import { Emitter, type Label } from '../emitter.ts';
import { Layout } from '../layout.ts';
import type { LitmusFile } from '../litmus-file.ts';
import { lowerWithRegisters, type Registers } from '../registers.ts';
import { unsupported } from '../refusal.ts';
import { TestNames } from '../test-names.ts';
import { assembleTest, type LitmusTest, threadCpu } from '../test-program.ts';
import { quote } from '../tokens.ts';
import { lowerX86Line, type X86Thread } from './instructions.ts';
import { x86Register } from './operands.ts';

export function lowerX86(file: LitmusFile): LitmusTest {
  const layout = new Layout();
  const names = new TestNames(layout, {
    canonical: (name) => x86Register(name)?.name ?? null,
    labelAddress: (_cpu, name, span) =>
      unsupported('label-value', `the label ${quote(name)} as a value is not supported`, span),
    instructionWord: (text, span) =>
      unsupported('instruction-word', `${quote(text)} is not supported as a word`, span),
  });
  const initial = names.initialize(file.init);
  const emitter = new Emitter();
  const cpus = parseColumns(file.text, file.code).map((column) =>
    lowerThread(names, column, initial.get(column.cpu) ?? new Map(), emitter),
  );
  return assembleTest(
    () => ({
      name: file.name,
      arch: 'x86',
      layout,
      code: emitter.finish(),
      cpus: cpus.map((cpu) => cpu()),
      hardware: { eos: true, eis: true, ets2: false, idc: true, dic: true },
    }),
    file.tail,
    names,
  );
}

function lowerThread(
  names: TestNames,
  column: Column,
  initial: ReadonlyMap<string, number>,
  emitter: Emitter,
): () => CpuSpec {
  const { registers, lowered: entry } = lowerWithRegisters(initial, emitter, (own) =>
    lowerColumn(column, threadOf(names, own, emitter)),
  );
  names.addThread(column.cpu, registers);
  return () => threadCpu(`P${column.cpu}`, emitter.pcOf(entry), registers);
}

/** What the lines of one thread share. */
interface ThreadParts extends Pick<X86Thread, 'registers' | 'write' | 'addressOf' | 'access'> {
  readonly emitter: Emitter;
}

function threadOf(names: TestNames, registers: Registers, emitter: Emitter): ThreadParts {
  return {
    registers,
    emitter,
    write: (name) => registers.write(name),
    addressOf: (location) => names.layout.address(names.layout.cell(location)),
    access: (address, bits, line) => names.widths.access(address, bits, line),
  };
}

function lowerColumn(column: Column, parts: ThreadParts): Label {
  const { emitter } = parts;
  const starts = Array.from({ length: column.lines.length + 1 }, () => emitter.label());
  const startOf = (label: string, line: AssemblyLine): Label => {
    const start = starts[column.labels.get(label) ?? -1];
    return start ?? unsupported('branch-target', `${quote(label)} is no label of this thread`, line);
  };
  column.lines.forEach((line, index) => {
    emitter.place(startAt(starts, index));
    let part = 0;
    lowerX86Line(
      {
        ...parts,
        emit: (body) => emitter.emit(body, originOf(column, index, line, part++)),
        target: startOf,
        waitLoop: (label) => (isWait(column, label, index) ? startOf(label, line) : null),
      },
      line,
    );
  });
  emitter.place(startAt(starts, column.lines.length));
  const end: AssemblyLine = { labels: [], text: 'end', mnemonic: '', operands: '', from: 0, to: 0 };
  emitter.emit({ op: 'halt' }, originOf(column, column.lines.length, end, 0));
  return startAt(starts, 0);
}

function startAt(starts: readonly Label[], index: number): Label {
  const start = starts[index];
  if (start === undefined) throw new Error('internal: no such line');
  return start;
}

/** A backward jump over nothing but reads is a wait. */
function isWait(column: Column, label: string, index: number): boolean {
  const first = column.labels.get(label);
  if (first === undefined || first >= index) return false;
  const body = column.lines.slice(first, index);
  return body.every(
    (line, nth) =>
      (nth === 0 || line.labels.length === 0) &&
      (/^(CMP|TEST|PAUSE|NOP)/.test(line.mnemonic) || /^MOV[LQ]? .*,\s*%\w+$/i.test(line.text)),
  );
}

function originOf(column: Column, index: number, line: AssemblyLine, part: number): Origin {
  const key = `P${column.cpu}.${index}${part === 0 ? '' : `.${part}`}`;
  return { key, text: line.text, file: 0, from: line.from, to: line.to, scope: [] };
}
