/**
 * What the browser and the editor would do otherwise. What is typed over a selection is put in here: left to the browser it
 * would copy the look of what was there as inline style, which the page's policy refuses with an error. And Escape, then
 * Tab leaves, also where Escape has closed something.
 */
import { EditorView } from '@codemirror/view';

const overSelection = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { state } = view;
    const { from, to, empty } = state.selection.main;
    const { data } = event;
    if (event.inputType !== 'insertText' || data === null || empty || view.composing) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
    if (!state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert)))
      view.dispatch(insert());
    return true;
  },
});

const leaving = EditorView.domEventObservers({
  keydown: ({ key }, view) => {
    if (key === 'Escape') view.setTabFocusMode(2000);
  },
});

export const typing = [overSelection, leaving];
