import { expect, test } from 'vitest';
import { compileText, makeMachine } from './scenario-files.ts';
import { OwnMistake, tellMistake } from './own-mistake.ts';

const file = compileText(
  'own.smp',
  'own',
  `scenario "own"
arch arm64
option o = on | off
int x;
cpu 0 { if (o == on) WRITE_ONCE(x, 1); }
variant first "as it is" { } model arm expect holds
variant second "without" { o = off } model arm expect holds
`,
);

test('our own mistake names scenario and variant, and a link shows it again', async () => {
  makeMachine(file, { o: 'off' }, 'arm');
  const told = await tellMistake(new Error('internal: the chart ignores irq.return'));
  expect(told).toContain('not you: internal: the chart ignores irq.return');
  expect(told).toContain('in own.smp, variant second under arm');
  expect(told).toMatch(/\n {2}http:\/\/localhost:4173\/#\S+o=off\S*/);
  expect(told).toMatch(/\n\s+at /);
});

test('settings that no variant has are told themselves', async () => {
  makeMachine(file, { o: 'off' }, 'tso');
  expect(await tellMistake(new Error('x'))).toContain('in own.smp, o=off under tso');
});

test('what another thread has told is told once', async () => {
  expect(await tellMistake(new OwnMistake('told'))).toBe('told');
});
