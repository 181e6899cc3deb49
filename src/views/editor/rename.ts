/** Another name for what stands at the cursor, wherever it means the same (F2). */
import { syntaxTree } from '@codemirror/language';
import { StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { keymap, showPanel, type EditorView, type Panel } from '@codemirror/view';
import { meaningOf, nameAt, placesOf, type SymbolOf } from './symbols.ts';

const askName = StateEffect.define<SymbolOf | null>();

const asked = StateField.define<SymbolOf | null>({
  create: () => null,
  update: (symbol, { effects, docChanged }) => {
    for (const effect of effects) if (effect.is(askName)) return effect.value;
    return docChanged ? null : symbol;
  },
  provide: (field) => showPanel.from(field, (symbol) => (symbol ? (view) => panel(view, symbol) : null)),
});

function sourceOf(state: EditorState) {
  return { tree: syntaxTree(state), text: state.doc.toString() };
}

/** Asks for the new name; false where nothing at the cursor is the text's own. */
function startRename(view: EditorView): boolean {
  const source = sourceOf(view.state);
  const node = nameAt(source, view.state.selection.main.head);
  const symbol = node && meaningOf(source, node);
  if (!symbol) return false;
  view.dispatch({ effects: askName.of(symbol) });
  return true;
}

function panel(view: EditorView, symbol: SymbolOf): Panel {
  const dom = document.createElement('form');
  dom.className = 'cm-rename';
  const label = document.createElement('label');
  const field = document.createElement('input');
  field.value = symbol.name;
  field.setAttribute('aria-label', `New name of ${symbol.name}`);
  const places = placesOf(sourceOf(view.state), symbol);
  label.append(
    `Rename ${symbol.name} in ${places.length} ${places.length === 1 ? 'place' : 'places'} to `,
    field,
  );
  const go = document.createElement('button');
  go.textContent = 'Rename';
  dom.append(label, ' ', go);
  const close = () => {
    view.dispatch({ effects: askName.of(null) });
    view.focus();
  };
  dom.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
    event.stopPropagation();
  });
  dom.addEventListener('submit', (event) => {
    event.preventDefault();
    const name = field.value.trim();
    const isName = symbol.kind === 'id' ? /^[\w.-]+$/.test(name) : /^[A-Za-z_]\w*$/.test(name);
    if (!isName) {
      field.setAttribute('aria-invalid', 'true');
      field.select();
      return;
    }
    view.dispatch({
      changes: places.map(({ from, to }) => ({ from, to, insert: name })),
      effects: askName.of(null),
      userEvent: 'rename',
    });
    view.focus();
  });
  return {
    dom,
    mount: () => {
      field.focus();
      field.select();
    },
  };
}

export const renaming: Extension = [
  asked,
  keymap.of([{ key: 'F2', run: startRename, preventDefault: true }]),
];
