/**
 * Every field case gets its right verdict: the variants' verdicts with exactly the properties that may be named, the
 * ends of interleavings, and a diagnostic where the text is to be refused. `npm test` runs this where the cases are.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldRows, pathOf, type Expected, type FieldRow } from './field-table.ts';
import { check, type Checked } from './smpscope.ts';

const rows = fieldRows();
const bundledFolder = join(import.meta.dirname, '../scenarios/field');

for (const file of new Set(rows.map((row) => row.file))) {
  describe(file, () => {
    let checked: Checked | null = null;

    beforeAll(async () => {
      checked = await check(pathOf(file));
    }, 300_000);

    const own = rows.filter((row) => row.file === file);
    it.each(own.map((row) => ({ ...row, name: `${row.variant} under ${row.model}` })))('$name', (row) => {
      expect(checked).not.toBeNull();
      if (checked) judge(row, checked);
    });
  });
}

/** The same races as bundled scenarios, in kernel C: each variant `NAME.VARIANT` has the verdict of the table. */
const bundled = readdirSync(bundledFolder).filter((file) => file.endsWith('.smp'));

describe.each(bundled)('scenarios/field/%s', (file) => {
  const name = file.replace(/\.smp$/, '');
  const own = rows.filter((row) => row.file === `cases/${file}` && !row.variant.startsWith('interleaving:'));

  it('has the verdicts of its case', async () => {
    const { scenario } = await check(join(bundledFolder, file));
    expect(own).not.toEqual([]);
    for (const { variant, model, expected } of own) {
      const found = scenario?.variants.find(({ id }) => id === `${name}.${variant}`);
      expect(found?.model, variant).toBe(model);
      if (!found) continue;
      const said: Expected = {
        k: 'verdict',
        verdict: found.verdict,
        properties: [...found.properties].sort(),
      };
      expect(expected, variant).toContainEqual(said);
    }
  }, 300_000);
});

function judge(row: FieldRow, checked: Checked): void {
  const { variant, model, expected } = row;
  if (checked.scenario === null) {
    expect(checked.errors, 'a refusal says where and what').toMatch(/:\d+:\d+ [\w-]+ \S/);
    expect(expected, checked.errors).toContainEqual({ k: 'diagnostic' });
    return;
  }
  const { variants, interleavings } = checked.scenario;
  const name = /^interleaving:(.*)$/.exec(variant)?.[1];
  if (name !== undefined) {
    const { replays, ends } = interleavings.find(({ id }) => id === name) ?? {};
    expect(expected).toContainEqual({ k: 'replay', ends });
    expect(replays, `${name} replays`).toBe(true);
    return;
  }
  const named = variants.filter(({ id }) => id === variant);
  const meant = named.length === 0 && variant === 'all' ? variants : named;
  expect(meant, `a variant ${variant}`).not.toEqual([]);
  for (const found of meant) {
    expect(found.model).toBe(model);
    const said: Expected = {
      k: 'verdict',
      verdict: found.verdict,
      properties: [...found.properties].sort(),
    };
    expect(expected).toContainEqual(said);
  }
}
