/** Time in the hand: back, play, forward, where we are, and the slider. */
import { useStore } from 'zustand';
import type { RowsShown, RunNode } from '../../state/index.ts';
import { usePage, usePreferences, useSession } from '../context.ts';
import { Icon } from './icons.tsx';
import { StepSlider } from './step-slider.tsx';

const ROWS: Readonly<Record<RowsShown, string>> = {
  folded: 'calls folded',
  every: 'every row',
  few: 'communication',
};

export function StepBar({ node }: { readonly node: RunNode }) {
  const { playback, preferences, rowView } = usePage();
  const { rows } = usePreferences();
  const position = useSession((state) => state.position);
  const mode = useStore(playback.store, (state) => state.mode);
  const { steps } = node.score;
  const step = (by: number) => {
    playback.send({ type: 'step' });
    rowView.stepBy(by);
  };
  return (
    <div className="step-bar">
      <StepSlider score={node.score} />
      <div className="step-buttons">
        <button
          type="button"
          className="sign"
          aria-label="Step back"
          title="Step back (←)"
          disabled={position === 0}
          onClick={() => step(-1)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          className="sign"
          aria-label="Play"
          aria-pressed={mode === 'playing'}
          title="Play or pause (space)"
          disabled={steps === 0}
          onClick={() => playback.send({ type: 'toggle' })}
        >
          <Icon name={mode === 'playing' ? 'pause' : 'play'} />
        </button>
        <button
          type="button"
          className="sign"
          aria-label="Step forward"
          title="Step forward (→)"
          disabled={position === steps}
          onClick={() => step(1)}
        >
          <Icon name="forward" />
        </button>
        <button
          type="button"
          className="zoom"
          aria-label={`Rows: ${ROWS[rows]}`}
          title="Calls folded, every row, or only those in which CPUs communicate (z)"
          onClick={() => preferences.nextRows()}
        >
          {ROWS[rows]}
        </button>
        <span className="count">
          <b>{position}</b> <span className="quiet">of {steps}</span>
        </span>
      </div>
    </div>
  );
}
