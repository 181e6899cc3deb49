import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { pack, unpack } from './archive.ts';

const draft = {
  id: 'kick',
  name: 'kick',
  folder: 'isolation',
  text: 'cpu 0 {',
  ran: 'cpu 0 { }',
  at: 1,
  revision: 3,
  caret: 0,
};
const version = { id: 'kick', at: 7, text: 'cpu 0 { }', verdict: 'holds', model: 'arm' } as const;

test('everything comes back: names, folders, the text as typed, what ran', () => {
  const other = { ...draft, id: 'kick 2', folder: '' };
  const found = unpack(pack({ drafts: [draft, other], versions: [version] }));
  const { name, folder, text, ran } = draft;
  expect(found).toEqual([
    { name, folder, text, ran, versions: [version] },
    { name, folder: '', text, ran, versions: [] },
  ]);
});

test('any archive with scenarios can be brought in; what is none says so', () => {
  const zip = zipSync({ 'races/one.smp': strToU8('cpu 0 { }'), 'notes.pdf': strToU8('no') });
  expect(unpack(zip)).toEqual([{ name: 'one', folder: 'races', text: 'cpu 0 { }', ran: null, versions: [] }]);
  expect(() => unpack(strToU8('no zip'))).toThrow('no archive that can be read');
  expect(() => unpack(zipSync({ 'smpscope.json': strToU8('{"format":9}') }))).toThrow('another release');
});
