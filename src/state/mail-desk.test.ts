import { describe, expect, it, test } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { isMail } from './mail-box.ts';
import { createMailDesk } from './mail-desk.ts';
import { mailLines } from './mail-lines.ts';
import { currentNode } from './run-tree.ts';
import { createSession } from './session.ts';
import { here } from './worker-here.fixture.ts';

const MAIL = `From: A. Uthor <a@example.org>
Subject: Re: [PATCH] x: order the flags

Nothing happens in this one:

  reader A              reader B
  --------              --------
  r1 = READ_ONCE(x);
                        r2 = READ_ONCE(x);
  r3 = READ_ONCE(x);

but look at this one:

  CPU 0                 CPU 1
  -----                 -----
  WRITE_ONCE(x, 1);     WRITE_ONCE(y, 1);
  r1 = READ_ONCE(y);    r2 = READ_ONCE(x);

forbidden: r1 == 0 && r2 == 0
`;

function desk() {
  const client = here();
  const session = createSession(client);
  const catalogue = createCatalogue(() => Promise.resolve(null));
  const mails = createMailDesk(client, session, catalogue);
  const state = () => mails.store.getState();
  const shown = () => currentNode(session.store.getState().tree);
  return { mails, session, catalogue, state, shown };
}

test('the table that asks something is read, judged under each model, and shown', async () => {
  const { mails, session, state, shown } = desk();
  await mails.read(MAIL);
  expect(state()).toMatchObject({ phase: 'found', chosen: 1, message: null });
  expect(state().found?.tables).toHaveLength(2);
  expect(state().happens).toEqual({ sc: false, tso: true, arm: true });
  expect(session.store.getState()).toMatchObject({ phase: 'ready', file: { id: 'x: order the flags 2' } });
  const node = shown();
  const lines = node && mailLines(node, state().shown?.file.text ?? '', state().reading?.cells ?? []);
  const steps = node?.run.steps.map((_, index) => lines?.ofStep(index + 1)) ?? [];
  expect(steps).toContain(17);
  expect(steps.filter((line) => line !== 16 && line !== 17)).toEqual([]);
  expect(lines?.position(17)).toBe(steps.indexOf(17) + 1);
  expect(lines?.position(1)).toBeNull();
});

test('what is opened as a scenario stays in the library, and another table takes its place', async () => {
  const { mails, session, catalogue, state } = desk();
  await mails.read(MAIL);
  await mails.openAsScenario();
  expect(catalogue.store.getState().own.map(({ id }) => id)).toEqual(['x: order the flags 2']);
  expect(state().shown?.added).toBe(true);
  await mails.choose(0);
  expect(state()).toMatchObject({ chosen: 0, shown: { added: false } });
  expect(session.store.getState().file?.id).toBe('x: order the flags 1');
});

test('it is told, and opens nothing, where the reader has gone elsewhere meanwhile', async () => {
  const { mails, session, state } = desk();
  const read = mails.read(MAIL);
  mails.goElsewhere();
  await read;
  expect(state().happens).toEqual({ sc: false, tso: true, arm: true });
  expect(session.store.getState().file).toBeNull();
});

test('what was inferred can be something else', async () => {
  const { mails, state } = desk();
  await mails.read(`CPU 0               CPU 1
x = 1;              y = 1;
smp_mb();           smp_mb();
r1 = y;  // 0       r2 = x;  // 0
`);
  expect(state().reading?.inferences).toContainEqual(
    expect.objectContaining({ key: 'begin:x', taken: '0', choices: ['0', '1', '2', '3'] }),
  );
  expect(state().reading?.source).not.toContain('int x = 1;');
  await mails.edit('begin:x', '1');
  expect(state().edits).toEqual({ 'begin:x': '1' });
  expect(state().reading?.source).toContain('int x = 1;');
});

test('a barrier that the text leaves out is put back, and can be taken out again', async () => {
  const { mails, state } = desk();
  await mails.read(`   CPU 0                    CPU 1
1  x = 1;
2  smp_mb();
3  r1 = y;  // 0
4                           y = 1;
5                           smp_mb();
6                           r2 = x;  // 0

If line 2 is left out, both read 0.
`);
  expect(state().happens).toEqual({ sc: false, tso: true, arm: true });
  await mails.edit('option:line2', 'on');
  expect(state().happens).toEqual({ sc: false, tso: false, arm: false });
  await expect.poll(() => state().why?.model).toBe('arm');
  expect(state().why?.short).toBe('smp_mb() in line 3 and smp_mb() in line 6 forbid it');
  expect(state().why?.chain[1]).toBe('Line 4’s load of y finds 0, so it comes before line 5’s store to y.');
  expect(state().changed.map(({ key }) => key)).toEqual(['option:line2']);
  await mails.edit('option:line2', 'off');
  expect(state().happens).toEqual({ sc: false, tso: true, arm: true });
});

test('a mail without a table says so, and a large one can be taken back', async () => {
  const { mails, state } = desk();
  await mails.read('Hello,\n\nthis is all.\n');
  expect(state()).toMatchObject({ phase: 'found', reading: null, found: { tables: [] } });
  const reading = mails.read('a line and nothing else in it\n'.repeat(60_000));
  await expect.poll(() => state().share).toBeGreaterThan(0);
  mails.cancel();
  expect(state().phase).toBe('cancelled');
  await reading;
  expect(state()).toMatchObject({ phase: 'cancelled', found: null });
});

describe('a text is a mail', () => {
  it.each([
    ['a.eml', 'scenario "x"', true],
    ['a.smp', 'Hello', false],
    ['a.txt', 'CPU 0   CPU 1\n', true],
    ['a.txt', '// my own\nscenario "x"\n', false],
    ['pasted', 'C MP+fences\n\n{}\n', false],
    ['pasted', 'Cases like this one:\n', true],
  ])('%s with %j: %s', (name, text, expected) => {
    expect(isMail({ name, text })).toBe(expected);
  });
});
