import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCheck } from './check.ts';
import { runCompare } from './compare.ts';
import { runExplore } from './explore.ts';
import { runLink } from './link.ts';
import { runList } from './list.ts';
import { runMatrix } from './matrix.ts';
import { runReach } from './reach.ts';
import { runShow } from './show.ts';
import { runWhy } from './why.ts';

const folder = mkdtempSync(join(tmpdir(), 'smpscope-'));
const file = join(folder, 'mp.smp');
const broken = join(folder, 'broken.smp');
writeFileSync(
  file,
  `scenario "mp"
arch arm64
option wmb = on | off
property stale "The reader sees the flag without the data."
int data, flag;
cpu 0 "writer" { WRITE_ONCE(data, 1); if (wmb == on) smp_wmb(); WRITE_ONCE(flag, 1); }
cpu 1 "reader" {
    int f = smp_load_acquire(&flag);
    int d = READ_ONCE(data);
    assert(!(f == 1 && d == 0), stale);
}
variant mp.on "ordered" { } model arm expect holds
variant mp.off "unordered" { wmb = off } model arm expect violated stale
claim mp-1 by "test": "the barrier matters" is true shown by mp.off
interleaving mp.i.reordered "the flag overtakes the data" by "test" of mp.off {
    0: WRITE_ONCE(flag, 1) visible;
    1: smp_load_acquire(&flag) value;
    note "The flag is set.";
    1: READ_ONCE(data) value;
}
`,
);
const litmus = join(folder, 'mp.litmus');
writeFileSync(
  litmus,
  `AArch64 MP+po+addr
{ 0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x; }
 P0          | P1                  ;
 MOV W0,#1   | LDR W0,[X1]         ;
 STR W0,[X1] | EOR W2,W0,W0        ;
 STR W0,[X3] | LDR W4,[X3,W2,SXTW] ;
exists (1:X0=1 /\\ 1:X4=0)
`,
);
writeFileSync(broken, 'scenario "x"\narch arm64\ncpu 0 { y = 1; }\n');
afterAll(() => rmSync(folder, { recursive: true }));

let printed = '';
beforeEach(() => {
  printed = '';
  const print = (text: unknown) => {
    printed += `${String(text)}\n`;
    return true;
  };
  vi.spyOn(console, 'log').mockImplementation(print);
  vi.spyOn(console, 'error').mockImplementation(print);
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
});

const json = (): unknown => JSON.parse(printed) as unknown;

describe('the command line', () => {
  test('list names every bundled scenario', async () => {
    expect(await runList(['--json'])).toBe(0);
    const { scenarios } = json() as { scenarios: { id: string; variants: unknown[] }[] };
    expect(scenarios.map(({ id }) => id)).toContain('task-isolation/kick');
  });

  test('check compares with what is expected', async () => {
    expect(await runCheck([file, '--json'])).toBe(0);
    expect(json()).toMatchObject({
      scenarios: [
        {
          id: 'mp',
          file,
          variants: [
            {
              id: 'mp.on',
              options: { wmb: 'on' },
              model: 'arm',
              expect: 'holds',
              verdict: 'holds',
              properties: [],
              witness: null,
            },
            { id: 'mp.off', verdict: 'violated', properties: ['stale'], expect: 'violated stale' },
          ],
          interleavings: [{ id: 'mp.i.reordered', replays: true, impossibleAt: null, ends: 'violated' }],
          claims: [{ id: 'mp-1', by: 'test', shownBy: ['mp.off'] }],
        },
      ],
    });
  });

  test('what is warned of says so, in words and in JSON', async () => {
    const warned = join(folder, 'warned.smp');
    writeFileSync(warned, `${readFileSync(file, 'utf8')}property idle "Nobody asserts this."\n`);
    const warning = { line: 21, column: 10, code: 'never-asserted' };
    expect(await runExplore([warned, '--json'])).toBe(0);
    expect(json()).toMatchObject({ warnings: [warning] });
    printed = '';
    expect(await runCheck([file, '--json'])).toBe(0);
    expect(json()).toMatchObject({ scenarios: [{ warnings: [] }] });
    printed = '';
    expect(await runCheck([warned])).toBe(0);
    expect(printed).toMatch(/^warning .*warned\.smp:21:10 never-asserted /m);
  });

  test('a mistaken row costs its own interleaving and hides no other verdict of the file', async () => {
    const mistaken = join(folder, 'mistaken.smp');
    const rows = 'interleaving mp.i.typo "a typo" by "test" of mp.on { 0: WRITE_ONCE(flga, 1) visible; }\n';
    writeFileSync(mistaken, readFileSync(file, 'utf8') + rows);
    expect(await runCheck([mistaken])).toBe(2);
    expect(printed).toMatch(/mistaken\.smp:\d+:\d+ unknown-statement .*WRITE_ONCE\(flga, 1\)/);
    expect(printed).toMatch(/ok +mp\.on/);
    expect(printed).toMatch(/ok +mp\.off/);
    expect(printed).toMatch(/ok +mp\.i\.reordered/);
    expect(printed).toMatch(/FAIL mp\.i\.typo/);
  });

  test.each([
    [['--set', 'wmb=on'], 0, 'holds'],
    [['--set', 'wmb=off'], 1, 'violated'],
    [['--set', 'wmb=off', '--model', 'sc'], 0, 'holds'],
    [['--set', 'wmb=off', '--model', 'arm', '--limit', '2'], 3, 'bounded'],
  ])('explore %j exits with %i', async (args, status, verdict) => {
    expect(await runExplore([file, '--json', ...args])).toBe(status);
    expect(json()).toMatchObject({ verdict });
  });

  test('explore carries fates, outcomes with counts, and coverage', async () => {
    await runExplore([file, '--json', '--set', 'wmb=off']);
    expect(json()).toMatchObject({
      fates: { open: expect.any(Number) as number },
      outcomes: [
        { kind: 'violated', label: 'stale', interleavings: expect.stringMatching(/^\d+$/) as string },
        { kind: 'finished' },
      ],
      coverage: { complete: true },
    });
  });

  test('a link shows what it was made of', async () => {
    await runLink([file, '--interleaving', 'mp.i.reordered']);
    const link = printed.trim();
    expect(link).toMatch(/^http:\/\/localhost:4173\/#\d\/~/);
    printed = '';
    expect(await runShow([link])).toBe(0);
    expect(printed).toContain('*** stale');
    expect(printed).toContain('the flag overtakes the data (test)');
    expect(printed).toContain('// The flag is set.');
    printed = '';
    expect(await runShow([link, '--format', 'json'])).toBe(0);
    expect(json()).toMatchObject({
      title: 'the flag overtakes the data (test)',
      rows: expect.arrayContaining([expect.objectContaining({ note: 'The flag is set.' })]) as unknown,
    });
    await expect(runShow([`${link.slice(0, -2)}9`])).rejects.toThrow(/damaged/);
  });

  test('show gives the written interleaving with its notes, and the witness', async () => {
    await runShow([file, '--interleaving', 'mp.i.reordered']);
    expect(printed).toContain('The flag is set.');
    printed = '';
    await runShow([file, '--witness', '--set', 'wmb=off', '--format', 'svg']);
    expect(printed).toMatch(/^<svg/);
  });

  test('a row that cannot be played is shown where it stands', async () => {
    const wrong = join(folder, 'wrong.smp');
    const text = readFileSync(file, 'utf8').replace('READ_ONCE(data) value;', 'READ_ONCE(data) value = 7;');
    writeFileSync(wrong, text);
    expect(await runCheck([wrong])).toBe(1);
    expect(printed).toMatch(
      /FAIL mp\.i\.reordered .*\n.*wrong\.smp:19:5 row CPU 1.*\n {8}1: READ_ONCE\(data\) value = 7;\n {8}\^+/,
    );
  });

  test('matrix says which changes matter', async () => {
    await runMatrix([file, '--json']);
    expect(json()).toMatchObject({
      switches: ['arm', 'lkmm'].map((model) => ({
        model,
        changes: { wmb: 'off' },
        from: 'holds',
        to: 'violated',
      })),
    });
  });

  test('reach finds the shortest way to an event, also from where a link opens', async () => {
    expect(await runReach([file, '--read', 'data=0', '--cpu', '1', '--set', 'wmb=off', '--json'])).toBe(0);
    const { link, keys } = json() as { link: string; keys: string[] };
    expect(keys).toHaveLength(2);
    printed = '';
    expect(await runReach([link, '--write', 'flag=1', '--json'])).toBe(0);
    expect(json()).toMatchObject({ keys: [expect.stringContaining('visible') as string] });
    printed = '';
    expect(await runExplore([link, '--json'])).toBe(0);
    expect(json()).toMatchObject({ verdict: 'holds', options: { wmb: 'off' } });
    expect(await runReach([file, '--read', 'flag=7'])).toBe(1);
  });

  test('a file of which nothing is expected is not passed over in silence', async () => {
    const bare = join(folder, 'bare.smp');
    writeFileSync(bare, 'scenario "x"\narch arm64\nint y;\ncpu 0 { WRITE_ONCE(y, 1); }\n');
    expect(await runCheck([bare])).toBe(0);
    expect(printed).toMatch(/^bare\n {2}– +nothing is expected of it: it has no variant/m);
  });

  test('a litmus test is explored, shown and explained as what it is, from its file or from a link', async () => {
    expect(await runExplore([litmus])).toBe(1);
    expect(printed).toContain('Sometimes: exists (1:X0=1 /\\ 1:X4=0)\n  *>  1:X0=1 1:X4=0  (');
    expect(printed).toContain('\n  :>  1:X0=1 1:X4=1  (');
    const link = /shortest witness: (\S+)/.exec(printed)?.[1] ?? '';
    printed = '';
    expect(await runShow([litmus, '--witness'])).toBe(0);
    expect(printed).toMatch(/^MP\+po\+addr: shortest way to exists .*\nmemory model arm\n[^]*\*\*\* exists/);
    expect(await runShow([link])).toBe(0);
    printed = '';
    expect(await runExplore([litmus, '--model', 'tso'])).toBe(0);
    expect(await runWhy([litmus, '--model', 'tso'])).toBe(0);
    expect(printed).toMatch(/^Never: exists[^]*exists cannot be: the order that tso keeps forbids it/);
    await expect(runShow([litmus, '--witness', '--model', 'tso'])).rejects.toThrow(
      'no run under tso ends as it asks',
    );
  });

  test('compare names the outcomes that differ', async () => {
    expect(await runCompare([file, '--with-set', 'wmb=off', '--json'])).toBe(1);
    expect(json()).toMatchObject({ onlyA: [], onlyB: [{ label: 'stale' }], complete: true });
    expect(await runCompare([file, '--with-model', 'arm'])).toBe(0);
  });

  test.each([
    [() => runExplore([file, '--model', 'sc', '--model', 'tso']), /--model is given twice/],
    [() => runExplore([broken]), /broken\.smp:3:9 .*\n.*y = 1.*\n *\^/],
    [() => runExplore([join(folder, 'none.smp')]), /there is no such file/],
    [() => runExplore([file, '--set', 'mb=on']), /has no option mb; it has .*wmb/],
    [() => runExplore([file, '--set', 'wmb=maybe']), /wmb can be on, off, not maybe/],
    [() => runExplore([file, '--model', 'power']), /no memory model power/],
    [() => runShow([file, '--interleaving', 'x']), /has no interleaving x; it has mp\.i\.reordered/],
    [() => runReach([file, '--irq', 'kick']), /no interrupt kick; there is none/],
    [() => runReach([file, '--read', 'flag', '--irq', 'kick']), /One event at a time/],
    [() => runReach([file, '--read', 'flag', '--cpu', '7']), /no CPU 7; there are 0, 1/],
    [() => Promise.resolve().then(() => runList(['--yaml'])), /--yaml/],
  ])('mistakes are told in words: %#', async (run, message) => {
    await expect(Promise.resolve().then(run)).rejects.toThrow(message);
  });
});
