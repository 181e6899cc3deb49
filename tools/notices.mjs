// Licences in the built site: its own, and the packages that page and worker were bundled from, each with its licence.

import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

/** In the built site. */
const file = 'third-party-notices.txt';
const rule = '-'.repeat(80);
const fonts = `Source Sans 3, Source Code Pro (OFL-1.1)\n\nTheir licences lie beside them in fonts/.`;

/** @typedef {import('rollup-plugin-license').Dependency} Dependency */

/**
 * Two plugins: `collect` for every bundle, `write` for the page's, which is written last.
 * @returns {{ collect: () => Promise<import('vite').Plugin>, write: import('vite').Plugin }}
 */
export function notices() {
  /** @type {Map<string, string>} */
  const found = new Map();
  return {
    collect: async () => {
      // Nothing but a build needs it.
      const { default: license } = await import('rollup-plugin-license');
      const plugin = license({
        thirdParty: {
          output: (dependencies) => {
            for (const one of dependencies) found.set(`${one.name} ${one.version}`, textOf(one));
          },
        },
      });
      return /** @type {import('vite').Plugin} */ (/** @type {unknown} */ (plugin));
    },
    write: {
      name: 'notices',
      apply: 'build',
      enforce: 'post',
      writeBundle({ dir = '' }) {
        copyFileSync(join(root, 'LICENSE'), join(dir, 'LICENSE'));
        const texts = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
        writeFileSync(join(dir, file), `${[...texts, fonts].join(`\n\n${rule}\n`)}\n`);
      },
    },
  };
}

/** @param {Dependency} dependency */
function textOf({ name, version, license, licenseText, noticeText }) {
  return [`${name} ${version} (${license})`, licenseText?.trim(), noticeText?.trim()]
    .filter(Boolean)
    .join('\n\n');
}
