/** Names that stand more than once. */
import type { Happens, ReadCell } from '../../state/index.ts';

export const MODEL_NAMES: readonly { readonly model: keyof Happens; readonly name: string }[] = [
  { model: 'sc', name: 'SC' },
  { model: 'tso', name: 'x86-TSO' },
  { model: 'arm', name: 'Armv8' },
];

/** What a cell became, in a sign and a word. */
export function kindOf({ as, statement, isUnknown }: ReadCell): {
  readonly sign: string;
  readonly word: string;
} {
  switch (as) {
    case 'statement':
      if (statement !== null) return { sign: '●', word: 'statement' };
      return { sign: '·', word: isUnknown ? 'not understood: a note' : 'no step of its own' };
    case 'event':
      return { sign: '▷', word: 'event' };
    case 'value':
      return { sign: '=', word: 'value' };
    case 'note':
      return { sign: '·', word: 'note' };
  }
}
