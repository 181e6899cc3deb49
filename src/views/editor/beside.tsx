/** What stands beside the text, or on a phone in its place, until Escape or Close; and a text in it that is only read. */
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { languageOf } from './language.ts';
import { theme } from './theme.ts';

interface BesideProps {
  readonly title: string;
  /** A few words behind the title. */
  readonly about: string;
  readonly close: () => void;
  readonly children: ReactNode;
}

export function Beside({ title, about, close, children }: BesideProps) {
  return (
    <aside
      className="editor-beside"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div className="editor-beside-head">
        <h3>
          {title} <span className="quiet">{about}</span>
        </h3>
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
      {children}
    </aside>
  );
}

interface ReadOnlyTextProps {
  readonly text: string;
  readonly label: string;
  /** What is to be seen beside the text; a new one makes a new view. */
  readonly extensions: Extension;
  /** Offset to begin at, with the focus there; without it the focus stays where it is. */
  readonly at?: number;
}

export function ReadOnlyText({ text, label, extensions, at }: ReadOnlyTextProps) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const host = place.current;
    if (!host) return undefined;
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    const language = new Compartment();
    const known = languageOf(text);
    const state = EditorState.create({
      doc: text,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        extensions,
        language.of(known instanceof Promise ? [] : known),
        theme,
      ],
      ...(at === undefined ? {} : { selection: { anchor: at, head: text.indexOf('\n', at) } }),
    });
    const scrollTo = at === undefined ? {} : { scrollTo: EditorView.scrollIntoView(at, { y: 'start' }) };
    const view = new EditorView({ parent: root, root, state, ...scrollTo });
    if (known instanceof Promise)
      void known.then((late) => view.dispatch({ effects: language.reconfigure(late) }));
    if (at !== undefined) view.focus();
    return () => view.destroy();
  }, [text, label, extensions, at]);
  return <div ref={place} className="editor-host" />;
}
