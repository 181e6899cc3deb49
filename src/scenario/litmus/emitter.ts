/**
 * Code with labels. Front ends emit instructions whose targets are labels; `finish` puts program counters in their
 * place. Labels are plain numbers, so an instruction has the same shape before and after.
 */
import type { Decoded, Instr, InstrBody, Origin } from '../../machine/index.ts';

export type Label = number;

export class Emitter {
  private readonly code: { readonly body: InstrBody; readonly at: Origin }[] = [];
  private readonly places: (number | null)[] = [];

  label(): Label {
    return this.places.push(null) - 1;
  }

  /** A label at the next instruction. */
  here(): Label {
    const label = this.label();
    this.place(label);
    return label;
  }

  place(label: Label): void {
    this.places[label] = this.code.length;
  }

  emit(body: InstrBody, at: Origin): void {
    this.code.push({ body, at });
  }

  get length(): number {
    return this.code.length;
  }

  /** Forgets what was emitted behind the first `length` instructions; labels placed there are nobody's any more. */
  truncate(length: number): void {
    this.code.length = length;
  }

  pcOf(label: Label): number {
    const place = this.places[label];
    if (place === undefined || place === null) throw new Error('internal: a label without a place');
    return place;
  }

  finish(): Instr[] {
    return this.code.map(({ body, at }) => ({ ...this.resolve(body), at }));
  }

  private resolve(body: InstrBody): InstrBody {
    switch (body.op) {
      case 'jump':
      case 'branch':
        return { ...body, to: this.pcOf(body.to) };
      case 'jumpTo':
        return { ...body, targets: mapValues(body.targets, (label) => this.pcOf(label)) };
      case 'await':
        return { ...body, from: this.pcOf(body.from) };
      case 'choose':
        return { ...body, to: body.to.map((label) => this.pcOf(label)) };
      case 'execute':
        return { ...body, decode: mapValues(body.decode, (decoded) => this.resolveDecoded(decoded)) };
      default:
        return body;
    }
  }

  private resolveDecoded(decoded: Decoded): Decoded {
    return decoded.k === 'jump' ? { ...decoded, to: this.pcOf(decoded.to) } : decoded;
  }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
