/** The barriers of a table as options: with them and without, what then? */
import type { Line } from './column-tree.ts';
import type { Edits } from './reading.ts';

export interface BarrierOption {
  readonly name: string;
  readonly line: Line;
  readonly text: string;
  /** It is there unless the reader takes it out; off where the text speaks of the case without it. */
  readonly isOn: boolean;
}

export class Options {
  readonly all: BarrierOption[] = [];
  private readonly taken: ReadonlySet<string>;
  private readonly leftOut: ReadonlySet<string>;
  private readonly edits: Edits;

  /** `leftOut`: numbers of rows that the text takes out; `edits` take them out or put them back. */
  constructor(taken: ReadonlySet<string>, leftOut: ReadonlySet<string>, edits: Edits) {
    this.taken = taken;
    this.leftOut = leftOut;
    this.edits = edits;
  }

  /** The option of a barrier, made where it is first asked for. */
  barrier(line: Line, text: string): string {
    const known = this.all.find((option) => option.line === line && option.text === text);
    if (known) return known.name;
    const number = line.number?.replace(/\W/g, '') ?? '';
    const base =
      number !== ''
        ? `line${number}`
        : text
            .replace(/^smp_+/, '')
            .replace(/\(.*$/, '')
            .replace(/__/g, '_');
    let name = base;
    for (let i = 2; this.all.some((option) => option.name === name) || this.taken.has(name); i++)
      name = `${base}_${String(i)}`;
    const edit = this.edits[`option:${name}`];
    this.all.push({
      name,
      line,
      text,
      isOn: edit === undefined ? number === '' || !this.leftOut.has(number) : edit === 'on',
    });
    return name;
  }
}

/** Numbers of rows that a text speaks of as left out: "If line 6 is left out", "without line (3)". */
export function rowsLeftOut(prose: string): ReadonlySet<string> {
  const found = new Set<string>();
  const GONE =
    '(?:is|are|was|were|be)?\\s*(?:left out|missing|removed|not there|dropped|absent|omitted|skipped|taken out|gone|deleted)';
  const patterns = [
    new RegExp(`\\b(?:line|row|step)s?\\s*\\(?(\\d+)\\)?(?:\\s*\\([^)]*\\))?\\s+${GONE}`, 'gi'),
    /\bwithout\s+(?:the\s+\S+\s+(?:in|of|on|at)\s+)?(?:line|row|step)s?\s*\(?(\d+)\)?/gi,
    /\b(?:leav(?:e|ing)|drop(?:ping)?|remov(?:e|ing)|omit(?:ting)?|tak(?:e|ing))\s+(?:out\s+)?(?:line|row|step)s?\s*\(?(\d+)\)?/gi,
  ];
  for (const pattern of patterns) for (const [, number = ''] of prose.matchAll(pattern)) found.add(number);
  return found;
}
