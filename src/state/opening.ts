/**
 * Opening a scenario: while it is on its way its name is shown and nothing of another one; where it does not arrive, what
 * was shown before comes back with the reason.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { Scenario } from './answers.ts';
import { mistakenRows, notOpened, type Notice } from './notice.ts';
import type { ScenarioFile, WorkerClient } from './ports.ts';
import { initialSession, type SessionState, type Target } from './session-state.ts';

export interface OpeningDesk {
  readonly client: WorkerClient;
  readonly store: StoreApi<SessionState>;
  /** Drops what was asked for before; the number tells whether something newer was asked for since. */
  readonly supersede: () => number;
  readonly isCurrent: (asked: number) => boolean;
  readonly explore: () => void;
  readonly show: (scenario: Scenario, target: Target) => Promise<void>;
}

export function createOpening({ client, store, supersede, isCurrent, explore, show }: OpeningDesk) {
  const get = () => store.getState();
  let before: SessionState | null = null;

  function clearFor(file: ScenarioFile): number {
    const asked = supersede();
    if (get().tree.current >= 0) before = get();
    store.setState({ ...initialSession, phase: 'loading', file });
    return asked;
  }

  /** A scenario is on its way, and its text is not there yet. */
  function expect(id: string): void {
    if (get().file?.id !== id) clearFor({ id, text: '', bundled: true });
  }

  /** It does not arrive. */
  function giveUp(notice: Notice): void {
    const { phase } = get();
    if (phase === 'loading') supersede();
    if (before) {
      store.setState({ ...before, wanted: null, notice });
      before = null;
      explore();
    } else store.setState({ phase: phase === 'loading' ? 'failed' : phase, notice });
  }

  async function open(file: ScenarioFile, target: Target = {}): Promise<void> {
    const { file: shown } = get();
    if (shown?.id !== file.id || shown.text !== file.text || !get().scenario) {
      const asked = clearFor(file);
      try {
        const { promise } = client.request({ do: 'compile', id: file.id, text: file.text });
        const { scenario, diagnostics } = await promise;
        if (!isCurrent(asked)) return;
        before = null;
        store.setState({ scenario, diagnostics, phase: scenario ? 'loading' : 'failed' });
      } catch (error) {
        const again = { words: 'Try again', run: () => void open(file, target) };
        if (isCurrent(asked)) giveUp({ ...notOpened(file.id, error), deed: again });
        return;
      }
    }
    const { scenario } = get();
    if (scenario) await show(scenario, target);
    if (scenario?.mistaken && get().scenario === scenario && !get().notice)
      store.setState({ notice: mistakenRows(scenario.mistaken) });
  }

  return { expect, giveUp, open };
}
