/**
 * Views whose code comes when they are first shown. One that does not come (offline, or the site was updated under an
 * open page) says so in its own place and can be asked for again; it asks by itself when the connection is back.
 */
import { useEffect, type ComponentType, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { Guard, Missing } from './guard.tsx';

interface Chunk<P> {
  readonly view: ComponentType<P> | null;
  readonly failed: boolean;
}

interface Until<P> {
  /** Said while it is on its way; nothing unless given. */
  readonly meanwhile?: string;
  /** Shown while it is on its way, and also where it does not come: says enough by itself. */
  readonly instead?: (props: P) => ReactNode;
}

/** A view that stands for the one that `load` gives; `title` names it for the reader. */
export function onDemand<P extends object>(
  title: string,
  load: () => Promise<ComponentType<P>>,
  { meanwhile, instead }: Until<P> = {},
): ComponentType<P> {
  const store = createStore<Chunk<P>>(() => ({ view: null, failed: false }));
  let under = false;
  const ask = () => {
    if (under || store.getState().view) return;
    under = true;
    store.setState({ failed: false });
    load().then(
      (view) => {
        under = false;
        store.setState({ view });
      },
      () => {
        under = false;
        store.setState({ failed: true });
      },
    );
  };
  return function OnDemand(props: P) {
    const { view: View, failed } = useStore(store);
    useEffect(() => {
      ask();
      window.addEventListener('online', ask);
      return () => window.removeEventListener('online', ask);
    }, []);
    if (View)
      return (
        <Guard title={title}>
          <View {...props} />
        </Guard>
      );
    if (instead) return instead(props);
    if (failed)
      return (
        <Missing again={ask}>
          {title} could not be loaded: you are offline, or the site was updated. Your runs stay as they are,
          also when you reload.
        </Missing>
      );
    return meanwhile === undefined ? null : (
      <p className="quiet" aria-busy="true">
        {meanwhile}
      </p>
    );
  };
}
