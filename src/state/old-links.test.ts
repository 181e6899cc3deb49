/** Links that were made for an earlier text of a scenario: what the page shows of their steps. */
import { expect, test } from 'vitest';
import { formatLink, keyTable } from '../permalink/index.ts';
import { followAddress } from './address.ts';
import { createLinks } from './links.ts';
import type { ScenarioFile } from './ports.ts';
import { currentNode } from './run-tree.ts';
import { createSession } from './session.ts';
import { here } from './worker-here.fixture.ts';

const scenario = (zero: string, one: string) => `scenario "passing"
arch x86
int a, x, y;
property stale "The flag is new and the data old."
cpu 0 "writer" { ${zero} }
cpu 1 "reader" { ${one} }
final(a != 5, stale);
`;
const ZERO = 'WRITE_ONCE(x, 1); smp_mb(); WRITE_ONCE(y, 1);';
const ONE = 'int r = READ_ONCE(y); int s = READ_ONCE(x);';
/** The reader looks at y before it is written, and at x behind that. */
const STEPS = ['0:visible:1', '1:value:1', '0:visible:3', '1:value:2'];

/** What is shown of a link with these steps of one text where the scenario has another. */
async function opened(then: string, now: string, keys: readonly string[], step = 2) {
  const client = here();
  const programOf = (text: string) => {
    const instance = { id: 'passing', text, settings: {}, model: 'arm' } as const;
    return client.request({ do: 'program', instance }).promise;
  };
  const link = { scenario: 'passing', text: then, settings: {}, model: 'arm', keys, step } as const;
  const fragment = formatLink(link, keyTable(await programOf(then)));
  const file: ScenarioFile = { id: 'passing', text: now, bundled: true };
  const session = createSession(client);
  const links = createLinks(
    client,
    () => Promise.resolve(file),
    () => Promise.reject(new Error('nothing is carried')),
  );
  const bar = {
    read: () => '',
    mine: () => null,
    replace: () => undefined,
    push: () => undefined,
    listen: () => () => undefined,
  };
  const address = followAddress(session, links, bar);
  await address.openFragment(fragment);
  const state = () => session.store.getState();
  const node = () => {
    const found = currentNode(state().tree);
    if (!found) throw new Error('nothing is shown');
    return found;
  };
  await expect.poll(() => state().exploration.status).toBe('done');
  address.stop();
  const rows = () =>
    node().score.rows.flatMap(({ kind, part, text, detail, note }) =>
      kind === 'step' || kind === 'lost'
        ? [`${kind} ${part ?? ''}: ${[text, detail, note].filter(Boolean).join(', ')}`]
        : [],
    );
  return { session, state, node, rows };
}

test('as long as the text is the same, the steps are the link’s and nothing is said', async () => {
  const text = scenario(ZERO, ONE);
  const { state, rows } = await opened(text, text, STEPS);
  expect(rows()).toHaveLength(4);
  expect(state().position).toBe(2);
  expect(state().notice).toBeNull();
});

test('a statement that was added before the link’s: its steps are those of the same statements', async () => {
  const { state, rows } = await opened(
    scenario(ZERO, ONE),
    scenario(`WRITE_ONCE(a, 1); smp_mb(); ${ZERO}`.replace('smp_mb(); W', 'W'), ONE),
    STEPS,
  );
  expect(rows().filter((row) => row.startsWith('step'))).toEqual(
    expect.arrayContaining([
      expect.stringContaining('r = READ_ONCE(y)'),
      expect.stringContaining('WRITE_ONCE(y, 1)'),
    ]),
  );
  expect(state().notice?.what).toMatch(
    /^The scenario has changed since this link was made\..*“WRITE_ONCE\(a, 1\)” of CPU 0 is new\.$/,
  );
});

test('a statement that was removed: what is left of the steps is shown, what is gone is counted', async () => {
  const { state, node, rows } = await opened(
    scenario(`WRITE_ONCE(a, 1); ${ZERO}`, ONE),
    scenario(ZERO, ONE),
    ['0:visible:1', '0:visible:2', '1:value:1', '0:visible:4', '1:value:2'],
  );
  expect(node().run.steps.map(({ key }) => key)).toEqual(STEPS);
  expect(rows().at(-1)).toBe(
    'lost 0: a statement that is gone, becomes visible, Its statement is not there any more.',
  );
  expect(state().notice?.what).toMatch(
    /a statement of CPU 0 has gone.* Gone with their statement: 1 step\.$/,
  );
});

test('steps that are no longer possible stay in pencil, the first with the reason', async () => {
  const { state, rows } = await opened(
    scenario(ZERO, ONE),
    scenario('if (READ_ONCE(a)) { WRITE_ONCE(x, 2); WRITE_ONCE(y, 2); }', ONE),
    STEPS,
  );
  const lost = rows().filter((row) => row.startsWith('lost'));
  expect(lost).toEqual([
    'lost 0: a statement that is gone, becomes visible, Its statement is not there any more.',
    expect.stringMatching(/^lost 0: WRITE_ONCE\(y, 2\), becomes visible, CPU 0 cannot .*\.$/),
    'lost 1: s = READ_ONCE(x), takes its value',
  ]);
  expect(state().notice?.what).toMatch(/Step \d is not possible\. /);
  expect(state().notice?.todo).toMatch(/^The rest stays in pencil below\./);
});

test('where nothing is known of what the steps mean, a run of today is shown, and what is kept is said', async () => {
  const { state, node } = await opened(
    scenario(ZERO, ONE),
    scenario('WRITE_ONCE(y, 1);', 'int r = READ_ONCE(y);'),
    STEPS,
  );
  await expect.poll(() => node().run.steps.length).toBeGreaterThan(0);
  expect(state().notice?.what).toMatch(
    /of each it says only the CPU, the kind and the place of the statement/,
  );
  expect(state().notice?.todo).toBe('Shown is a run of the scenario as it is now, under these options.');
});
