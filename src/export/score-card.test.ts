import { expect, test } from 'vitest';
import { compileScenario, instantiate } from '../scenario/index.ts';
import { createMachine } from '../machine/index.ts';
import { explore, replay } from '../explore/index.ts';
import { engrave } from '../score/index.ts';
import { scoreCard } from './score-card.ts';

/** A run in which CPU 1 does a few things for itself, then reads old data. */
function score() {
  const own = Array.from({ length: 30 }, (_, at) => `WRITE_ONCE(mine, ${at + 1});`).join(' ');
  const text = `scenario "<flags>"
arch x86
int data, flag, mine;
property stale "Old data."
cpu 0 "writer" { WRITE_ONCE(flag, 1); WRITE_ONCE(data, 1); }
cpu 1 "reader" { ${own} int f = READ_ONCE(flag); int d = READ_ONCE(data); assert(!(f == 1 && d == 0), stale); }
`;
  const { scenario } = compileScenario(text, 'card');
  const program = scenario && instantiate(scenario, {}).program;
  if (!program) throw new Error('the scenario does not compile');
  const machine = createMachine(program, 'sc');
  const { witness } = explore(machine, { states: 100_000, paths: false });
  return engrave(program, replay(machine, witness ?? [], null));
}

test('a card has title and ending, and of a long run the end', () => {
  const title = `<A> title ${'that goes on '.repeat(12)}`;
  const head = { title, ending: 'Violated, memory model sc', isBad: true, sentence: 'Old data.' };
  const card = scoreCard(score(), head);
  expect(card).toMatch(/^<svg [^>]*viewBox="0 0 1200 630" width="1200" height="630"/);
  expect(card).toContain('>Violated, memory model sc</text>');
  expect(card).toContain('&lt;A&gt; title');
  // Two lines of the title, and that it goes on.
  expect(card.match(/font-size="42"/g)).toHaveLength(2);
  expect(card).toMatch(/font-size="42"[^>]*>[^<]* …<\/text>/);
  // The window over the rows ends where the last of them does.
  const [, begin = '', height = ''] =
    [...card.matchAll(/viewBox="0 ([\d.-]+) [\d.]+ ([\d.]+)"/g)].at(-1) ?? [];
  const last = Number(/<text x="[\d.]+" y="(\d+)"[^>]*>[^<]*stale<\/text>/.exec(card)?.[1]);
  expect(last).toBeGreaterThan(600);
  expect(Number(begin) + Number(height)).toBeGreaterThan(last);
  expect(Number(begin) + Number(height) - last).toBeLessThan(40);
});
