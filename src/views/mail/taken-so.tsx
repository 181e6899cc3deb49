/** What the table does not say and was taken so: each can be something else. */
import { useStore } from 'zustand';
import { safeLine } from '../../base/index.ts';
import type { Inference, MailDesk, Reading } from '../../state/index.ts';

export function TakenSo({ desk, reading }: { readonly desk: MailDesk; readonly reading: Reading }) {
  const { edits, changed } = useStore(desk.store);
  const gone = changed.filter(({ key }) => reading.inferences.every((one) => one.key !== key));
  const all = [...reading.inferences, ...gone.map((one) => ({ ...one, taken: edits[one.key] ?? one.taken }))];
  if (all.length === 0) return null;
  return (
    <>
      <h3 className="mail-part">Taken so</h3>
      <ul className="mail-taken" aria-label="Taken so">
        {all.map((inference) => (
          <li key={inference.key}>
            {inference.choices.length > 0 ? (
              <label>
                <span>
                  <Sentence inference={inference} />
                </span>{' '}
                <Choices desk={desk} inference={inference} />
              </label>
            ) : (
              <Sentence inference={inference} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Names between back quotes are code. */
function Sentence({ inference: { text, line } }: { readonly inference: Inference }) {
  const whole = `${line === null ? '' : `Line ${line}: `}${safeLine(text)}`;
  return whole.split('`').map((part, nth) => (nth % 2 === 1 ? <code key={nth}>{part}</code> : part));
}

function Choices({ desk, inference }: { readonly desk: MailDesk; readonly inference: Inference }) {
  const { key, taken, choices } = inference;
  // What is taken keeps its place, so that the arrow keys lead back.
  const all = choices.includes(taken) ? choices : [taken, ...choices];
  return (
    <select value={taken} onChange={(event) => void desk.edit(key, event.target.value)}>
      {[...new Set(sorted(all))].map((choice) => (
        <option key={choice} value={choice}>
          {safeLine(choice)}
        </option>
      ))}
    </select>
  );
}

/** Numbers by size; words as they come. */
function sorted(choices: readonly string[]): readonly string[] {
  return choices.every((one) => /^-?\d+$/.test(one))
    ? choices.toSorted((a, b) => Number(a) - Number(b))
    : choices;
}
