/** What each ordering is needed for, in a few words beside the line it stands on, or beside the closed call it is in. */
import type { AdviceState, Ordering, Program } from '../../state/index.ts';
import { needWords, short } from '../advice/need-words.ts';
import type { CodeLine, Place } from './code-lines.ts';
import { isInside } from './code-marks.ts';

export interface NeedMark {
  /** `needed under arm (use-after-kick) · not under tso`. */
  readonly words: string;
  /** With what is asked of, for a note. */
  readonly sentence: string;
  readonly needed: boolean;
}

const AS = { marked: 'marked:', dependency: 'dependency' } as const;

/** The mark of a line; null where nothing on it orders anything, or nothing is known of it yet. */
export function needMarks(
  program: Program,
  { needs }: Pick<AdviceState, 'needs'>,
): (line: CodeLine) => NeedMark | null {
  const orderings = [...new Set(needs.map(({ ordering }) => ordering))];
  const of = (ordering: Ordering) => needs.filter((needed) => needed.ordering === ordering);
  const reached = orderings.map((ordering) => ({ ordering, calls: callsTo(program, ordering) }));
  return (line) => {
    const here = orderings.filter(
      ({ file, from }) => file === line.file && line.from <= from && from <= line.to,
    );
    // What a call does for others is seen without opening it; what it does for nobody is not worth a word.
    const inside = line.caller
      ? []
      : reached.flatMap(({ ordering, calls }) => {
          const needed = of(ordering).filter(({ need }) => need === 'needed');
          return needed.length > 0 && calls.some((one) => isInside(line, one)) ? [{ ordering, needed }] : [];
        });
    const told = [
      ...here.flatMap((ordering) => {
        const words = needWords(of(ordering));
        if (words === null) return [];
        if (!ordering.is) return [{ name: ordering.text, words, said: words }];
        // Most accesses are marked, and many rest on others: of interest where that is needed.
        const isNeeded = of(ordering).some(({ need }) => need === 'needed');
        return isNeeded ? [{ name: ordering.text, words, said: `${AS[ordering.is]} ${words}` }] : [];
      }),
      ...inside.flatMap(({ ordering, needed }) => {
        const words = needWords(needed);
        const name = short(ordering.text);
        return words === null ? [] : [{ name: `${name} inside`, words, said: `inside: ${name} ${words}` }];
      }),
    ];
    if (told.length === 0) return null;
    return {
      words: told.map(({ said }) => said).join('; '),
      sentence: told.map(({ name, words }) => `${name}: ${words}.`).join(' '),
      needed: inside.length > 0 || here.some((one) => of(one).some(({ need }) => need === 'needed')),
    };
  };
}

/** The ways of calls that lead to where an ordering stands, from the outermost inwards. */
function callsTo({ code, scopes }: Program, { file, from }: Ordering): readonly (readonly Place[])[] {
  return code.flatMap(({ at }) =>
    at.scope.length > 0 && at.file === file && at.from <= from && from < at.to
      ? [at.scope.flatMap((scope) => scopes[scope] ?? [])]
      : [],
  );
}
