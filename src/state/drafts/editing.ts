/**
 * The text in the editor: compiled when the hand rests, and shown as soon as it has no mistakes. A bundled scenario
 * becomes the reader's own with the first change.
 * Invariant: one compile is under way at most; what was typed meanwhile is compiled next, and only the last answer counts.
 */
import { createStore } from 'zustand/vanilla';
import type { Diagnostic } from '../answers.ts';
import type { CatalogueStore } from '../catalogue.ts';
import type { Drawer } from '../drawer.ts';
import { failed, type Notice } from '../notice.ts';
import type { ScenarioFile, WorkerClient } from '../ports.ts';
import { currentNode, type RunNode } from '../run-tree.ts';
import type { Session } from '../session.ts';
import type { Drafts } from './drafts.ts';
import { askedFor, retext, tells, type Anchor } from './retext.ts';

/** A hand that types rests so long before what it typed is compiled. */
const REST = 250;

export interface EditingState {
  /** Of the file that is being edited; null where none is open. */
  readonly id: string | null;
  readonly text: string;
  /** What the compiler says about `checked`. */
  readonly diagnostics: readonly Diagnostic[];
  readonly checked: string | null;
}

interface EditingDesk {
  readonly client: WorkerClient;
  readonly session: Session;
  readonly drafts: Drafts;
  readonly catalogue: CatalogueStore;
  readonly drawer: Drawer;
  readonly rest?: number;
}

export type Editing = ReturnType<typeof createEditing>;

export function createEditing({ client, session, drafts, catalogue, drawer, rest = REST }: EditingDesk) {
  const store = createStore<EditingState>(() => ({ id: null, text: '', diagnostics: [], checked: null }));
  const get = () => store.getState();
  const shown = () => session.store.getState();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  let anchor: Anchor | null = null;
  let made: RunNode | null = null;
  let parted: Notice | null = null;
  /** What stands there was typed here: who only looks on keeps nothing. */
  let typed = false;

  const isWaiting = () => timer !== null;

  /** Compiles what stands in the editor now, or after what is being compiled. */
  async function check(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (running) return;
    running = true;
    try {
      for (
        let { id, text, checked } = get();
        id !== null && checked !== text;
        { id, text, checked } = get()
      ) {
        const isLast = () => get().id === id && get().text === text;
        const { scenario, diagnostics } = await client.request({ do: 'compile', id, text }).promise;
        if (!isLast()) {
          // Whoever types on is asked again when the hand rests.
          if (isWaiting()) return;
          continue;
        }
        store.setState({ diagnostics, checked: text });
        const { file } = shown();
        if (!scenario) session.markText('mistaken');
        else if (file?.text === text && shown().scenario) session.markText('same');
        else await show({ id, text, bundled: false }, { scenario, diagnostics }, isLast);
      }
    } catch (error) {
      session.announce(failed(error, () => void check()));
    } finally {
      running = false;
    }
  }

  type Answer = Pick<Parameters<typeof retext>[2], 'scenario' | 'diagnostics'>;

  async function show(file: ScenarioFile, answer: Answer, isLast: () => boolean): Promise<void> {
    const before = shown();
    const last = tells(anchor, before, made) ? anchor : null;
    const { shown: next, anchor: from } = await retext(client, shown, { file, ...answer }, last);
    if (!isLast()) return;
    // Who took another way or chose something else meanwhile means it for the new text.
    if (askedFor(shown()) !== askedFor(before)) return show(file, answer, isLast);
    const { position } = shown();
    // What another tab has done stays said.
    const said = shown().notice === parted ? parted : null;
    const at = position === before.position ? next.position : Math.min(position, length(next.tree));
    session.rewrite({ ...next, position: at, notice: next.notice ?? said });
    anchor = from;
    made = currentNode(next.tree);
    if (typed) drafts.change(file.id, { ran: file.text });
    catalogue.put(file.id, file.text);
  }

  function soon(): void {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => void check(), rest);
  }

  /** The file on the page, with what was typed of it. */
  function follow(): void {
    const { file, phase, diagnostics } = shown();
    if (!file || (phase === 'loading' && file.text === '')) {
      if (get().id !== null && !file) store.setState({ id: null, text: '', diagnostics: [], checked: null });
      return;
    }
    if (file.id === get().id) return;
    const text = drafts.of(file.id)?.text ?? file.text;
    anchor = null;
    typed = false;
    const isSame = text === file.text;
    store.setState({ id: file.id, text, diagnostics: isSame ? diagnostics : [], checked: null });
    if (isSame) return;
    drawer.edit(true);
    void check();
  }

  /** What was typed, and where the cursor stands; the first change of a bundled scenario makes it the reader's own. */
  function type(text: string, caret: number): void {
    const { file } = shown();
    if (!file || text === get().text) return;
    typed = true;
    let { id } = get();
    if (file.bundled) {
      const draft = drafts.create({ name: file.id.replace(/^.*\//, ''), text, ran: file.text, caret });
      id = draft.id;
      store.setState({ id, text });
      session.renameFile({ id, text: file.text, bundled: false });
      keepVersion();
    } else {
      drafts.adopt(file);
      drafts.change(file.id, { text, caret });
      store.setState({ id: file.id, text });
    }
    if (shown().text !== 'mistaken') session.markText(text === shown().file?.text ? 'same' : 'changing');
    soon();
  }

  /** What has run to its end, and what came of it. */
  function keepVersion(): void {
    const { exploration, file, tree } = shown();
    const node = currentNode(tree);
    if (exploration.status !== 'done' || !file || file.bundled || !node || !typed || !drafts.of(file.id))
      return;
    const { limit, verdict, properties } = exploration.result;
    const words = [verdict, ...properties].join(' ');
    const version = { id: file.id, text: file.text, verdict: words, model: node.model };
    if (limit !== 'cancelled') void drafts.keepVersion(version);
  }

  drafts.listen((event) => {
    if ('mine' in event) {
      if (event.theirs.id !== get().id) return;
      const { text } = shown().file ?? event.theirs;
      store.setState({ id: event.mine.id });
      session.renameFile({ id: event.mine.id, text, bundled: false });
      parted = {
        tone: 'problem',
        what: `“${event.theirs.name}” was changed in another tab meanwhile. What you wrote here is “${event.mine.name}” now.`,
        todo: 'Both are in the library.',
      };
      session.announce(parted);
    } else if ('gone' in event) {
      if (event.gone !== shown().file?.id) return;
      session.announce({
        tone: 'problem',
        what: `“${event.gone}” was deleted in another tab.`,
        todo: 'What stands here stays until you leave it, and is kept again with the next change.',
      });
    } else if (event.changed.id === get().id && event.changed.text !== get().text) {
      typed = false;
      store.setState({ text: event.changed.text });
      session.markText('changing');
      void check();
    }
  });
  session.store.subscribe((now, before) => {
    if (now.file !== before.file || now.phase !== before.phase) follow();
    if (now.exploration !== before.exploration) keepVersion();
    const { id, text, checked } = get();
    const isOfText = checked === null && now.file?.id === id && now.file.text === text;
    if (now.diagnostics !== before.diagnostics && isOfText) store.setState({ diagnostics: now.diagnostics });
  });
  follow();

  return {
    store: store as Pick<typeof store, 'getState' | 'subscribe' | 'getInitialState'>,
    type,
    /** Another text in place of what stands there: a version, say. */
    replace: (text: string) => type(text, 0),
    check,
  };
}

function length(tree: ReturnType<Session['store']['getState']>['tree']): number {
  return currentNode(tree)?.run.steps.length ?? 0;
}
