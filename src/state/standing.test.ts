import { expect, test } from 'vitest';
import { currentNode } from './run-tree.ts';
import { createSession } from './session.ts';
import { standingAt, targetOf } from './standing.ts';
import { nextStop, stopWords } from './stops.ts';
import { file, here } from './worker-here.fixture.ts';

/** The scenario without barriers under tso, and the run in which both CPUs miss the other's store. */
async function opened() {
  const session = createSession(here());
  await session.open(file);
  const state = () => session.store.getState();
  const node = () => {
    const found = currentNode(state().tree);
    if (!found) throw new Error('nothing is shown');
    return found;
  };
  const done = (mb: string) =>
    expect.poll(() => `${node().settings['mb'] ?? 'on'} ${state().exploration.status}`).toBe(`${mb} done`);
  await done('on');
  session.setOption('mb', 'off');
  await done('off');
  const { exploration } = state();
  await session.showWitness(exploration.status === 'done' ? (exploration.result.witness ?? []) : [], 'bad');
  return { session, state, node };
}

const texts = (origins: readonly { readonly text: string }[]) => origins.map(({ text }) => text);

test('a CPU stands at its oldest unfinished statement, or at the row shown; what it has fetched ahead is told apart', async () => {
  const { node } = await opened();
  const start = standingAt(node(), 0, 0);
  expect(texts(start.at)).toEqual(['WRITE_ONCE(x, 1)']);
  expect(texts(start.flying)).toContain('WRITE_ONCE(x, 1)');
  expect(start.ahead?.text).not.toBe('WRITE_ONCE(x, 1)');
  const { run } = node();
  const [first] = run.steps;
  const cpu = first?.trace.info.cpu ?? -1;
  const text = node().program.code[first?.trace.info.pc ?? -1]?.at.text;
  expect(texts(standingAt(node(), 1, cpu).at)).toEqual([text]);
});

test('where a property is violated, the line that does it is marked', async () => {
  const { node } = await opened();
  const last = node().run.steps.at(-1)?.trace;
  expect(last?.violated).not.toBeNull();
  const { violates, at } = standingAt(node(), node().run.steps.length, last?.info.cpu ?? -1);
  expect(violates).not.toBeNull();
  expect(at.at(-1)).toBe(violates);
});

test('a line is run to by its own CPU; the one that only the end can follow runs to the end', async () => {
  const { session, state, node } = await opened();
  const { program } = node();
  const line = (text: string) => {
    const from = file.text.indexOf(text);
    return { file: 0, from, to: from + text.length, calls: [] };
  };
  const store = targetOf(program, 1, line('WRITE_ONCE(y, 1)'));
  expect(store === 'end' ? store : store?.text).toBe('WRITE_ONCE(y, 1)');
  expect(targetOf(program, 0, line('WRITE_ONCE(y, 1)'))).toBeNull();
  const halts = program.code.filter(({ op }) => op === 'halt').map(({ at }) => at);
  const end = halts.find(({ from }) => from > file.text.indexOf('cpu 0'));
  expect(end && targetOf(program, 0, { file: 0, from: end.from, to: end.to, calls: [] })).toBe('end');
  session.goTo(0);
  await session.runToEnd();
  expect(state().position).toBe(node().run.steps.length);
  expect(state().notice).toBeNull();
});

test('what happened already is not called impossible', async () => {
  const { session, state, node } = await opened();
  const { program, run } = node();
  session.goTo(run.steps.length);
  const pc = run.steps[0]?.trace.info.pc ?? -1;
  const { key, text } = program.code[pc]?.at ?? { key: '', text: '' };
  await session.runTo({ k: 'step', cpu: run.steps[0]?.trace.info.cpu ?? 0, statement: key }, text);
  expect(state().notice?.what).toMatch(/does not happen again from here: it did in step \d+\.$/);
});

test('a stop says why it stopped', async () => {
  const { node } = await opened();
  const from = file.text.indexOf('WRITE_ONCE(x, 1)');
  const line = { kind: 'line' as const, file: 0, from, to: from + 1, text: 'WRITE_ONCE(x, 1)' };
  const at = nextStop(node(), 0, 1, [line]) ?? 0;
  expect(stopWords(node(), at, [line])).toMatch(/^breakpoint: CPU 0, WRITE_ONCE\(x, 1\), becomes visible$/);
  const cell = node().program.cells.findIndex(({ name }) => name === 'y');
  const watch = { kind: 'cell' as const, cell, name: 'y' };
  const first = nextStop(node(), 0, 1, [watch]) ?? 0;
  expect(stopWords(node(), first, [watch])).toMatch(/^watch: CPU \d (reads y: 0|makes y 1)$/);
});
