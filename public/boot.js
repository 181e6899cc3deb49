// Runs before the page: says what is the case where the page itself cannot run, keeps foreign scripts out, and has the
// site work offline. A classic script, since a browser runs no module from a file.

(() => {
  const site = new URL('./', document.currentScript.src);

  /** Stands until the page draws itself. */
  const say = (sentence) => {
    if (document.readyState === 'loading') {
      addEventListener('DOMContentLoaded', () => say(sentence));
      return;
    }
    const place = document.querySelector('#root');
    if (!place || place.querySelector('header')) return;
    const words = document.createElement('p');
    words.setAttribute('role', 'alert');
    words.className = 'blank';
    words.textContent = sentence;
    place.replaceChildren(words);
  };

  if (location.protocol === 'file:') {
    say(
      'smpscope does not run from a file: serve this folder, for example with “npx vite preview” or “python3 -m http.server”, and open the address that it prints.',
    );
    return;
  }

  // A part of the page that does not come, as a script or as what a script imports, is told to the script's element.
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement)
        say(
          'smpscope could not be loaded: you are offline, or the site was updated just now. Reload the page.',
        );
    },
    true,
  );

  // Chromium asks before a URL becomes a script: only the service worker and the threads may, and only ours.
  window.trustedTypes?.createPolicy('default', {
    createScriptURL: (text) => {
      const { origin, pathname } = new URL(text, location.href);
      const place = pathname.startsWith(site.pathname) ? pathname.slice(site.pathname.length) : '';
      if (origin === site.origin && /^(sw\.js|worker\/(compiler|runner)-thread-[\w-]+\.js)$/.test(place))
        return text;
      throw new TypeError(`not a script of smpscope: ${text}`);
    },
  });

  // Without it the site works as long as there is a network.
  navigator.serviceWorker?.register(new URL('sw.js', site)).catch(() => undefined);
})();
