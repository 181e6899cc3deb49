// `node package-trial.mjs TARBALL FOLDER`: installs the package in a folder and uses it; a line `ok …` or `not ok …` for
// each thing that was tried. Node built-ins only: it runs where nothing else can be had.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , tarball = '', folder = ''] = process.argv;
const home = join(folder, 'empty');
const command = join(home, 'node_modules/.bin/smpscope');
mkdirSync(home);

const right = `scenario "A flag before its data"
arch arm64
property stale "The reader sees the flag without the data."
int data, flag;
cpu 0 "writer" { WRITE_ONCE(data, 1); smp_wmb(); WRITE_ONCE(flag, 1); }
cpu 1 "reader" { int f = smp_load_acquire(&flag); int d = READ_ONCE(data); assert(!(f == 1 && d == 0), stale); }
variant barrier "ordered" { } model arm expect holds
`;
writeFileSync(join(home, 'right.smp'), right);
writeFileSync(join(home, 'wrong.smp'), right.replace('smp_wmb(); ', ''));
writeFileSync(join(home, 'unusable.smp'), right.replace('int data, flag;', ''));

await attempt('it installs with no other package and no network', async () => {
  const cache = join(folder, 'cache');
  await ends(0, 'npm', ['install', '--offline', '--no-audit', '--no-fund', '--cache', cache, tarball]);
  demand(
    readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['smpscope'],
  );
});
await attempt('check says that what is expected holds, with status 0', async () => {
  const { said } = await ends(0, 'npx', [
    '--offline',
    'smpscope',
    'check',
    'right.smp',
    '--junit',
    'report.xml',
  ]);
  if (!/ok +barrier +arm +holds/.test(said)) throw new Error(said);
  const report = readFileSync(join(home, 'report.xml'), 'utf8');
  if (!report.includes('<testsuites name="smpscope" tests="1" failures="0" errors="0"'))
    throw new Error(report);
});
await attempt(
  'check ends with 1 where something else is found, and 2 where a text does not compile',
  async () => {
    const { said } = await smpscope(1, ['check', 'wrong.smp', '--junit']);
    if (!said.includes('<failure type="violated" message="violated stale, expected holds'))
      throw new Error(said);
    await smpscope(2, ['check', 'right.smp', 'unusable.smp']);
  },
);
await attempt('bundled scenarios are listed, editors coloured', async () => {
  if (!(await smpscope(0, ['list'])).said.includes('task-isolation/kick')) throw new Error('no kick');
  await smpscope(0, ['syntax', 'vim', '--into', 'vim']);
  demand(readdirSync(join(home, 'vim')).sort(), ['ftdetect', 'ftplugin', 'syntax']);
});
await attempt('serve gives the page with all that it names, and nothing else', async () => {
  const child = spawn(command, ['serve', '--port', '0'], { cwd: home });
  try {
    const site = await new Promise((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (text) => {
        said += String(text);
        const [, address] = /at (http:\/\/\S+)/.exec(said) ?? [];
        if (address) resolve(address);
      });
      child.stderr.on('data', (text) => (said += String(text)));
      child.on('close', () => reject(new Error(said)));
    });
    const page = await (await fetch(site)).text();
    const named = [...page.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, name = '']) => name);
    if (named.length < 5) throw new Error(page);
    for (const name of [...named, 'sw.js', 'LICENSE']) {
      const { status } = await fetch(new URL(name, site));
      if (status !== 200) throw new Error(`${name}: ${status}`);
    }
    demand((await fetch(new URL('package.json', site))).status, 404);
    demand((await fetch(new URL('..%2fpackage.json', site))).status, 404);
  } finally {
    child.kill();
  }
});

/**
 * @param {string} what
 * @param {() => Promise<void>} work
 */
async function attempt(what, work) {
  try {
    await work();
    console.log(`ok ${what}`);
  } catch (error) {
    console.log(`not ok ${what}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/**
 * @param {unknown} found
 * @param {unknown} wanted
 */
function demand(found, wanted) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${a}, not ${b}`);
}

/**
 * @param {number} status
 * @param {readonly string[]} args
 */
function smpscope(status, args) {
  return ends(status, command, args);
}

/**
 * Runs a program in the folder; throws what it said where it does not end with the status.
 * @param {number} status
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ said: string }>}
 */
function ends(status, program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    child.stderr.on('data', (text) => (said += String(text)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === status) resolve({ said });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${String(code)}\n${said}`));
    });
  });
}
