import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packScenario, unpackScenario } from './carried.ts';
import { decodeChoices, encodeChoices } from './choice-codec.ts';
import { formatLink, openChoices, openSettings, parseLink, type Link } from './link.ts';

const table = {
  statements: [0, 1, 2].map((cpu) => Array.from({ length: 20 }, (_, nth) => `c${cpu}.${nth}`)),
  rests: ['~kick'],
};

const link: Link = {
  scenario: 'task-isolation/kick',
  text: 'scenario "x"\n',
  settings: { mb: 'none', isb: 'late_dsb' },
  model: 'tso',
  keys: ['0:issue:c0.1', '0:visible:c0.1', '1:issue:c1.4#1', '1:irq:~kick'],
  step: 2,
};

const key = fc.oneof(
  fc
    .tuple(
      fc.nat(5),
      fc.constantFrom('issue', 'value', 'visible', 'predict', 'other'),
      fc.constantFrom(...table.statements.flat()),
      fc.constantFrom('', '', '#2', '~1'),
    )
    .map(([cpu, kind, statement, rest]) => `${cpu}:${kind}:${statement}${rest}`),
  fc.tuple(fc.nat(3), fc.constantFrom('irq', 'a')).map(([cpu, kind]) => `${cpu}:${kind}:~x`),
  fc.string({ maxLength: 12, unit: 'binary' }),
);

/** A run like those of scenarios: CPUs take turns of a few steps and go through their statements. */
function plausibleRun(steps: number, seed: number): string[] {
  const at = [0, 0, 0];
  const keys: string[] = [];
  let random = seed;
  const next = (below: number) => (random = (Math.imul(random, 1103515245) + 12345) >>> 0) % below;
  while (keys.length < steps) {
    const cpu = next(3);
    for (let turn = next(4); turn >= 0 && keys.length < steps; turn--) {
      const statement = `c${cpu}.${(at[cpu] = (at[cpu] ?? 0) + 1) % 20}`;
      keys.push(`${cpu}:issue:${statement}`);
      if (next(3) === 0) keys.push(`${cpu}:${next(2) ? 'value' : 'visible'}:${statement}`);
    }
  }
  return keys.slice(0, steps);
}

describe('choices', () => {
  test('survive the round trip, whatever they look like', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        expect(decodeChoices(encodeChoices(keys, table), table)).toEqual(keys);
      }),
    );
  });

  test('are not read with another table', () => {
    const text = encodeChoices(link.keys, table);
    expect(
      decodeChoices(text, { ...table, statements: table.statements.map((keys) => ['new', ...keys]) }),
    ).toBeNull();
  });

  test('garbage is refused, and quickly', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{0,80}$/), (text) => {
        const keys = decodeChoices(text, table);
        if (keys) expect(keys.length).toBeLessThan(1000);
      }),
    );
  });

  test.each([
    [40, 70],
    [60, 95],
  ])('%i steps take fewer than %i characters', (steps, characters) => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(encodeChoices(plausibleRun(steps, seed), table).length).toBeLessThan(characters);
    }
  });
});

describe('links', () => {
  test('say what they were made of', () => {
    const parsed = parseLink(`https://example.org/#${formatLink(link, table)}`);
    expect(parsed).toMatchObject({
      ok: true,
      value: { scenario: link.scenario, settings: link.settings, model: 'tso', step: 2 },
    });
    if (!parsed.ok) return;
    expect(openChoices(parsed.value, table)).toEqual({ ok: true, value: link.keys });
    const options = [
      { name: 'mb', values: ['full', 'none'] },
      { name: 'isb', values: ['early', 'late_dsb'] },
    ];
    expect(openSettings(parsed.value, link.text.replace('\n', '\r\n'), options)).toEqual({
      settings: link.settings,
      problems: [],
    });
  });

  test('survive what mailers do to them', () => {
    const text = formatLink(link, table);
    const wrapped = `<https://example.org/#${text.slice(0, 30)}\n${text.slice(30)}>.`;
    expect(parseLink(wrapped)).toEqual(parseLink(text));
    expect(parseLink(wrapped).ok).toBe(true);
    for (const behind of ['%3E', '%22.', '%20'])
      expect(parseLink(`${text}${behind}`)).toEqual(parseLink(text));
  });

  test('every single damaged character before the step is noticed', () => {
    const text = formatLink(link, table);
    const end = text.lastIndexOf('@');
    for (let at = 0; at <= end; at++) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      const lost = text.slice(0, at) + text.slice(at + 1);
      for (const broken of [changed, lost, text.slice(0, at)]) expect(parseLink(broken).ok).toBe(false);
    }
  });

  test('the step is the reader’s to change', () => {
    const text = formatLink(link, table);
    expect(parseLink(text.replace(/@2$/, '@1'))).toMatchObject({ ok: true, value: { step: 1 } });
    const older = '1/task-isolation/kick/isb=late_dsb,mb=none/tso/XQJ7OfIolQaVyuA9fOOb@1';
    expect(parseLink(older)).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });

  test.each([
    ['the link as a whole', encodeURIComponent],
    ['what some mailers escape', (text: string) => text.replace('@', '%40').replaceAll('~', '%7e')],
    ['twice', (text: string) => encodeURIComponent(encodeURIComponent(text))],
  ])('percent-encoded, %s, it opens', async (_, encode) => {
    const packed = await packScenario('scenario "größer"\n');
    if (!packed.ok) throw new Error(packed.error.message);
    for (const scenario of [link.scenario, 'threads/größer', packed.value]) {
      const text = formatLink({ ...link, scenario, settings: { mb: 'a,b', é: '=' } }, table);
      expect(parseLink(encode(text))).toEqual(parseLink(text));
      expect(parseLink(text).ok).toBe(true);
    }
  });

  test.each([
    ['7/x/-/sc/AAAAAAAAA@0', 'newer-version'],
    ['0/x/-/sc/AAAAAAAAA@0', 'damaged'],
    ['', 'damaged'],
    ['1/x', 'damaged'],
  ])('%s is %s', (text, code) => {
    expect(parseLink(text)).toMatchObject({ ok: false, error: { code } });
  });

  test('changed text and options that are gone are named', () => {
    const parsed = parseLink(formatLink(link, table));
    if (!parsed.ok) throw new Error(parsed.error.message);
    const { settings, problems } = openSettings(parsed.value, 'another text', [
      { name: 'mb', values: ['full'] },
    ]);
    expect(settings).toEqual({});
    expect(problems.map(({ code }) => code).sort()).toEqual([
      'changed-text',
      'unknown-option',
      'unknown-value',
    ]);
  });

  /** Released links must open forever: never change a line here. */
  test.each([
    ['1/task-isolation/kick/isb=late_dsb,mb=none/tso/XQJ7OfIolQaVyuA9fOOb@2', 2],
    ['2/task-isolation/kick/isb=late_dsb,mb=none/tso/XQJ7O9GvhQaVyuA9fOOb@2', 2],
  ])('golden link %s', (golden, step) => {
    const parsed = parseLink(golden);
    expect(parsed).toMatchObject({
      ok: true,
      value: { scenario: link.scenario, settings: link.settings, model: 'tso', step },
    });
    expect(parsed.ok && openChoices(parsed.value, table)).toEqual({ ok: true, value: link.keys });
  });
});

describe('scenarios in links', () => {
  test('survive the round trip', async () => {
    const text = 'scenario "größer"\n'.repeat(40);
    const packed = await packScenario(text);
    expect(packed.ok && (await unpackScenario(packed.value))).toEqual({ ok: true, value: text });
    const parsed = parseLink(formatLink({ ...link, scenario: packed.ok ? packed.value : '' }, table));
    expect(parsed.ok && parsed.value.scenario).toBe(packed.ok && packed.value);
  });

  test('survive it at their longest, with nothing in them to compress', async () => {
    let seed = 1;
    const letter = () =>
      String.fromCharCode(33 + (((seed = Math.imul(seed, 1103515245) + 12345) >>> 16) % 94));
    const text = Array.from({ length: 200_000 }, letter).join('');
    const packed = await packScenario(text);
    expect(packed.ok && (await unpackScenario(packed.value))).toEqual({ ok: true, value: text });
    expect(parseLink(formatLink({ ...link, scenario: packed.ok ? packed.value : '' }, table)).ok).toBe(true);
  });

  test('what does not inflate, or inflates without end, is refused', async () => {
    const bomb = new Response(
      new Blob(['x'.repeat(5_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw')),
    );
    const packed = Buffer.from(await bomb.arrayBuffer()).toString('base64url');
    expect(await unpackScenario(`~${packed}`)).toMatchObject({ ok: false, error: { code: 'too-large' } });
    expect(await unpackScenario(`~${'A'.repeat(648_000)}`)).toMatchObject({ error: { code: 'too-large' } });
    expect(parseLink(`2/~${'A'.repeat(648_000)}/-/sc/x@1`)).toMatchObject({ error: { code: 'too-large' } });
    expect(await unpackScenario('~AAAA')).toMatchObject({ ok: false, error: { code: 'damaged' } });
    expect(await unpackScenario('~???')).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });
});
