/**
 * A CPU's program as lines: its block of the file, and below the line of a call that it is in, the called function's body.
 * Only what stands in the file is shown; calls into the built-in prelude show the statement they are at.
 */
import type { Program, Scenario } from '../../state/index.ts';

export interface CodeLine {
  readonly text: string;
  /** How many calls deep. */
  readonly depth: number;
  /** The statement issued next stands here. */
  readonly current: boolean;
  /** A call that is under way. */
  readonly caller: boolean;
}

interface FrameAt {
  readonly at: Program['code'][number]['at'];
  readonly kind: string;
}

export function codeBlocks(
  scenario: Scenario,
  program: Program,
  cpu: number,
  frames: readonly FrameAt[] | undefined,
): readonly CodeLine[] {
  const spec = scenario.cpus.find((one) => one.index === cpu);
  if (!spec) return [];
  const at = frames?.at(-1)?.at ?? null;
  const handler = (frames?.length ?? 0) > 1;
  const scopes = at?.scope.map((index) => program.scopes[index]).filter((scope) => scope !== undefined) ?? [];
  const lines = block(scenario.text, spec.from, spec.to, 0);
  if (!at) return lines;
  const places = [...scopes.map(({ file, from }) => ({ file, from })), { file: at.file, from: at.from }];
  const names = scopes.map((scope) => scope.name);
  return handler && !inside(places[0], spec)
    ? [...lines, { text: at.text, depth: 1, current: true, caller: false }]
    : open(scenario, lines, spec.from, places, names, at.text, 0);
}

interface Place {
  readonly file: number;
  readonly from: number;
}

function inside(place: Place | undefined, spec: { readonly from: number; readonly to: number }): boolean {
  return place?.file === 0 && place.from >= spec.from && place.from < spec.to;
}

/** Marks the line of the first place and opens the call it makes below it. */
function open(
  scenario: Scenario,
  lines: readonly CodeLine[],
  start: number,
  places: readonly Place[],
  names: readonly string[],
  text: string,
  depth: number,
): readonly CodeLine[] {
  const [place, ...rest] = places;
  if (place?.file !== 0) return lines;
  const index = lineOf(scenario.text, start, place.from);
  const marked = lines.map((line, at) =>
    at === index ? { ...line, current: rest.length === 0, caller: rest.length > 0 } : line,
  );
  const name = names[0];
  if (rest.length === 0 || name === undefined) return marked;
  const body = functionBody(scenario.text, name);
  const inner =
    body && rest[0]?.file === 0
      ? open(
          scenario,
          block(scenario.text, body.from, body.to, depth + 1),
          body.from,
          rest,
          names.slice(1),
          text,
          depth + 1,
        )
      : [{ text, depth: depth + 1, current: true, caller: false }];
  return [...marked.slice(0, index + 1), ...inner, ...marked.slice(index + 1)];
}

function lineOf(text: string, start: number, offset: number): number {
  return text.slice(start, offset).split('\n').length - 1;
}

/** The lines of a stretch of text, without the indentation that all but the first share. */
function block(text: string, from: number, to: number, depth: number): readonly CodeLine[] {
  const lines = text.slice(from, to).split('\n');
  const indents = lines
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 64);
  return lines.map((line, index) => ({
    text: (index === 0
      ? line
      : line.slice(Math.min(indent, line.length - line.trimStart().length))
    ).trimEnd(),
    depth,
    current: false,
    caller: false,
  }));
}

/** Where a function's definition stands in the file: from its name's line to its closing brace. */
function functionBody(text: string, name: string): { readonly from: number; readonly to: number } | null {
  const head = new RegExp(`^[^\\n;{}=]*\\b${name}\\s*\\([^)]*\\)\\s*\\{`, 'm').exec(text);
  if (!head) return null;
  let depth = 0;
  for (let at = head.index + head[0].length - 1; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return { from: head.index, to: at + 1 };
  }
  return null;
}
