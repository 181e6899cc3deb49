/**
 * A CPU's program as lines: its block of the file, below the line of a call that is under way the called function's body,
 * and after it the handlers that have interrupted it. `sources` are the texts that origins point into: the scenario,
 * then the prelude. A body that cannot be found shows the statement alone.
 */
import type { Program, Scenario } from '../../state/index.ts';
import { sourceBlocks, type SourceBlock } from './source-blocks.ts';

export interface CodeLine {
  readonly text: string;
  /** Where the line stands in its source; statements are found by it. */
  readonly file: number;
  readonly from: number;
  readonly to: number;
  /** How many calls deep. */
  readonly depth: number;
  /** Where those calls are made, from the outermost inwards. */
  readonly calls: readonly Place[];
  /** The statement issued next stands here. */
  readonly current: boolean;
  /** A call that is under way. */
  readonly caller: boolean;
}

type Origin = Program['code'][number]['at'];
export interface Place {
  readonly file: number;
  readonly from: number;
}

/** `at`: where each of the CPU's frames is, its task first; none for a CPU that is done. */
export function codeLines(
  sources: readonly string[],
  program: Program,
  cpu: Scenario['cpus'][number],
  at: readonly Origin[],
): readonly CodeLine[] {
  const [task, ...handlers] = at;
  if (cpu.lines) return columnLines(sources[0] ?? '', cpu.lines, task);
  const own = { from: cpu.from, to: cpu.to, name: null };
  return [
    ...blockWith(sources, program, { block: own, file: 0 }, task),
    ...handlers.flatMap((origin) => {
      const first = placesOf(program, origin).places[0] ?? origin;
      const block = sourceBlocks(sources[first.file] ?? '').find(
        (one) => one.from <= first.from && first.from < one.to,
      );
      return block ? blockWith(sources, program, { block, file: first.file }, origin) : [alone(origin, [])];
    }),
  ];
}

/** A column of a litmus test: one line for each instruction. */
function columnLines(
  text: string,
  lines: readonly Pick<Origin, 'from' | 'to'>[],
  at: Origin | undefined,
): readonly CodeLine[] {
  return lines.map(({ from, to }) => ({
    text: text.slice(from, to).replace(/\s+/g, ' '),
    file: 0,
    from,
    to,
    depth: 0,
    calls: [],
    current: at !== undefined && from <= at.from && at.from < to,
    caller: false,
  }));
}

/** The line that shows a statement: its own, or that of the call it stands in where that is closed; -1 where none does. */
export function lineOf(lines: readonly CodeLine[], program: Program, at: Origin): number {
  const { places } = placesOf(program, at);
  let [found, depth] = [-1, -1];
  lines.forEach((line, index) => {
    const level = line.calls.length;
    const place = places[level];
    if (!place || level <= depth || line.file !== place.file) return;
    const isHere = line.from <= place.from && place.from <= line.to;
    const isInside = line.calls.every((call, nth) => {
      const other = places[nth];
      return other?.file === call.file && other.from === call.from;
    });
    if (isHere && isInside) [found, depth] = [index, level];
  });
  return found;
}

interface Listed {
  readonly block: SourceBlock;
  readonly file: number;
}

function blockWith(
  sources: readonly string[],
  program: Program,
  { block, file }: Listed,
  at: Origin | undefined,
): readonly CodeLine[] {
  const lines = linesOf(sources[file] ?? '', file, block, []);
  if (!at) return lines;
  const { places, names } = placesOf(program, at);
  return open(sources, lines, places, names, at, []);
}

/** The call sites from the outermost inwards, then the statement; and the names of what is called. */
function placesOf(
  program: Program,
  at: Origin,
): { readonly places: readonly Place[]; readonly names: readonly string[] } {
  const scopes = at.scope.map((index) => program.scopes[index]).filter((scope) => scope !== undefined);
  return { places: [...scopes, at], names: scopes.map((scope) => scope.name) };
}

/** Marks the line of the first place and opens the call it makes below it. */
function open(
  sources: readonly string[],
  lines: readonly CodeLine[],
  [place, ...rest]: readonly Place[],
  [name, ...names]: readonly string[],
  at: Origin,
  calls: readonly Place[],
): readonly CodeLine[] {
  if (!place) return lines;
  const index = lines.findIndex(
    (line) => line.file === place.file && line.from <= place.from && place.from <= line.to,
  );
  const inside = [...calls, place];
  if (index < 0) return [...lines, alone(at, inside)];
  const leaf = rest.length === 0 || name === undefined;
  const marked = lines.map((line, position) =>
    position === index ? { ...line, current: leaf, caller: !leaf } : line,
  );
  const next = rest[0];
  if (leaf || !next) return marked;
  const block = sourceBlocks(sources[next.file] ?? '').find((one) => one.name === name);
  const body = block ? linesOf(sources[next.file] ?? '', next.file, block, inside) : [];
  const inner = block ? open(sources, body, rest, names, at, inside) : [alone(at, inside)];
  return [...marked.slice(0, index + 1), ...inner, ...marked.slice(index + 1)];
}

function alone(at: Origin, calls: readonly Place[]): CodeLine {
  const { text, file, from, to } = at;
  return { text, file, from, to, depth: calls.length, calls, current: true, caller: false };
}

/** The lines of a block, without the indentation that all but the first share. */
function linesOf(
  text: string,
  file: number,
  { from, to }: SourceBlock,
  calls: readonly Place[],
): readonly CodeLine[] {
  const lines = text.slice(from, to).split('\n');
  const indentOf = (line: string) => line.length - line.trimStart().length;
  const shared = Math.min(
    64,
    ...lines
      .slice(1)
      .filter((line) => line.trim())
      .map(indentOf),
  );
  let at = from;
  return lines.map((line, index) => {
    const start = at;
    at += line.length + 1;
    const shown = index === 0 ? line : line.slice(Math.min(shared, indentOf(line)));
    return {
      text: shown.trimEnd(),
      file,
      from: start,
      to: start + line.length,
      depth: calls.length,
      calls,
      current: false,
      caller: false,
    };
  });
}
