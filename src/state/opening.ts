/**
 * Opening a scenario: while it is on its way its name is shown and nothing of another one; where it does not arrive, or is
 * not waited for, what was shown before comes back with the reason.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { Scenario } from './answers.ts';
import type { KeptWork } from './kept-work.ts';
import { mistakenRows, notOpened, withWarnings, type Notice } from './notice.ts';
import type { ScenarioFile, WorkerClient } from './ports.ts';
import { revive } from './revival.ts';
import { initialSession, type SessionState, type Target } from './session-state.ts';

export interface OpeningDesk {
  readonly client: WorkerClient;
  readonly store: StoreApi<SessionState>;
  /** Drops what was asked for before; the number tells whether something newer was asked for since. */
  readonly supersede: () => number;
  readonly isCurrent: (asked: number) => boolean;
  readonly explore: () => void;
  readonly show: (scenario: Scenario, target: Target) => Promise<void>;
  /** What was kept of earlier work on a file. */
  readonly recall: (file: ScenarioFile) => Promise<KeptWork | null>;
}

export function createOpening(desk: OpeningDesk) {
  const { client, store, supersede, isCurrent, explore, show, recall } = desk;
  const get = () => store.getState();
  let before: SessionState | null = null;
  /** Counts what was asked for; only the last one is waited for. */
  let wanted = 0;

  function clearFor(file: ScenarioFile): number {
    const asked = supersede();
    if (get().tree.current >= 0) before = get();
    const { hidden } = get();
    store.setState({ ...initialSession, hidden, phase: 'loading', file });
    return asked;
  }

  /** A scenario is on its way, and its text is not there yet; what is returned tells whether it is still waited for. */
  function expect(id: string): () => boolean {
    const mine = ++wanted;
    if (get().file?.id !== id) clearFor({ id, text: '', bundled: true });
    return () => mine === wanted;
  }

  /** It does not arrive. */
  function giveUp(notice: Notice): void {
    const { phase } = get();
    wanted++;
    if (phase === 'loading') supersede();
    if (!comeBack(notice)) store.setState({ phase: phase === 'loading' ? 'failed' : phase, notice });
  }

  /** The reader does not wait for it. */
  function cancelOpening(): void {
    if (get().phase !== 'loading') return;
    wanted++;
    supersede();
    const notice = { tone: 'calm', what: 'Opening it was cancelled.' } as const;
    if (!comeBack({ ...notice, todo: 'This is what was shown before.' }))
      store.setState({
        ...initialSession,
        hidden: get().hidden,
        notice: { ...notice, todo: 'Open a scenario from the library.' },
      });
  }

  function comeBack(notice: Notice): boolean {
    if (!before) return false;
    store.setState({ ...before, hidden: get().hidden, wanted: null, notice });
    before = null;
    explore();
    return true;
  }

  /** `anew`: also where it is shown already. */
  async function open(file: ScenarioFile, target: Target = {}, anew = false): Promise<void> {
    const { file: shown } = get();
    wanted++;
    if (anew || shown?.id !== file.id || shown.text !== file.text || !get().scenario) {
      const asked = clearFor(file);
      try {
        const { promise } = client.request({
          do: 'compile',
          id: file.id,
          text: file.text,
          bundled: file.bundled,
        });
        const [{ scenario, diagnostics }, kept] = await Promise.all([promise, recall(file)]);
        if (!isCurrent(asked)) return;
        if (!scenario) before = null;
        store.setState({ scenario, diagnostics, phase: scenario ? 'loading' : 'failed' });
        if (scenario && kept) await resume(file, kept, asked);
        if (!isCurrent(asked)) return;
      } catch (error) {
        const again = { words: 'Try again', run: () => void open(file, target) };
        if (isCurrent(asked)) giveUp({ ...notOpened(file.id, error), deed: again });
        return;
      }
    }
    const { scenario, tree } = get();
    const isThere = tree.current >= 0 && Object.keys(target).length === 0;
    if (isThere) explore();
    else if (scenario) await show(scenario, target);
    if (!scenario || get().scenario !== scenario) return;
    if (get().phase !== 'loading') before = null;
    const { notice } = get();
    const warnings = get().diagnostics.filter(({ severity }) => severity === 'warning');
    const said = notice ?? (scenario.mistaken ? mistakenRows(scenario.mistaken) : null);
    const told = withWarnings(said, warnings, file.text);
    if (told !== notice) store.setState({ notice: told });
  }

  /** The runs of earlier work, as they were left; without them the scenario opens as if for the first time. */
  async function resume(file: ScenarioFile, kept: KeptWork, asked: number): Promise<void> {
    const revived = await revive(client, file, kept).catch(() => null);
    if (revived && isCurrent(asked)) store.setState({ ...revived, phase: 'ready' });
  }

  /** What is shown, from what is kept of it now. */
  async function reopen(): Promise<void> {
    const { file } = get();
    if (file) await open(file, {}, true);
  }

  /** Nothing is shown any more. */
  function close(): void {
    wanted++;
    supersede();
    before = null;
    store.setState({ ...initialSession, hidden: get().hidden });
  }

  return { expect, giveUp, cancelOpening, open, reopen, close };
}
