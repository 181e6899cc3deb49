// A vite plugin that makes the built site work offline after the first visit: it writes sw.js, a service worker that
// knows every file of the build, and has the page register it.

import { createHash } from 'node:crypto';

/** @returns {import('vite').Plugin} */
export function offline() {
  return {
    name: 'offline',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'script',
        injectTo: 'body',
        children: `if ('serviceWorker' in navigator) navigator.serviceWorker.register('./sw.js');`,
      },
    ],
    generateBundle: {
      order: 'post',
      handler(_, files) {
        if (this.environment.name !== 'client') return;
        const names = Object.keys(files).filter(
          (name) => !name.endsWith('.map') && !name.startsWith('.vite/'),
        );
        const version = createHash('sha256');
        for (const name of names) {
          const file = files[name];
          if (file) version.update(name).update(file.type === 'chunk' ? file.code : file.source);
        }
        const source = serviceWorker(version.digest('hex').slice(0, 12), names);
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

/**
 * The page itself comes from the network when there is one, so a new release shows at the next reload. The rest has
 * its hash in its name and comes from the cache. One release back is kept: a page still open may load its chunks.
 * @param {string} version
 * @param {readonly string[]} names
 */
function serviceWorker(version, names) {
  return `const release = 'smpscope-${version}';
const files = ${JSON.stringify(names)};

addEventListener('install', (event) => {
  const fill = async () => (await caches.open(release)).addAll(files);
  event.waitUntil(fill().then(() => skipWaiting()));
});

addEventListener('activate', (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith('smpscope-') && name !== release);
    await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
  };
  event.waitUntil(tidy().then(() => clients.claim()));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  const page = async () => (await caches.open(release)).match('index.html');
  event.respondWith(
    request.mode === 'navigate'
      ? fetch(request).catch(page)
      : caches.match(request).then((hit) => hit ?? fetch(request)),
  );
});
`;
}
