/** What is copied out as a mail opens again: by its link as the same run, and by its lines alone as what they say. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mailTable } from '../export/index.ts';
import { exploreVerdict, playSchedule, replay } from '../explore/index.ts';
import { engrave } from '../score/index.ts';
import { findTables, sameRows, tableIn } from '../scenario/index.ts';
import { variantOf } from './checked.ts';
import { linkTo } from './site-link.ts';
import { roundTrips } from './round-trip.fixture.ts';
import { bundledFiles, loadScenario, makeMachine, type ScenarioFile } from './scenario-files.ts';
import { copiedCase, copiedJson, copiedLines } from './table-copied.ts';

function playedOf(file: ScenarioFile, name: string) {
  const interleaving = file.scenario.interleavings.find(({ id }) => id === name);
  if (!interleaving) throw new Error(`there is no ${name}`);
  const variant = variantOf(file, interleaving);
  const settings = variant?.settings ?? {};
  const model = variant?.model ?? file.scenario.model;
  const machine = makeMachine(file, settings, model);
  return {
    machine,
    settings,
    model,
    title: interleaving.title,
    run: playSchedule(machine, interleaving, null),
  };
}

async function mailOf(path: string, name: string): Promise<string> {
  const file = loadScenario(`scenarios/${path}.smp`);
  const { machine, settings, model, title, run } = playedOf(file, name);
  const { program } = machine;
  const keys = run.steps.map(({ key }) => key);
  const link = await linkTo({ file, program, settings, model, keys, step: keys.length });
  return mailTable(engrave(program, run), { title, lines: [], link }, program);
}

test('the lines of a mail that was copied out are the same run, a witness’s too', () => {
  const paths = bundledFiles().filter((one) =>
    /isolation\/(?:kick|exit)|seqcount|rcuwait|qdisc|eqs-exit|lazy-mmu\/barriers|nmi/.test(one),
  );
  const trips = [...roundTrips(paths, false)];
  expect(trips.filter(({ outcome }) => outcome !== 'same').map(({ id }) => id)).toEqual([]);
  expect(trips.length).toBeGreaterThan(9);
  const found = [
    ...roundTrips(
      bundledFiles().filter((one) => one.includes('static-calls/preempted')),
      true,
    ),
  ];
  const isBegun = found.filter(({ kind, outcome }) => kind === 'witness' && outcome === 'same');
  expect(isBegun.length).toBeGreaterThan(0);
}, 60_000);

test.each([
  ['work_struct', 'DECLARE_WORK(work, done)', 'schedule_work(&work)', '<begins work>', 'done(work)'],
  ['timer_list', 'DEFINE_TIMER(t, done)', 'mod_timer(&t, jiffies)', '<runs softirq timer t>', 'done(timer)'],
])('a %s stands as what it calls', (type, declaration, call, ...lines) => {
  const path = join(mkdtempSync(join(tmpdir(), 'smpscope-')), 'later.smp');
  writeFileSync(
    path,
    `scenario "Later" arch arm64 property late "l" static int count;
static void done(struct ${type} *w) { WRITE_ONCE(count, 1); }
static ${declaration};
cpu 0 "starts" { ${call}; int r = READ_ONCE(count); assert(r == 0, late); }
variant later "l" { } model arm expect violated late
`,
  );
  expect([...roundTrips([path], true)]).toMatchObject([{ id: 'later', outcome: 'same' }]);
  const file = loadScenario(path);
  const machine = makeMachine(file, {}, 'arm');
  const run = replay(machine, exploreVerdict(machine, { states: 10_000 }).witness ?? [], null);
  const mail = mailTable(
    engrave(machine.program, run),
    { title: 'l', lines: [], link: null },
    machine.program,
  );
  const shown = mail.split('\n').map((line) => line.trim());
  expect(shown).toEqual(expect.arrayContaining([`${call};`, ...lines, 'WRITE_ONCE(count, 1);']));
  expect(mail).not.toContain('old =');
});

test('a mail opens as the run that it was copied from, quoted as well', async () => {
  const mail = await mailOf('task-isolation/kick', '001.i.belits-2');
  for (const text of [mail, mail.replace(/^/gm, '> > '), mail.replaceAll('\n', '\r\n')]) {
    const copied = await copiedCase(text);
    expect(copied?.isEdited).toBe(false);
    expect(copied?.shown.run?.end).toBe('finished');
    expect(copied?.shown.title).toContain('case 2');
    if (!copied) continue;
    const { columns, rows, reading } = copiedJson(copied, findTables(text).tables[0]);
    expect({ columns: columns.length, reading }).toEqual({ columns: 2, reading: 'effects' });
    expect(rows.filter(({ as }) => as === 'statement').length).toBeGreaterThan(10);
  }
  expect(await copiedCase('CPU 0  CPU 1\n')).toBeNull();
});

test('in a mail that was edited the lines count and not the link, and it is said', async () => {
  const mail = await mailOf('task-isolation/kick', '001.i.belits-2');
  const copied = await copiedCase(mail.replace('// &new_cache', '// &old_cache'));
  expect(copied?.isEdited).toBe(true);
  expect(copied?.happens).toEqual({ sc: false, tso: false, arm: false });
  if (copied)
    expect(copiedLines(copied)[0]).toContain('has been edited since: its lines count, not the link');
  const shorter = await copiedCase(mail.replace(/^.*p = READ_ONCE\(data_to_sync\);\n.*&new_cache\n/m, ''));
  expect(shorter?.isEdited).toBe(true);
  expect(shorter?.happens.arm).toBe(true);
});

test('remarks and white space make no other table', () => {
  const table = 'CPU 0      CPU 1\n--------  --------\nf(x);  // 1\n// why\n          g();\n';
  const read = (text: string) => {
    const found = tableIn(text);
    if (!found) throw new Error('no table');
    return found;
  };
  expect(sameRows(read(table), read(table.replace('// why', '// because')))).toBe(true);
  expect(sameRows(read(table), read(table.replace('// 1', '// 0')))).toBe(false);
});
