/** The first page's run, found by the search: the shortest that fails, up to the step behind which it cannot be saved. */
import { shownNode, type ScenarioFile, type SessionState } from '../../state/index.ts';
import type { Page } from '../context.ts';

/** The score that is shown, and the switch beside it. */
const SHOWN = { id: 'classics/store-buffering', variant: 'sb.plain-tso' } as const;
export const BARRIER = { option: 'between', on: 'mb', off: 'nothing' } as const;

export interface FirstStage {
  readonly file: ScenarioFile;
  /** What must not happen, as a sentence. */
  readonly text: string;
  /** As far as both ends are open. */
  readonly keys: readonly string[];
  readonly variant: string;
}

/** Rejects where the library's text does not come. */
export async function openFirst(page: Page): Promise<FirstStage> {
  const { session, catalogue } = page;
  const file = await catalogue.load(SHOWN.id);
  if (!file) throw new Error('the first page’s scenario is not there');
  await session.open(file, { variant: SHOWN.variant });
  // The search shows its shortest failure by itself where a variant has no run yet.
  const node = await until(page, (state) => {
    const shown = shownNode(state);
    return shown !== null && shown.score.noReturn !== null ? shown : null;
  });
  const { scenario } = session.store.getState();
  const keys = node.run.steps.slice(0, (node.score.noReturn ?? 1) - 1).map(({ key }) => key);
  const stage = {
    file,
    keys,
    variant: SHOWN.variant,
    text: scenario?.properties[0]?.text ?? '',
  };
  await session.showRun(keys, { kind: 'hand', title: 'by hand' }, node);
  return stage;
}

/** Back to the step at which it is open who moves. */
export async function toChoice({ session }: Page, { file, keys }: FirstStage): Promise<void> {
  const node = shownNode(session.store.getState());
  if (!node) return;
  const { model, settings } = node;
  await session.open(file, {
    view: { settings: { ...settings, [BARRIER.option]: BARRIER.off }, model, keys, step: keys.length },
  });
}

function until<T>({ session }: Page, find: (state: SessionState) => T | null): Promise<T> {
  return new Promise((resolve) => {
    const look = () => {
      const found = find(session.store.getState());
      if (found !== null) {
        stop();
        resolve(found);
      }
    };
    const stop = session.store.subscribe(look);
    look();
  });
}
