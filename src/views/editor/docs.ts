/** The document of the word under the pointer, or of the one at the cursor (F1): what it does, and what it orders where. */
import { syntaxTree } from '@codemirror/language';
import { StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import {
  closeHoverTooltips,
  hoverTooltip,
  keymap,
  showTooltip,
  type EditorView,
  type Tooltip,
} from '@codemirror/view';
import { meaningOf, nameAt } from './symbols.ts';
import { kernelNow, kernelWords, ownDoc, wordDoc } from './words.ts';

function tooltipAt(state: EditorState, position: number): Tooltip | null {
  const { from, to, text } = state.doc.lineAt(position);
  const start = text.slice(0, position - from).search(/\w*$/) + from;
  const end = start + (/^\w*/.exec(text.slice(start - from))?.[0].length ?? 0);
  if (start === end || end > to) return null;
  const name = state.sliceDoc(start, end);
  const source = { tree: syntaxTree(state), text: state.doc.toString() };
  const node = nameAt(source, position);
  const own = node && meaningOf(source, node);
  const line = own && state.doc.lineAt(own.from);
  const create = () => {
    const dom = (line ? ownDoc(line.text, line.number) : null) ?? wordDoc(name);
    return { dom: dom ?? document.createElement('div') };
  };
  if (!line && wordDoc(name) === null) return null;
  return { pos: start, end, above: true, create };
}

const showDoc = StateEffect.define<number | null>();

const atCursor = StateField.define<Tooltip | null>({
  create: () => null,
  update: (shown, transaction) => {
    for (const effect of transaction.effects)
      if (effect.is(showDoc))
        return effect.value === null ? null : tooltipAt(transaction.state, effect.value);
    return transaction.docChanged || transaction.selection ? null : shown;
  },
  provide: (field) => showTooltip.from(field),
});

function toggle(view: EditorView): boolean {
  if (view.state.field(atCursor)) return close(view);
  const show = () => {
    view.dispatch({ effects: [showDoc.of(view.state.selection.main.head), closeHoverTooltips] });
  };
  if (kernelNow()) show();
  // What the text makes itself is told all the same.
  else kernelWords().then(show, show);
  return true;
}

function close(view: EditorView): boolean {
  if (!view.state.field(atCursor)) return false;
  view.dispatch({ effects: [showDoc.of(null), closeHoverTooltips] });
  return true;
}

export const docs: Extension = [
  hoverTooltip(async (view, position) => {
    const { state } = view;
    if (!kernelNow()) await kernelWords().catch(() => null);
    return view.state === state ? tooltipAt(state, position) : null;
  }),
  atCursor,
  keymap.of([
    { key: 'F1', run: toggle, preventDefault: true },
    { key: 'Escape', run: close },
  ]),
];
