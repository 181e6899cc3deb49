/**
 * The editor itself, once for the page: its undo history and place survive whatever is shown meanwhile. It lives in a
 * shadow root, where its styles are adopted sheets: the page's policy lets no style element in.
 */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  selectedCompletionIndex,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic as Mark } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import type { Diagnostic, KeyHabit } from '../../state/index.ts';
import { moveFocus } from '../behaviors/focus.ts';
import { complete } from './completion.ts';
import { docs } from './docs.ts';
import { format } from './format.ts';
import { keysOf } from './key-habits.ts';
import { languageOf, typesOf } from './language.ts';
import { places, showPlaces, type CpuPlace } from './places.ts';
import { renaming } from './rename.ts';
import { meaningOf, nameAt } from './symbols.ts';
import { theme } from './theme.ts';
import { typing } from './typing.ts';
import { kernelNow, kernelWords } from './words.ts';
import { syntaxTree } from '@codemirror/language';

/** What the editor tells the page. */
export interface Listener {
  readonly typed: (text: string, caret: number) => void;
  /** A word is defined in the prelude, at this place of it. */
  readonly prelude: (at: number) => void;
}

/** The text comes from elsewhere: nobody typed it. */
const given = Annotation.define<true>();

export class Desk {
  readonly host: HTMLElement;
  readonly view: EditorView;
  private readonly language = new Compartment();
  private readonly habit = new Compartment();
  private types = '';
  private id: string | null = null;
  private habitNow: KeyHabit = 'standard';
  private listener: Listener | null = null;
  /** Of files shown before, so that undo goes on where it was. */
  private readonly states = new Map<string, EditorState>();

  constructor() {
    this.host = document.createElement('div');
    this.host.className = 'editor-host';
    const root = this.host.attachShadow({ mode: 'open' });
    this.view = new EditorView({ parent: root, root, state: this.stateOf('') });
    // The page's keys are not for what is typed here, but for those that open its commands.
    this.host.addEventListener('keydown', (event) => {
      const keys = this.habitNow === 'standard' ? /^[kP]$/ : /^P$/;
      const isCommand = (event.ctrlKey || event.metaKey) && keys.test(event.key);
      if (!isCommand || event.defaultPrevented) event.stopPropagation();
    });
  }

  listen(listener: Listener | null): void {
    this.listener = listener;
  }

  /** Shows a file's text; where it is the text that stands here already, under another name, nothing moves. */
  show(id: string, text: string, caret: number): void {
    const isTyped = this.view.state.doc.toString() === text;
    if (this.id !== id && !isTyped) {
      if (this.id !== null) this.states.set(this.id, this.view.state);
      const known = this.states.get(id);
      this.view.setState(known ?? this.stateOf(text, Math.min(caret, text.length)));
      void this.useHabit(this.habitNow, true);
      this.view.dispatch({ scrollIntoView: true });
    }
    this.id = id;
    this.replace(text);
  }

  /** Another text, changed where it differs, so that the cursor stays. */
  private replace(text: string): void {
    const old = this.view.state.doc.toString();
    if (old === text) return;
    let from = 0;
    while (from < old.length && old[from] === text[from]) from++;
    let end = 0;
    while (end < old.length - from && end < text.length - from && old.at(-1 - end) === text.at(-1 - end))
      end++;
    const changes = { from, to: old.length - end, insert: text.slice(from, text.length - end) };
    this.view.dispatch({ changes, annotations: given.of(true) });
  }

  mark(diagnostics: readonly Diagnostic[]): void {
    const { length } = this.view.state.doc;
    const marks = diagnostics.map(({ from, to, severity, message, fix }): Mark => ({
      from: Math.min(from, length),
      to: Math.min(Math.max(to, from + 1), length),
      severity,
      message,
      ...(fix && {
        actions: [
          {
            name: fix.label,
            apply: (view) =>
              view.dispatch({
                changes: { from: fix.from, to: fix.to, insert: fix.insert },
                userEvent: 'fix',
              }),
          },
        ],
      }),
    }));
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  /** Where the CPUs of the shown run are in the text. */
  showPlaces(where: readonly CpuPlace[]): void {
    showPlaces(this.view, where);
  }

  async useHabit(habit: KeyHabit, anew = false): Promise<void> {
    if (habit === this.habitNow && !anew) return;
    this.habitNow = habit;
    const keys = await keysOf(habit);
    if (this.habitNow === habit) this.view.dispatch({ effects: this.habit.reconfigure(keys) });
  }

  /** Where the name at the cursor is made, here or in the prelude; false where nobody knows. */
  toDefinition(): boolean {
    const { state } = this.view;
    const source = { tree: syntaxTree(state), text: state.doc.toString() };
    const node = nameAt(source, state.selection.main.head);
    if (!node) return false;
    const own = meaningOf(source, node);
    if (own) {
      this.goTo(own.from, own.to);
      return true;
    }
    const name = state.sliceDoc(node.from, node.to);
    const kernel = kernelNow();
    if (kernel) return this.toPrelude(kernel.preludePlace(name));
    kernelWords().then(
      (words) => this.toPrelude(words.preludePlace(name)),
      () => undefined,
    );
    return true;
  }

  private toPrelude(at: number | null): boolean {
    if (at !== null) this.listener?.prelude(at);
    return at !== null;
  }

  goTo(from: number, to = from): void {
    const { length } = this.view.state.doc;
    const selection = { anchor: Math.min(from, length), head: Math.min(to, length) };
    this.view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: 'center' }) });
    this.view.focus();
  }

  format(): void {
    format(this.view);
    this.view.focus();
  }

  private stateOf(text: string, caret = 0): EditorState {
    this.types = typesOf(text);
    const language = languageOf(text);
    if (language instanceof Promise) queueMicrotask(() => void this.useLanguage(text));
    return EditorState.create({
      doc: text,
      selection: { anchor: caret },
      extensions: [
        this.habit.of([]),
        this.language.of(language instanceof Promise ? [] : language),
        this.common(),
      ],
    });
  }

  /** Reads what stands here by the language of `text`, unless it has changed to another meanwhile. */
  private async useLanguage(text: string): Promise<void> {
    const types = typesOf(text);
    const language = await languageOf(text);
    if (typesOf(this.view.state.doc.toString()) === types)
      this.view.dispatch({ effects: this.language.reconfigure(language) });
  }

  private common(): Extension {
    const definition = () => this.toDefinition();
    return [
      places,
      lineNumbers(),
      foldGutter(),
      codeFolding(),
      lintGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      dropCursor(),
      EditorState.allowMultipleSelections.of(true),
      indentUnit.of('    '),
      EditorState.tabSize.of(4),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      // As people know them: Alt for another cursor, with Shift for a column of them, Control for the definition.
      rectangularSelection({ eventFilter: ({ altKey, shiftKey }) => altKey && shiftKey }),
      EditorView.clickAddsSelectionRange.of(({ altKey }) => altKey),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search(),
      // Enter is a new line unless something was chosen; Tab takes the first.
      autocompletion({ override: [complete], icons: false, selectOnOpen: false, interactionDelay: 0 }),
      docs,
      renaming,
      typing,
      theme,
      keymap.of([
        { key: 'Tab', run: takeCompletion },
        { key: 'F12', run: definition, preventDefault: true },
        { key: 'Mod-Enter', run: toScore, preventDefault: true },
        { key: 'Shift-Alt-f', run: format },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...searchKeymap,
        ...foldKeymap,
        ...lintKeymap,
        ...historyKeymap,
        ...defaultKeymap,
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({
        'aria-label': 'Text of the scenario; Escape, then Tab leaves it, Control and Enter go to the score',
        tabindex: '0',
      }),
      EditorView.domEventHandlers({
        mousedown: (event, view) => {
          if (!(event.ctrlKey || event.metaKey)) return false;
          const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
          if (at === null) return false;
          view.dispatch({ selection: { anchor: at } });
          return this.toDefinition();
        },
      }),
      EditorView.updateListener.of(({ docChanged, transactions, state }) => {
        if (!docChanged) return;
        const text = state.doc.toString();
        const types = typesOf(text);
        if (types !== this.types) {
          this.types = types;
          queueMicrotask(() => void this.useLanguage(text));
        }
        if (!transactions.some((one) => one.docChanged && one.annotation(given)))
          this.listener?.typed(text, state.selection.main.head);
      }),
    ];
  }
}

/** What is written is looked at, and the page's keys are the page's again. */
function toScore(): boolean {
  moveFocus(() => document.querySelector<HTMLElement>('[role="grid"]'));
  return true;
}

function takeCompletion(view: EditorView): boolean {
  if (completionStatus(view.state) !== 'active') return false;
  if (selectedCompletionIndex(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}
