// A vite plugin that makes smp-scope.js, the custom element for other people's pages: one classic script that needs no other
// file, so that it works from any origin and copied anywhere. The engine is one function in it, whose text becomes a thread.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rawText } from './bundle.mjs';
import { root } from './project.mjs';

/** In the built site. */
export const element = 'smp-scope.js';

/** @returns {import('vite').Plugin} */
export function customElement() {
  return {
    name: 'custom-element',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      writeFileSync(join(dir, element), await elementScript());
    },
  };
}

/** @returns {Promise<string>} */
async function elementScript() {
  const engine = await bundled('src/element/engine.ts', 'engine');
  const page = await bundled('src/element/smp-scope.ts');
  return `/*! smpscope, MIT licence; what it is made of: third-party-notices.txt of the site */
(() => {
function SMP_ENGINE(self) { ${engine} engine.serve(self); }
${page}
})();
`;
}

/**
 * @param {string} entry
 * @param {string} [globalName] of what it exports
 */
async function bundled(entry, globalName) {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2023',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [rawText, notLate],
    ...(globalName === undefined ? {} : { globalName }),
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * The engine has these parts at once, with the checks; what could load them once more is not in it. Asked for late they would
 * each be a function that nothing can be left out of.
 * @type {import('esbuild').Plugin}
 */
const notLate = {
  name: 'not-late',
  setup(build) {
    build.onResolve({ filter: /\/rare-parts\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};
