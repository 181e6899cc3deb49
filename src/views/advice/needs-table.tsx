/** Each ordering with what happens without it, a column for each model; then those that can each go, but not all. */
import { ADVICE_MODELS, type AdviceState, type Needed, type Ordering } from '../../state/index.ts';

const LKMM = ['lkmm'] as const;

export function NeedsTable({ state, text }: { readonly state: AdviceState; readonly text: string }) {
  const { orderings, needs, together, status } = state;
  if (orderings === null) return null;
  // Of some scenarios the kernel's own model does not speak.
  const models = [...ADVICE_MODELS, ...(needs.some(({ model }) => model === 'lkmm') ? LKMM : [])];
  const shown = orderings.filter((ordering) =>
    needs.some((needed) => needed.ordering === ordering && needed.need !== 'absent'),
  );
  if (shown.length === 0)
    return (
      <p className="quiet">
        {status === 'running' ? '' : 'There is no ordering in the code that runs under these options.'}
      </p>
    );
  return (
    <section className="advice-scroll" aria-label="What each ordering is for">
      <h3>Without each ordering, under these options</h3>
      <table className="advice-needs">
        <caption className="unseen">Which orderings are needed, by model</caption>
        <thead>
          <tr>
            <th scope="col">Ordering</th>
            {models.map((model) => (
              <th key={model} scope="col">
                {model}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((ordering) => (
            <tr key={`${String(ordering.file)} ${String(ordering.from)} ${ordering.text}`}>
              <th scope="row">
                <Name ordering={ordering} />
                <span className="quiet">{placeWords(ordering, text)}</span>
              </th>
              {models.map((model) => (
                <NeedCell
                  key={model}
                  needed={needs.find((one) => one.ordering === ordering && one.model === model)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {together.map(({ orderings: members, model, need, because }) => (
        <p key={`${model} ${members.map(({ from }) => from).join()}`}>
          Under {model} each can go, but not all:{' '}
          {need === 'seen' ? 'another result is possible' : because.join(', ')} without{' '}
          {members.map((one, nth) => (
            <span key={one.from}>
              {nth > 0 && ' and '}
              <Name ordering={one} />
              {placeWords(one, text)}
            </span>
          ))}
          .
        </p>
      ))}
    </section>
  );
}

/** As it stands in the text, with what it is held against where that is not nothing. */
function Name({ ordering: { text, is } }: { readonly ordering: Ordering }) {
  if (is === 'dependency') return text;
  return (
    <>
      <code>{text}</code>
      {is === 'marked' && ' against a plain access'}
    </>
  );
}

function placeWords({ file, from, inside, is }: Ordering, text: string): string {
  if (is === 'dependency') return `, ${inside}`;
  return file === 0 ? ` line ${String(text.slice(0, from).split('\n').length)}, ${inside}` : ` ${inside}`;
}

function NeedCell({ needed }: { readonly needed: Needed | undefined }) {
  if (!needed) return <td className="quiet">…</td>;
  const [weakest] = needed.ordering.forms;
  switch (needed.need) {
    case 'needed':
      return (
        <td className="advice-needed">
          <b>needed</b> {needed.because.join(', ')}
          <Enough says={needed.enough} />
        </td>
      );
    case 'seen':
      return (
        <td title={needed.because.join('; ')}>
          another result is possible
          <Enough says={needed.enough} />
        </td>
      );
    case 'no effect':
      return (
        <td className="quiet">
          {weakest && weakest.says !== null ? <Enough says={weakest.says} /> : 'no effect'}
        </td>
      );
    case 'absent':
      return <td className="quiet">nothing to order</td>;
    case 'unknown':
      return <td className="quiet">not known: {needed.reason}</td>;
  }
}

function Enough({ says }: { readonly says: string | null }) {
  if (says === null) return null;
  return (
    <span className="advice-enough">
      <code title={says}>{says.replace(/\(.*/, '()')}</code> would do
    </span>
  );
}
