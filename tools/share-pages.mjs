// A vite plugin that makes a page for each bundled scenario, s/ID/index.html, for whoever reads a link and runs no script:
// title, words and a picture of the score (Open Graph). A reader is sent on to the page itself (public/share.js).

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { cache, replaceFile, root } from './project.mjs';

/** In the built site. */
export const folder = 's';
const [width, height] = [1200, 630];
const first = 'task-isolation/kick';
const kept = join(cache, 'cards');
const faces = ['400Regular', '600SemiBold'].flatMap((weight) =>
  ['SourceCodePro', 'SourceSans3'].map((face) => {
    const name = face.replace(/(?<=[a-z])(?=[A-Z\d])/g, '-').toLowerCase();
    return join(root, `node_modules/@expo-google-fonts/${name}/${weight}/${face}_${weight}.ttf`);
  }),
);

/** @typedef {{ title: string, description: string, picture: string, link: string }} Card */

/**
 * Open Graph wants whole addresses: the site's own is `SITE_URL`, or vite's `--base` where that is one. Without either they
 * are relative, which some readers follow.
 * @returns {import('vite').Plugin}
 */
export function sharePages() {
  let site = '';
  return {
    name: 'share-pages',
    apply: 'build',
    configResolved({ base }) {
      const named = process.env['SITE_URL'] ?? (/^https?:/.test(base) ? base : '');
      site = named && named.replace(/\/?$/, '/');
    },
    // The site's own link shows the scenario that the README begins with.
    transformIndexHtml: () =>
      Object.entries({
        'og:type': 'website',
        'og:site_name': 'smpscope',
        'og:title': 'smpscope: step through every interleaving',
        'og:description':
          'Racy kernel C on a model of SMP hardware: all interleavings searched, and the shortest that goes wrong.',
        'og:image': `${site}${folder}/${first}/score.png`,
        ...(site ? { 'og:url': site } : {}),
      }).map(([property, content]) => ({ tag: 'meta', attrs: { property, content } })),
    async writeBundle({ dir = '' }) {
      const entry = await bundle('src/cli/cards.ts');
      const maker = readFileSync(entry);
      /** @type {{ cardOf: (id: string) => Promise<Card> }} */
      const { cardOf } = await import(pathToFileURL(entry).href);
      // One is drawn while others are rendered.
      await Promise.all(
        scenarioIds().map(async (id) => {
          const text = readFileSync(join(root, 'scenarios', `${id}.smp`));
          const key = createHash('sha256').update(maker).update(id).update(text).digest('hex');
          const { card, png } = await drawn(key, () => cardOf(id));
          const place = join(dir, folder, id);
          mkdirSync(place, { recursive: true });
          writeFileSync(join(place, 'score.png'), png);
          writeFileSync(join(place, 'index.html'), pageOf(id, card, site));
        }),
      );
    },
  };
}

function scenarioIds() {
  return readdirSync(join(root, 'scenarios'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.smp'))
    .map((name) => name.slice(0, -'.smp'.length).replaceAll(sep, '/'))
    .sort();
}

/**
 * A card with its picture; made again only when the scenario or what draws it has changed.
 * @param {string} key
 * @param {() => Promise<Card>} make
 * @returns {Promise<{ card: Omit<Card, 'picture'>, png: Buffer }>}
 */
async function drawn(key, make) {
  const [words, picture] = [join(kept, `${key}.json`), join(kept, `${key}.png`)];
  if (existsSync(words) && existsSync(picture))
    return { card: JSON.parse(readFileSync(words, 'utf8')), png: readFileSync(picture) };
  const { picture: svg, ...card } = await make();
  const { renderAsync } = await import('@resvg/resvg-js');
  const rendered = await renderAsync(svg, {
    font: { loadSystemFonts: false, fontFiles: faces, defaultFontFamily: 'Source Sans 3' },
  });
  const png = rendered.asPng();
  mkdirSync(kept, { recursive: true });
  writeFileSync(picture, png);
  replaceFile(words, JSON.stringify(card));
  return { card, png };
}

/**
 * @param {string} id
 * @param {Omit<Card, 'picture'>} card
 * @param {string} site with a slash behind it, or empty
 */
function pageOf(id, { title, description, link }, site) {
  const up = '../'.repeat(id.split('/').length + 1);
  const here = `${folder}/${id}/`;
  const picture = site ? `${site}${here}score.png` : 'score.png';
  const [name, words, to] = [title, description, up + link].map(quoted);
  const meta = Object.entries({
    'og:type': 'website',
    'og:site_name': 'smpscope',
    'og:title': name,
    'og:description': words,
    ...(site ? { 'og:url': quoted(site + here) } : {}),
    'og:image': quoted(picture),
    'og:image:type': 'image/png',
    'og:image:width': width,
    'og:image:height': height,
    'og:image:alt': `The end of a run of “${name}”, as a score: one column per CPU, time flowing down.`,
  });
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; img-src 'self'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${name} · smpscope</title>
    <meta name="description" content="${words}" />
${meta.map(([property, content]) => `    <meta property="${property}" content="${content}" />`).join('\n')}
    <meta name="twitter:card" content="summary_large_image" />
${site ? `    <link rel="canonical" href="${quoted(site + here)}" />\n` : ''}    <link rel="icon" href="${up}icon.svg" type="image/svg+xml" />
    <script src="${up}share.js" data-to="${to}"></script>
  </head>
  <body>
    <h1><a href="${to}">${name}</a></h1>
    <p>${words}</p>
    <p><img src="score.png" width="${width / 2}" height="${height / 2}" alt="" /></p>
  </body>
</html>
`;
}

/** @param {string} text */
function quoted(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
