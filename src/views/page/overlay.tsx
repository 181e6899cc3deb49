/** What lies over the page until it is closed: a modal dialog, so that keys and focus stay inside. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { usePage } from '../context.ts';
import { Icon } from './icons.tsx';

export function Overlay({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { preferences } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the next key is typed.
  useLayoutEffect(() => {
    const target = dialog.current;
    if (target && !target.open) target.showModal();
    const field = target?.querySelector('input');
    field?.focus();
    field?.select();
    // Brings the focus back to where it was.
    return () => target?.close();
  }, []);
  const close = () => preferences.showOverlay(null);
  return (
    <dialog
      ref={dialog}
      className="overlay"
      aria-label={title}
      onClose={() => {
        if (!dialog.current?.open) close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <div className="overlay-head">
        <h2>{title}</h2>
        <button type="button" className="sign" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
