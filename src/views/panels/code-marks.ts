/** What no interleaving does, beside the line it stands on, in words. */
import type { Coverage, Program } from '../../state/index.ts';
import type { CodeLine, Place } from './code-lines.ts';

type Gap = Coverage['gaps'][number];

export interface CodeMark {
  /** A few words: "never true", "never executed". */
  readonly words: string;
  /** In full, for a note. */
  readonly sentence: string;
  /** Nothing of the line is ever executed. */
  readonly dead: boolean;
}

/** The marks of one CPU's lines. A call that stands closed says what holds for its body: never, or only in part. */
export function codeMarks(
  program: Program,
  coverage: Coverage,
  cpu: number,
): (line: CodeLine) => CodeMark | null {
  const gaps = coverage.gaps.filter((gap) => gap.place !== null && (gap.cpu === null || gap.cpu === cpu));
  const soFar = coverage.complete ? '' : ' so far';
  return (line) => {
    const here = gaps.filter((gap) => gap.place && isOn(line, gap.place) && isSame(gap.calls, line.calls));
    const [first] = here;
    if (first) {
      const told = here.some(({ kind }) => kind !== 'statement')
        ? here.filter(({ kind }) => kind !== 'statement')
        : here;
      const words = [...new Set(told.map(({ never }) => never.replace(/^is /, '')))].join(', ') + soFar;
      const sentence = told
        .map(({ text, never }) => `${text} ${never} in any interleaving${soFar}.`)
        .join(' ');
      return { words, sentence, dead: told.every(({ kind }) => kind === 'statement') };
    }
    const inside = gaps.filter((gap) => isInside(line, gap.calls));
    if (inside.length === 0) return null;
    const dead = isDead(program, line, inside);
    const words = dead ? `never executed${soFar}` : `in part${soFar}`;
    const sentence = dead
      ? `This call is never executed in any interleaving${soFar}.`
      : `Inside this call: ${inside.map(({ text, never }) => `${text} ${never}`).join('; ')}${soFar}.`;
    return { words, sentence, dead };
  };
}

function isOn({ file, from, to }: Pick<CodeLine, 'file' | 'from' | 'to'>, place: Place): boolean {
  return place.file === file && place.from >= from && place.from <= to;
}

function isSame(a: readonly Place[], b: readonly Place[]): boolean {
  return a.length === b.length && a.every((one, at) => one.file === b[at]?.file && one.from === b[at].from);
}

/** The calls pass through one that is made on the line. */
export function isInside(line: CodeLine, calls: readonly Place[]): boolean {
  const call = calls[line.calls.length];
  return call !== undefined && isOn(line, call) && isSame(calls.slice(0, line.calls.length), line.calls);
}

/** Every statement of the calls made on the line is never executed. */
function isDead({ code, scopes }: Program, line: CodeLine, gaps: readonly Gap[]): boolean {
  return code.every(({ op, at }) => {
    const calls = at.scope.flatMap((scope) => scopes[scope] ?? []);
    if (op === 'jump' || !isInside(line, calls)) return true;
    return gaps.some(
      ({ kind, place, calls: by }) =>
        kind === 'statement' && place?.file === at.file && place.from === at.from && isSame(by, calls),
    );
  });
}
