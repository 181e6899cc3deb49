// A vite plugin that makes the built site work offline after the first visit: it writes sw.js, a service worker that
// knows every file of the build; public/boot.js registers it.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { element } from './element.mjs';
import { folder as shared } from './share-pages.mjs';

/** @returns {import('vite').Plugin} */
export function offline() {
  return {
    name: 'offline',
    apply: 'build',
    writeBundle({ dir = '' }) {
      const names = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
        // What is made for other people's pages is nothing to a reader who has been here.
        .filter((name) => !name.endsWith('.map') && !name.startsWith('.vite/'))
        .filter((name) => !name.startsWith(`${shared}/`) && name !== element && !name.startsWith('example.'));
      const version = createHash('sha256');
      for (const name of names) version.update(name).update(readFileSync(join(dir, name)));
      writeFileSync(join(dir, 'sw.js'), serviceWorker(version.digest('hex').slice(0, 12), names));
    },
  };
}

/**
 * Several deployments may share an origin (`/`, `/next/`), and with it the browser's caches: each names its caches after
 * its own place and touches no others. The page itself comes from the network when there is one, so a new release shows at the next reload. The rest has
 * its hash in its name and comes from the cache. One release back is kept: a page still open may load its chunks.
 * @param {string} version
 * @param {readonly string[]} names
 */
function serviceWorker(version, names) {
  return `const place = registration.scope;
const release = 'smpscope ' + place + ' ${version}';
const files = ${JSON.stringify(names)};

addEventListener('install', (event) => {
  const fill = async () => (await caches.open(release)).addAll(files);
  event.waitUntil(fill().then(() => skipWaiting()));
});

addEventListener('activate', (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith('smpscope ' + place + ' ') && name !== release);
    // Releases that did not name their caches so.
    for (const name of (await caches.keys()).filter((name) => name.startsWith('smpscope-'))) {
      if (await (await caches.open(name)).match(place + 'index.html')) old.unshift(name);
    }
    await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
  };
  event.waitUntil(tidy().then(() => clients.claim()));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  // Of a page that was made to be shared (s/…) only what stands behind its # matters, which a redirect keeps.
  const page = async () =>
    request.url.startsWith(place + '${shared}/')
      ? Response.redirect(place)
      : (await caches.open(release)).match('index.html');
  const kept = async () => {
    const hit = await (await caches.open(release)).match(request, { ignoreVary: true });
    return hit ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
  };
  event.respondWith(
    request.mode === 'navigate'
      ? fetch(request).catch(page)
      : kept(),
  );
});
`;
}
