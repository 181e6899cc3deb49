/** The top line: where we are and the deeds that concern the whole page. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { hidesOthers } from '../../state/index.ts';
import { useMedia } from '../behaviors/media.ts';
import { copyLink, copyMail, switchTheme } from '../deeds.ts';
import { useNode, usePage, usePreferences, useSession } from '../context.ts';
import { Icon } from './icons.tsx';

export function PageHead() {
  const page = usePage();
  const { libraryOpen, sheet } = usePreferences();
  const isNarrow = useMedia('(max-width: 1179px)');
  const mail = useStore(page.mail.store, (state) => state.open);
  const course = useStore(page.course.store, (state) => state.open);
  const isOpen = isNarrow ? sheet === 'library' : libraryOpen && !mail && !course;
  const tree = useSession((state) => state.tree);
  const shown = tree.current >= 0;
  const asked = useSession((state) => state.hidden !== 'nothing');
  const toggle = () => {
    if (isNarrow) page.preferences.showSheet(isOpen ? null : 'library');
    else if (mail || course) {
      page.mail.close();
      page.course.close();
      page.preferences.toggleLibrary(true);
    } else page.preferences.toggleLibrary();
  };
  return (
    <header className="page-head">
      <button type="button" className="skip" onClick={skipToScore}>
        Skip to the score
      </button>
      <button
        type="button"
        className="sign"
        aria-label="Library"
        title="Library"
        aria-expanded={isOpen}
        onClick={toggle}
      >
        <Icon name="menu" />
      </button>
      <p className="brand">
        smpscope {!shown && <span className="quiet">step through every interleaving</span>}
      </p>
      <Title />
      <div className="deeds">
        <button
          type="button"
          className="sign"
          aria-label="Undo"
          title="Undo: back to the run before (u)"
          // Not disabled: the last press would lose the focus.
          aria-disabled={tree.past.length === 0}
          onClick={() => page.session.undo()}
        >
          <Icon name="undo" />
        </button>
        <button
          type="button"
          className="sign"
          aria-label="Redo"
          title="Redo (U)"
          aria-disabled={tree.future.length === 0}
          onClick={() => page.session.redo()}
        >
          <Icon name="redo" />
        </button>
        <DoneButton
          disabled={!shown || asked}
          title="Copy the run as a table for a mail (m)"
          words="Copy as mail"
          short="Mail"
          what="mail"
          deed={() => void copyMail(page)}
        />
        <DoneButton
          disabled={!shown}
          title="Copy a link to exactly this step (l)"
          words="Copy permalink"
          short="Link"
          what="link"
          deed={() => void copyLink(page)}
        />
        <button
          type="button"
          className="copy"
          title="Copy or save as a picture, a diagram, a model … (E)"
          disabled={!shown || asked}
          onClick={() => page.preferences.showOverlay('export')}
        >
          Export
        </button>
        <button
          type="button"
          className="sign"
          aria-label="Keys and signs"
          title="Keys and signs (?)"
          onClick={() => page.preferences.showOverlay('help')}
        >
          ?
        </button>
        <button
          type="button"
          className="sign"
          aria-label="Switch theme"
          title="Light or dark (t)"
          onClick={() => switchTheme(page)}
        >
          <Icon name="theme" />
        </button>
      </div>
    </header>
  );
}

/** For the keyboard: past the library, straight to what the page is about. */
function skipToScore(): void {
  document.querySelector<HTMLElement>('[role="grid"], main button')?.focus();
}

function Title() {
  const node = useNode();
  const scenario = useSession((state) => state.scenario);
  const asked = useSession(hidesOthers);
  if (!node || !scenario) return null;
  if (asked)
    return (
      <div className="title">
        <h1>What can happen here?</h1>
      </div>
    );
  const { source } = node;
  return (
    <div className="title">
      <h1 title={scenario.title}>{scenario.title}</h1>
      <p className="run-title">
        {source.title}
        {'by' in source && source.by && <span className="quiet"> {source.by}</span>}
      </p>
    </div>
  );
}

interface DoneButtonProps {
  readonly words: string;
  /** On a phone. */
  readonly short: string;
  readonly title: string;
  readonly disabled: boolean;
  readonly what: 'link' | 'mail';
  readonly deed: () => void;
}

/** Says for a moment that it is done, whether by click or key; its width stays, and its name too. */
function DoneButton({ words, short, title, disabled, what, deed }: DoneButtonProps) {
  const { preferences } = usePage();
  const { copied } = usePreferences();
  const said = copied?.what === what ? (copied.done ? 'Copied' : 'Not copied') : null;
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => preferences.sayCopied(null), 1600);
    return () => clearTimeout(timer);
  }, [said, copied, preferences]);
  return (
    <button
      type="button"
      className="copy"
      title={title}
      aria-label={words}
      disabled={disabled}
      onClick={deed}
    >
      <span className={said ? 'said-away' : ''}>
        <span className="long">{words}</span>
        <span className="short">{short}</span>
      </span>
      <span className="said" role="status">
        {said}
      </span>
    </button>
  );
}
