/** Where a word is defined that the text only uses: the prelude, to be read. */
import { lineNumbers } from '@codemirror/view';
import { preludeText } from '../../scenario/index.ts';
import { Beside, ReadOnlyText } from './beside.tsx';

const numbered = lineNumbers();

export function PreludePane({ at, close }: { readonly at: number; readonly close: () => void }) {
  return (
    <Beside title="Prelude" about="read only" close={close}>
      <ReadOnlyText
        text={preludeText}
        label="Text of the prelude, to be read"
        extensions={numbered}
        at={at}
      />
    </Beside>
  );
}
