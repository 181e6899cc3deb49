// The package as somebody has it who knows nothing of this checkout: packed, and installed in an empty folder with the
// network cut.

import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layOut } from './pack.mjs';
import { root, run } from './project.mjs';

/** @typedef {import('./stages.mjs').Result} Result */

/**
 * Packs the built site and the command line, and tries the package (package-trial.mjs).
 * @returns {Promise<Result>}
 */
export async function tryPackage() {
  await layOut();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'smpscope-package-')));
  try {
    const packed = await run('npm', [
      'pack',
      '--ignore-scripts',
      '--loglevel=error',
      '--pack-destination',
      folder,
    ]);
    if (packed.code !== 0) return { passed: 0, failed: 1, output: packed.output };
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const trial = [join(root, 'tools/package-trial.mjs'), join(folder, `${name}-${version}.tgz`), folder];
    const { code, output } = await withoutNetwork(trial);
    const passed = output.match(/^ok /gm)?.length ?? 0;
    const failed = output.match(/^not ok /gm)?.length ?? 0;
    if (code === 0 && passed > 0) return { passed, failed, output };
    return { passed, failed: Math.max(failed, 1), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a script where there is no network but the machine's own, as far as the system lets us; npm is told to ask
 * nobody in any case.
 * @param {readonly string[]} script
 */
async function withoutNetwork(script) {
  const inside = ['-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const isPossible = (await run('unshare', [...inside, 'true'])).code === 0;
  const env = { ...process.env, npm_config_offline: 'true' };
  return isPossible
    ? run('unshare', [...inside, process.execPath, ...script], { env })
    : run(process.execPath, script, { env });
}
