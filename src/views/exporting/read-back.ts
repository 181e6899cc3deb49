/** A litmus test that was written from what is shown, read back and run: it must end as that does, under every model. */
import { litmusPlaces } from '../../export/index.ts';
import { MATRIX_MODELS, type ExploreResult, type Program, type Settings } from '../../state/index.ts';
import type { Page } from '../context.ts';

interface Told {
  readonly differs: boolean;
  readonly words: string;
}

interface Asked {
  readonly id: string;
  readonly text: string;
  readonly settings: Settings;
}

/** `program` is the one that was written. */
export async function readBack(page: Page, asked: Asked, program: Program, written: string): Promise<Told> {
  const places = litmusPlaces(program);
  const names = (shown: Readonly<Record<string, string>>) => Object.keys(shown);
  try {
    for (const model of MATRIX_MODELS) {
      const arch = model === 'tso' ? 'x86' : 'arm64';
      const settings = { ...asked.settings, arch };
      const own = await page.modelStates.explore({ ...asked, settings, model });
      const back = await page.modelStates.explore({ id: 'read back', text: written, settings: {}, model });
      if (own.limit !== null || back.limit !== null) return { differs: false, words: UNCHECKED };
      const mine = endsOf(own, () => places);
      const theirs = endsOf(back, names);
      if (mine !== theirs) return { differs: true, words: `read back, it ends otherwise under ${model}` };
    }
  } catch (error) {
    return {
      differs: true,
      words: error instanceof Error ? error.message.replace(/\.$/, '') : String(error),
    };
  }
  return { differs: false, words: 'Read back, it ends in the same states under sc, tso and arm.' };
}

const UNCHECKED = 'It has too many states to be read back and compared.';

/** The ends by their values; those that break what must hold in the end show none, but that there are some. */
function endsOf(
  { outcomes }: ExploreResult,
  namesOf: (values: Readonly<Record<string, string>>) => readonly (string | null)[],
): string {
  const ends = outcomes.map(({ kind, values }) => {
    const names = namesOf(values);
    const shown = Object.values(values).flatMap((value, nth) => (names[nth] ? `${names[nth]}=${value}` : []));
    return kind === 'finished' ? shown.sort().join(' ') : kind;
  });
  return [...new Set(ends)].sort().join('\n');
}
