/**
 * The URL follows the view: replaced while stepping, pushed once per scenario opened, so Back, reload and copying from
 * the address bar do what people expect. A link becomes a view, or as much of it as can be opened and a notice.
 */
import { safeLine } from '../base/index.ts';
import { isCarried, keptAddress } from './links.ts';
import { notOpened } from './notice.ts';
import type { AddressBar, Links, LinkView } from './ports.ts';
import { currentNode } from './run-tree.ts';
import type { LastPlace } from './preferences.ts';
import type { Session } from './session.ts';

/** While a hand scrubs, the address waits until it rests. */
const REST = 120;

/** A longer link is remembered by the name of the file that it carries, which this browser keeps. */
const LONG = 2000;

export interface Address {
  /** Opens what the fragment says; false where it says nothing at all. */
  readonly openFragment: (fragment: string) => Promise<boolean>;
  /** The link to what is shown now, null where nothing is. */
  readonly fragment: () => Promise<string | null>;
  readonly stop: () => void;
}

/** `remember` is told where the reader is, so that a later visit can go on there. */
export function followAddress(
  session: Session,
  links: Links,
  bar: AddressBar,
  remember: (last: LastPlace) => void = () => undefined,
): Address {
  let last = '';
  let lastFile: string | null = null;
  let opening = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const fragment = async (): Promise<string | null> => {
    const view = shown(session);
    return view && links.encode(view);
  };
  const write = async () => {
    const view = shown(session);
    if (!view) return;
    const text = (await links.encode(view).catch(() => null)) ?? keptAddress(view.file);
    if (text === last && bar.read() === text) return;
    const fresh = lastFile !== null && lastFile !== view.file.id;
    last = text;
    lastFile = view.file.id;
    const mine = view.file.bundled ? null : view.file.id;
    if (fresh) bar.push(text, mine);
    else bar.replace(text, mine);
    const fragment = text.length > LONG && mine !== null ? keptAddress(view.file) : text;
    remember({ fragment, title: view.scenario.title });
  };
  const openFragment = async (text: string): Promise<boolean> => {
    if (!text || text === last) return false;
    const mine = ++opening;
    const name = links.named(text);
    let isAwaited = name === null ? () => mine === opening : session.expect(name);
    try {
      const { file, view, problems } = await links.decode(text, (arrived) => {
        if (isAwaited()) isAwaited = session.expect(arrived.id);
      });
      if (!isAwaited()) return true;
      const what = safeLine(problems.join(' '));
      if (!file) {
        session.giveUp({ tone: 'problem', what, todo: 'Open a scenario from the library.' });
        return true;
      }
      lastFile = file.id;
      await session.open(file, view ? { view } : {});
      if (what && mine === opening && session.store.getState().phase === 'ready') {
        const { notice } = session.store.getState();
        session.announce({
          tone: 'problem',
          todo: todoOf(view, session),
          ...notice,
          what: [what, notice?.what].filter(Boolean).join(' '),
        });
      }
    } catch (error) {
      if (!isAwaited()) return true;
      const again = { words: 'Try again', run: () => void openFragment(text) };
      session.giveUp({ ...notOpened(nameOf(name), error), deed: again });
    }
    return true;
  };

  const unsubscribe = session.store.subscribe((now, before) => {
    if (now.position === before.position && now.tree === before.tree && now.file === before.file) return;
    if (timer) clearTimeout(timer);
    // What was closed has no address any more.
    if (now.phase === 'empty' && last !== '') {
      last = '';
      bar.replace('', null);
      return;
    }
    timer = setTimeout(() => void write(), REST);
  });
  const unlisten = bar.listen((text) => void openFragment(text));
  return {
    openFragment,
    fragment,
    stop: () => {
      if (timer) clearTimeout(timer);
      unsubscribe();
      unlisten();
    },
  };
}

/** What a reader may do with a link that is not whole. */
function todoOf(view: LinkView | null, session: Session): string {
  const { tree, position } = session.store.getState();
  const isFresh = tree.nodes.length <= 1 && position === 0;
  if (!view)
    return isFresh ? 'The scenario opens from its start.' : 'Shown is what was open of it here before.';
  return view.older?.readable === false && view.older.others().length === 0
    ? 'Shown is a run of the scenario as it is now, under these options.'
    : 'The rest of the link is shown.';
}

function nameOf(scenario: string | null): string {
  if (scenario === null) return 'This link';
  return isCarried(scenario) ? 'The scenario in this link' : scenario;
}

function shown(session: Session) {
  const { file, scenario, tree, position } = session.store.getState();
  const node = currentNode(tree);
  if (!file || !scenario || !node) return null;
  const { settings, model, program } = node;
  return {
    file,
    scenario,
    program,
    settings,
    model,
    keys: node.run.steps.map((step) => step.key),
    step: position,
  };
}
