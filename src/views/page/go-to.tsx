/** Straight to a step by its number. */
import { useState } from 'react';
import { usePage, useSession } from '../context.ts';
import { Overlay } from './overlay.tsx';

export function GoTo() {
  const { session, preferences } = usePage();
  const position = useSession((state) => state.position);
  const [step, setStep] = useState(String(position));
  return (
    <Overlay title="Go to step">
      <form
        className="go-to"
        onSubmit={(event) => {
          event.preventDefault();
          session.goTo(Number(step) || 0);
          preferences.showOverlay(null);
        }}
      >
        <label>
          Step{' '}
          <input
            type="number"
            min={0}
            max={session.length()}
            value={step}
            onChange={(event) => setStep(event.target.value)}
          />{' '}
          <span className="quiet">of {session.length()}</span>
        </label>
        <button type="submit" className="main">
          Go
        </button>
      </form>
    </Overlay>
  );
}
