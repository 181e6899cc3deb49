/** The browser as the stores' ports see it. */
import type { AddressBar, AddressWords, Storage, Tabs } from '../state/index.ts';
import type { Deeds } from '../views/index.ts';

/** The state of an entry of the history that was made for a lesson, whose run is not in the address yet: that belongs to the
 *  same entry. */
export const ENTERED = true;

/** What is written of a course there names no run (`course-address.ts`). */
function runFragment(): string {
  const { hash } = window.location;
  return hash.startsWith('#course') ? '' : hash.slice(1);
}

/** Whether the address is about a course. */
export function namesCourse(): boolean {
  const { hash, search } = window.location;
  return hash.startsWith('#course') || /[?&](?:course|lesson)\b/.test(search);
}

export const addressBar: AddressBar = {
  read: runFragment,
  mine: () => {
    const state: unknown = window.history.state;
    return typeof state === 'string' ? state : null;
  },
  replace: (fragment, mine) => window.history.replaceState(mine, '', `#${fragment}`),
  push: (fragment, mine) => {
    if (window.history.state === ENTERED) window.history.replaceState(mine, '', `#${fragment}`);
    else window.history.pushState(mine, '', `#${fragment}`);
  },
  listen: (changed) => {
    const onChange = () => changed(runFragment());
    window.addEventListener('popstate', onChange);
    window.addEventListener('hashchange', onChange);
    return () => {
      window.removeEventListener('popstate', onChange);
      window.removeEventListener('hashchange', onChange);
    };
  },
};

export const addressWords: AddressWords = {
  has: (word) => new URLSearchParams(window.location.search).has(word),
  set: (word, on) => {
    const address = new URL(window.location.href);
    if (address.searchParams.has(word) === on) return;
    if (on) address.searchParams.set(word, '');
    else address.searchParams.delete(word);
    // `?predict`, not `?predict=`.
    address.search = address.search.replace(/=(?=&|$)/g, '');
    window.history.replaceState(window.history.state, '', address);
  },
};

/** Storage that may be forbidden; preferences then last as long as the page. */
export const storage: Storage = {
  read: (key) => {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write: (key, value) => {
    try {
      window.localStorage.setItem(key, value);
    } catch {
      // Private mode or a full disk: nothing that the reader has to know.
    }
  },
};

export const copy: Deeds['copy'] = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyThroughField(text);
  }
};

/** For pages without the clipboard's permission (plain http, old browsers). */
function copyThroughField(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('aria-hidden', 'true');
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way that is left where the clipboard is closed
  const done = document.execCommand('copy');
  field.remove();
  return done;
}

export const save: Deeds['save'] = (name, content, type) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

/** A channel that all tabs of this site share. */
export function openTabs(): Tabs {
  const channel = new BroadcastChannel(`smpscope drafts ${new URL('./', document.baseURI).pathname}`);
  return {
    tell: (id) => channel.postMessage(id),
    listen: (heard) => {
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') heard(data);
      });
    },
  };
}
