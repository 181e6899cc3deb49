import { describe, expect, test } from 'vitest';
import { commands } from '../commands.ts';
import { nameOf, type TypedKey } from './keys.ts';

/** `AltGraph+[`: the modifiers held, and the sign that the keyboard gives. */
function typed(keys: string): TypedKey {
  const held = keys.replace(/\+?[^+]+$|\+\+$/, '').split('+');
  return {
    key: /[^+]+$/.exec(keys)?.[0] ?? '+',
    altKey: held.includes('Alt'),
    ctrlKey: held.includes('Control'),
    metaKey: held.includes('Meta'),
    shiftKey: held.includes('Shift'),
    getModifierState: (name) => held.includes(name),
  };
}

describe('what is typed', () => {
  test.each([
    ['j', 'j'],
    ['Shift+ArrowRight', 'Shift+ArrowRight'],
    ['Shift+N', 'N'],
    ['Shift+?', '?'],
    // A German keyboard: Shift 7, AltGr 8 on Linux, on Windows, Option 5 on macOS.
    ['Shift+/', '/'],
    ['AltGraph+[', '['],
    ['Control+Alt+AltGraph+[', '['],
    ['Control+Alt+]', ']'],
    ['Alt+[', '['],
    // The browser's own.
    ['Alt+ArrowLeft', null],
    ['Alt+f', null],
    ['Control+k', 'Control+k'],
    ['Control+Shift+P', 'Control+Shift+P'],
    ['CapsLock+J', 'j'],
    ['CapsLock+Shift+n', 'N'],
  ])('%s is %s', (keys, name) => {
    expect(nameOf(typed(keys))).toBe(name);
  });
});

test('no key is given twice', () => {
  const keys = commands.flatMap((command) => command.keys);
  expect(new Set(keys).size).toBe(keys.length);
});
