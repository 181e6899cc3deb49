/** Where a word is defined that the text only uses: the prelude, to be read. */
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useLayoutEffect, useRef } from 'react';
import { preludeText } from '../../scenario/index.ts';
import { languageOf } from './language.ts';
import { theme } from './theme.ts';

export function PreludePane({ at, close }: { readonly at: number; readonly close: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const host = place.current;
    if (!host) return undefined;
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    const line = preludeText.indexOf('\n', at);
    const state = EditorState.create({
      doc: preludeText,
      selection: { anchor: at, head: line },
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': 'Text of the prelude, to be read', tabindex: '0' }),
        lineNumbers(),
        languageOf(preludeText),
        theme,
      ],
    });
    const view = new EditorView({
      parent: root,
      root,
      state,
      scrollTo: EditorView.scrollIntoView(at, { y: 'start' }),
    });
    view.focus();
    return () => view.destroy();
  }, [at]);
  return (
    <aside
      className="editor-beside"
      aria-label="Prelude"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div className="editor-beside-head">
        <h3>
          Prelude <span className="quiet">read only</span>
        </h3>
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
      <div ref={place} className="editor-host" />
    </aside>
  );
}
