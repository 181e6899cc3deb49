/** What stands for the library while the reader predicts: titles and badges would tell. */
import { usePage } from '../context.ts';

export function PutAway() {
  const { learning } = usePage();
  return (
    <nav aria-label="Scenarios" className="library">
      <p className="quiet">The library is put away while you predict: its titles and verdicts would tell.</p>
      <button type="button" onClick={() => learning.choose('off')}>
        Stop predicting
      </button>
    </nav>
  );
}
