// `npm test`: runs every stage, two at a time, and ends with one line that counts the tests of all of them.
// `npm test -- unit lint` runs those stages alone, with the build where they need it.

import { bootstrap } from './bootstrap.mjs';

const lanes = 2;
const longestOutput = 20_000;
const progressEvery = 10_000;

await bootstrap();
const { stages } = await import('./stages.mjs');

/** @typedef {import('./stages.mjs').Stage} Stage */
/** @typedef {import('./stages.mjs').Result} Result */

const chosen = choose(process.argv.slice(2));
/** @type {Map<string, Promise<Result>>} */
const running = new Map();

const together = chosen.filter((stage) => !stage.alone);
const queue = together.values();
await Promise.all(Array.from({ length: lanes }, () => drive(queue)));
await drive(chosen.filter((stage) => stage.alone).values());

const results = await Promise.all(running.values());
const passed = results.reduce((total, result) => total + result.passed, 0);
const failed = results.reduce((total, result) => total + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * @param {readonly string[]} names
 * @returns {readonly Stage[]}
 */
function choose(names) {
  const unknown = names.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    console.error(
      `There is no stage ${unknown} here; there are ${stages.map(({ name }) => name).join(', ')}.`,
    );
    process.exit(2);
  }
  if (names.length === 0) return stages;
  const needed = stages.flatMap(({ name, after }) => (after && names.includes(name) ? [after] : []));
  return stages.filter(({ name }) => names.includes(name) || needed.includes(name));
}

/**
 * Says now and then how far a long stage is, by the last line that it said.
 * @param {string} name
 * @returns {(text: string) => void}
 */
function progressOf(name) {
  let said = performance.now();
  return (text) => {
    const line = text.trim().split('\n').at(-1) ?? '';
    if (line === '' || performance.now() - said < progressEvery) return;
    said = performance.now();
    console.log(`…     ${name.padEnd(12)} ${line.slice(0, 100)}`);
  };
}

/** @param {IterableIterator<Stage>} waiting */
async function drive(waiting) {
  for (const stage of waiting) {
    const result = attempt(stage);
    running.set(stage.name, result);
    await result;
  }
}

/**
 * Runs one stage and says how it went; a stage that throws has failed one test.
 * @param {Stage} stage
 * @returns {Promise<Result>}
 */
async function attempt(stage) {
  const began = performance.now();
  const built = stage.after === undefined ? undefined : await running.get(stage.after);
  const result = built?.failed
    ? { passed: 0, failed: 1, output: `not run: the ${stage.after} stage failed` }
    : await stage
        .run(progressOf(stage.name))
        .catch((/** @type {unknown} */ error) => ({ passed: 0, failed: 1, output: String(error) }));

  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const counts = `${result.passed} passed, ${result.failed} failed`;
  if (result.failed > 0) console.log(result.output.trimEnd().slice(-longestOutput));
  console.log(
    `${result.failed > 0 ? 'FAIL' : 'ok  '}  ${stage.name.padEnd(12)} ${seconds.padStart(6)} s   ${counts}`,
  );
  if (result.table) console.log(result.table.replace(/^(?=.)/gm, '      ').trimEnd());
  return result;
}
