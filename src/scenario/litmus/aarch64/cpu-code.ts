/**
 * One CPU's copy of the code. A CPU runs its own column, and where it jumps through registers also those columns whose
 * labels are values; every copy reads and writes that CPU's registers.
 */
import type { Decoded, Instr, InstrBody, Origin } from '../../../machine/index.ts';
import { controlInstructions, conditionalBranch } from './control.ts';
import { dataInstructions } from './data.ts';
import type { Aarch64Image, Site } from './image.ts';
import { memoryInstructions } from './memory.ts';
import { type NameOperand, parseOperands } from './operands.ts';
import { LINK, systemInstructions } from './system.ts';
import type { Aarch64Thread, Lowering } from './thread.ts';
import { relativeDistance } from './words.ts';
import type { AssemblyLine, Column } from '../columns.ts';
import type { Emitter, Label } from '../emitter.ts';
import { constant } from '../expressions.ts';
import type { Registers } from '../registers.ts';
import { Refusal, unsupported } from '../refusal.ts';
import { quote } from '../tokens.ts';

export interface CpuCode {
  readonly image: Aarch64Image;
  readonly cpu: number;
  readonly column: Column;
  readonly emitter: Emitter;
  readonly registers: Registers;
  readonly onAccess: Aarch64Thread['access'];
}

export interface CpuEntries {
  readonly entry: Label;
  readonly handler: Label | null;
}

const tables: readonly Readonly<Record<string, Lowering>>[] = [
  dataInstructions,
  memoryInstructions,
  systemInstructions,
  controlInstructions,
];
/** Spaces of exclusive pairs, bytes and halves: known to the architecture, not to this machine. */
const narrowAccess =
  /^(LDRS?[BHW]|STR[BH]|LDAP?U?RS?[BHW]|STL?U?R[BH]|LDA?XR[BH]|STL?XR[BH]|(CAS|SWP|LD|ST)[A-Z]*[BH]|LDP|STP|LDN?P|LDA?XP|STL?XP|CASPA?L?)$/;
const indirectJumps = new Set(['BR', 'BLR', 'RET']);

export function lowerCpu(code: CpuCode): CpuEntries {
  return new CpuLowering(code).run();
}

class CpuLowering {
  private readonly code: CpuCode;
  private readonly columns: readonly Column[];
  private readonly starts = new Map<Column, readonly Label[]>();
  /** The fault handler returns, so that every address of code may be where to. */
  private readonly linked: boolean;

  constructor(code: CpuCode) {
    this.code = code;
    this.columns = this.reachable();
    const handler = code.image.handler(code.cpu);
    this.linked = handler?.lines.some(({ mnemonic }) => mnemonic === 'ERET') === true;
  }

  run(): CpuEntries {
    const { emitter, image, cpu, column } = this.code;
    for (const own of this.columns) {
      const labels = Array.from({ length: own.lines.length + 1 }, () => emitter.label());
      this.starts.set(own, labels);
    }
    for (const own of this.columns) this.lowerColumn(own);
    const handler = image.handler(cpu);
    return {
      entry: this.start(column, 0),
      handler: handler === null ? null : this.start(handler, 0),
    };
  }

  private reachable(): Column[] {
    const { image, cpu, column } = this.code;
    const columns = [column];
    const handler = image.handler(cpu);
    if (handler !== null) columns.push(handler);
    const jumps = (line: AssemblyLine): boolean => indirectJumps.has(line.mnemonic);
    const patched = image.sites.length > 0 && [...image.words.values()].some(jumps);
    if (patched || columns.some((own) => own.lines.some(jumps))) {
      for (const { column: other } of image.sites) if (!columns.includes(other)) columns.push(other);
    }
    return columns;
  }

  private start(column: Column, index: number): Label {
    const label = this.starts.get(column)?.[index];
    if (label === undefined) throw new Error('internal: no such line');
    return label;
  }

  private lowerColumn(column: Column): void {
    const { emitter, image } = this.code;
    const stubs: (() => void)[] = [];
    column.lines.forEach((line, index) => {
      emitter.place(this.start(column, index));
      const site = image.siteOf(column, index);
      if (site === null) this.lowerLine(column, index, line);
      else this.lowerSite(site, line, stubs);
    });
    emitter.place(this.start(column, column.lines.length));
    const end = column.lines.at(-1) ?? { labels: [], text: 'end', from: 0, to: 0 };
    emitter.emit({ op: 'halt' }, this.origin(column, column.lines.length, end, 0));
    for (const stub of stubs) stub();
  }

  private lowerLine(column: Column, index: number, line: AssemblyLine, key = 0): void {
    const lowering = tables.map((table) => table[line.mnemonic]).find((found) => found !== undefined);
    const found = lowering ?? conditionalBranch(line.mnemonic);
    if (found === null) {
      if (narrowAccess.test(line.mnemonic)) {
        unsupported('mixed-size', `${quote(line.text)} accesses less or more than one word`, line);
      }
      unsupported('instruction', `the instruction ${quote(line.text)} is not supported`, line);
    }
    const thread = this.thread(column, index, line, key);
    if (this.linked && !column.handler && memoryInstructions[line.mnemonic] !== undefined) {
      // Where the handler returns to, should this access fault.
      thread.emit({
        op: 'let',
        dst: thread.write(LINK),
        value: constant(this.code.image.codeAddress(column, index)),
      });
    }
    found(thread, line, parseOperands(line));
  }

  /** Each word that may be there is a way on; what no branch or NOP is gets its code out of line. */
  private lowerSite(site: Site, line: AssemblyLine, stubs: (() => void)[]): void {
    const { emitter, image } = this.code;
    const { column, index } = site;
    const decode: Record<string, Decoded> = {};
    let key = 1000;
    for (const [word, relative] of image.words) {
      // In its own place an instruction keeps its labels, by which a loop that only waits is known.
      const instruction = word === site.word ? line : relative;
      const to = this.wayOf(column, index, relative);
      if (to !== null) {
        decode[word] = { k: 'jump', to };
        continue;
      }
      const own = (key += 100);
      if (!this.isPossible(column, index, instruction, own)) continue;
      const stub = emitter.label();
      decode[word] = { k: 'jump', to: stub };
      stubs.push(() => {
        emitter.place(stub);
        this.lowerLine(column, index, instruction, own);
        emitter.emit(
          { op: 'jump', to: this.start(column, index + 1) },
          this.origin(column, index, line, own + 99),
        );
      });
    }
    emitter.emit({ op: 'execute', site: site.site, dst: null, decode }, this.origin(column, index, line, 0));
  }

  /** Whether a word makes sense in this place: a branch out of the column does not, nor what cannot be expressed. */
  private isPossible(column: Column, index: number, instruction: AssemblyLine, key: number): boolean {
    const { emitter } = this.code;
    const before = emitter.length;
    try {
      this.lowerLine(column, index, instruction, key);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    } finally {
      emitter.truncate(before);
    }
  }

  /** Where a NOP or a branch goes, null for other words and for branches out of the column. */
  private wayOf(column: Column, index: number, instruction: AssemblyLine): Label | null {
    if (instruction.mnemonic === 'NOP') return this.start(column, index + 1);
    if (instruction.mnemonic !== 'B') return null;
    const distance = relativeDistance(instruction.operands);
    return distance === null ? null : (this.starts.get(column)?.[index + distance] ?? null);
  }

  private thread(column: Column, index: number, line: AssemblyLine, key: number): Aarch64Thread {
    const { emitter, image, registers, onAccess } = this.code;
    let part = key;
    return {
      registers,
      hasEntries: image.hasEntries,
      emit: (body) => emitter.emit(body, this.origin(column, index, line, part++)),
      write: (name) => registers.write(name),
      next: () => this.start(column, index + 1),
      label: () => emitter.label(),
      place: (label) => emitter.place(label),
      target: (operand, at) => this.target(column, index, operand, at),
      waitLoop: (operand) => this.waitLoop(column, index, operand),
      returnAddress: () => image.codeAddress(column, index + 1),
      labelAddress: (name, at) => this.labelAddress(column, index, name, at),
      jumpTo: (target) => emitter.emit(this.jumpTo(target), this.origin(column, index, line, part++)),
      access: onAccess,
    };
  }

  private target(column: Column, index: number, operand: NameOperand, line: AssemblyLine): Label {
    const distance = relativeDistance(operand.name);
    const to = distance === null ? column.labels.get(operand.name) : index + distance;
    const label = to === undefined ? undefined : this.starts.get(column)?.[to];
    return label ?? unsupported('branch-target', `${quote(operand.name)} is no label of this thread`, line);
  }

  /** What ADR computes; a distance must lead to code whose address is a value anyway. */
  private labelAddress(column: Column, index: number, name: string, line: AssemblyLine): number {
    const { image } = this.code;
    const distance = relativeDistance(name);
    if (distance === null) return image.labelAddress(column, name, line);
    const to = index + distance;
    if (to < 0 || to > column.lines.length || !image.isNamed(column, to))
      unsupported('branch-target', `${quote(line.text)} names code without a label`, line);
    return image.codeAddress(column, to);
  }

  private waitLoop(column: Column, index: number, operand: NameOperand): Label | null {
    const first = column.labels.get(operand.name);
    if (first === undefined || first > index) return null;
    const body = column.lines.slice(first, index);
    const waits = body.every((line, nth) => (nth === 0 || line.labels.length === 0) && isRead(line));
    return waits && body.length > 0 ? this.start(column, first) : null;
  }

  /** Everywhere that an address of code can lead: sites and what follows a call. */
  private jumpTo(target: Extract<InstrBody, { op: 'jumpTo' }>['target']): InstrBody {
    const { image } = this.code;
    const targets: Record<number, Label> = {};
    for (const column of this.columns) {
      for (let index = 0; index <= column.lines.length; index += 1) {
        const after = column.lines[index - 1]?.mnemonic;
        const returns = after === 'BL' || after === 'BLR' || this.linked;
        if (!returns && !image.isNamed(column, index)) continue;
        targets[image.codeAddress(column, index)] = this.start(column, index);
      }
    }
    return { op: 'jumpTo', target, targets };
  }

  private origin(
    column: Column,
    index: number,
    line: Pick<AssemblyLine, 'labels' | 'text' | 'from' | 'to'>,
    part: number,
  ): Instr['at'] {
    const { cpu } = this.code;
    const place = column.cpu === cpu ? `P${cpu}` : `P${cpu}@P${column.cpu}`;
    const key = `${place}${column.handler ? '.F' : ''}.${index}${part === 0 ? '' : `.${part}`}`;
    const label = line.labels.at(-1);
    const origin: Origin = { key, text: line.text, file: 0, from: line.from, to: line.to, scope: [] };
    return label === undefined ? origin : { ...origin, label };
  }
}

/** What a waiting loop may do besides its branch. */
function isRead(line: AssemblyLine): boolean {
  return /^(LDR|LDUR|LDAR|LDAPR|CMP|TST|NOP|YIELD)$/.test(line.mnemonic);
}
