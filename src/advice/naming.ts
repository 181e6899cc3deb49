/** Where an instruction stands for the reader: its line in the scenario's text, or in the table that this was made of. */
import type { Program } from '../machine/index.ts';
import type { Naming } from './never-words.ts';

/** A line of a table that stands for a line of the text on one CPU. */
export interface TableLine {
  readonly cpu: number;
  readonly sourceLine: number;
  readonly line: number;
}

/** Where each line of a text begins. */
export function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** `table`: instead of the text's own lines. */
export function namingBy(
  { code, scopes }: Program,
  starts: readonly number[],
  table: readonly TableLine[] | null = null,
): Naming {
  const line = (pc: number): number | null => {
    const at = code[pc]?.at;
    const own = at?.file === 0 ? at : at?.scope.map((one) => scopes[one]).findLast((one) => one?.file === 0);
    return own ? starts.findLastIndex((start) => start <= own.from) + 1 : null;
  };
  if (!table) return { row: () => null, line };
  return {
    row: (cpu, pc) => {
      const at = line(pc);
      const found = table.find((one) => one.cpu === cpu && one.sourceLine === at);
      if (!found) return null;
      return { line: found.line, isShared: table.some((one) => one.line === found.line && one.cpu !== cpu) };
    },
    line: () => null,
  };
}
