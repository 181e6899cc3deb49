/** Coverage with line numbers, and as text for people. */
import type { Coverage, Gap } from '../explore/index.ts';
import { preludeText } from '../scenario/index.ts';

export interface LocatedGap extends Gap {
  /** Line of the scenario, from 1: the statement's own, or that of the call that leads to it; null for an interrupt. */
  readonly line: number | null;
  /** Line of the prelude, where the statement stands there. */
  readonly preludeLine: number | null;
}

export interface LocatedCoverage extends Coverage {
  readonly gaps: readonly LocatedGap[];
}

/** Finds every gap's line; `text` is the scenario's. */
export function locate(coverage: Coverage, text: string): LocatedCoverage {
  const gaps = coverage.gaps.map((gap): LocatedGap => {
    const places = gap.place ? [...gap.calls, gap.place] : [];
    const own = places.findLast(({ file }) => file === 0);
    const prelude = gap.place?.file === 1 ? gap.place : null;
    return {
      ...gap,
      line: own ? lineAt(text, own.from) : null,
      preludeLine: prelude && lineAt(preludeText(), prelude.from),
    };
  });
  return { ...coverage, gaps };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** A heading and a line for each gap; statements of one routine that follow each other and are never executed share one. */
export function coverageLines({ executed, statements, gaps, complete }: LocatedCoverage): readonly string[] {
  const runs: LocatedGap[][] = [];
  for (const gap of gaps) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last?.kind === 'statement' && gap.kind === 'statement' && routine(last) === routine(gap))
      run.push(gap);
    else runs.push([gap]);
  }
  return [
    `coverage: ${executed} of ${statements} statements${complete ? '' : ' so far'}`,
    ...runs.map((run) => `  ${runWords(run)}${complete ? '' : ' so far'}`),
  ];
}

function runWords(run: readonly LocatedGap[]): string {
  const [first] = run;
  if (!first) return '';
  const more = run.length - 1;
  const words =
    more === 0
      ? `${first.text} ${first.never}`
      : `${first.text} and ${more === 1 ? 'the statement' : `${more} statements`} after it are never executed`;
  const inside = first.inside.map((name) => `in ${name}`);
  const prelude = first.preludeLine === null ? [] : [`prelude line ${first.preludeLine}`];
  const where = [routine(first), lines(run), ...inside, ...prelude].filter(Boolean).join(', ');
  return `${where}: ${words}`;
}

function lines(run: readonly LocatedGap[]): string {
  const all = run.flatMap(({ line }) => line ?? []);
  const [from, to] = [Math.min(...all), Math.max(...all)];
  if (all.length === 0) return '';
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}

function routine({ cpu, handler }: Gap): string {
  return [cpu === null ? '' : `CPU ${cpu}`, handler === null ? '' : `on ${handler}`]
    .filter(Boolean)
    .join(' ');
}
