import { expect, test } from 'vitest';
import type { Scenario } from '../../state/index.ts';
import { optionGroups } from './option-groups.ts';

const option = (name: string, kind: 'program' | 'hardware' = 'program') => ({
  name,
  kind,
  values: ['on', 'off'],
  initial: 'on',
  text: '',
  valueTexts: {},
});
const variant = (settings: Scenario['variants'][number]['settings']): Scenario['variants'][number] => ({
  id: 'v',
  title: '',
  settings,
  model: 'arm',
  expect: 'holds',
  properties: [],
  because: null,
});

test('what variants change comes first, the hardware last, empty groups not at all', () => {
  const options = [option('eos', 'hardware'), option('quiet'), option('mb')];
  const variants = [variant({ quiet: 'on' }), variant({ mb: 'off', eos: 'off' })];
  const names = optionGroups({ options, variants }).map(({ title, options: found }) => [
    title,
    ...found.map(({ name }) => name),
  ]);
  expect(names).toEqual([
    ['The question', 'mb'],
    ['Around it', 'quiet'],
    ['Hardware', 'eos'],
  ]);
  expect(optionGroups({ options: [option('mb')], variants: [] })).toHaveLength(1);
});
