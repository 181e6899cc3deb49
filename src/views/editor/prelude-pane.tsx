/** Where a word is defined that the text only uses: the prelude, to be read. It is there when a place in it is known. */
import { lineNumbers } from '@codemirror/view';
import { Beside, ReadOnlyText } from './beside.tsx';
import { kernelNow } from './words.ts';

const numbered = lineNumbers();

export function PreludePane({ at, close }: { readonly at: number; readonly close: () => void }) {
  return (
    <Beside title="Prelude" about="read only" close={close}>
      <ReadOnlyText
        text={kernelNow()?.prelude() ?? ''}
        label="Text of the prelude, to be read"
        extensions={numbered}
        at={at}
      />
    </Beside>
  );
}
