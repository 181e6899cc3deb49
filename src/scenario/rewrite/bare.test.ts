import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bareText, programOf } from '../index.ts';

test('without what does not run a text is the same program, each instruction in its place', () => {
  for (const name of readdirSync('scenarios', { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.smp')) continue;
    const text = readFileSync(`scenarios/${name}`, 'utf8');
    const bare = bareText(text);
    expect(bare).not.toMatch(/^(variant|claim|interleaving|source) /m);
    expect(programOf(bare, name, {})).toEqual(programOf(text, name, {}));
  }
});
