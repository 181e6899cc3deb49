import { expect, it } from 'vitest';
import { relatedScenario } from '../index.ts';

const KNOWN = ['ring', 'lock', 'page', 'wait', 'slab', 'gate', 'door', 'bell'].map((id) => ({
  id,
  text: `cpu 0 { WRITE_ONCE(${id}_head, 1); int r = READ_ONCE(${id}_tail); if (r) ${id}_is_full(); smp_store_release(&x, 1); }`,
}));

it('finds the scenario that has the rare names of a text', () => {
  expect(relatedScenario('I think that ring_head and ring_tail break ring_is_full().', KNOWN)).toEqual({
    scenario: 'ring',
    names: ['ring_head', 'ring_tail', 'ring_is_full'],
  });
});

it('finds none by words that all have, nor by one name', () => {
  expect(relatedScenario('WRITE_ONCE and READ_ONCE and smp_store_release', KNOWN)).toBeNull();
  expect(relatedScenario('ring_head is wrong', KNOWN)).toBeNull();
});
