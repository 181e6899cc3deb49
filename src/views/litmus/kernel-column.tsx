/** The column of the Linux-kernel memory model beside those of the machines: it has executions, where they have runs. */
import { MATRIX_MODELS, type KernelVerdict, type LitmusQuestion } from '../../state/index.ts';

/** Draws an execution that ends in that state, or why none does; `data-race` for one that races. */
type Draw = (words: string) => void;

interface OfKernel {
  readonly verdict: KernelVerdict | null;
}

/** Good and bad as with the other models: what the condition asks for is there, or is not. */
export function KernelObservation({ verdict, litmus }: OfKernel & { readonly litmus: LitmusQuestion }) {
  if (!verdict) return <td className="quiet">…</td>;
  if (verdict.k === 'refused') return <td title={verdict.message}>not asked</td>;
  const isBad = litmus.quantifier === 'forall' ? verdict.verdict !== 'Always' : verdict.verdict !== 'Never';
  if (litmus.quantifier === null) return <td className="calm">No condition</td>;
  return <td className={isBad ? 'bad' : 'good'}>{verdict.verdict}</td>;
}

interface KernelSignProps extends OfKernel {
  readonly words: string;
  readonly bad: boolean;
  readonly draw: Draw;
}

export function KernelSign({ words, verdict, bad, draw }: KernelSignProps) {
  if (verdict?.k !== 'judged') return <td className="quiet">{verdict ? '' : '…'}</td>;
  if (!verdict.states.some(({ text }) => text === words))
    return (
      <td>
        <button
          type="button"
          className="quiet"
          aria-label={`${words} not under lkmm: why`}
          onClick={() => draw(words)}
        >
          –
        </button>
      </td>
    );
  return (
    <td>
      <button type="button" aria-label={`${words} under lkmm: draw an execution`} onClick={() => draw(words)}>
        {bad ? '✕' : '●'}
      </button>
    </td>
  );
}

/** herd7's flags, a data race first of all. */
export function KernelFlags({ verdict, draw }: OfKernel & { readonly draw: Draw }) {
  if (verdict?.k !== 'judged' || verdict.flags.length === 0) return null;
  const words = verdict.flags.join(', ');
  return (
    <tr>
      <th scope="row">Flag</th>
      {MATRIX_MODELS.map((model) => (
        <td key={model} />
      ))}
      <td>
        {verdict.race ? (
          <button type="button" aria-label={`${words} under lkmm: draw it`} onClick={() => draw('data-race')}>
            {words}
          </button>
        ) : (
          words
        )}
      </td>
    </tr>
  );
}
