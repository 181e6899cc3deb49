import { describe, expect, test } from 'vitest';
import { recognise, type NamedRun } from './recognition.ts';

/** `a b! c`: keys, those with a note marked. */
function told(text: string, problem: string | null = null) {
  const steps = text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ key: word.replace('!', ''), note: word.endsWith('!') ? `about ${word}` : null }));
  return { steps, problem };
}

const named = (
  id: string,
  text: string,
  problem: string | null = null,
): NamedRun<ReturnType<typeof told>> => ({
  id,
  title: id.toUpperCase(),
  by: 'textbook',
  about: null,
  run: told(text, problem),
});

const mail = named('mail', 'a b! c d!', 'row 5 is refused');

/** What a link's keys are told as: `title: notes`. */
function known(text: string, among = [mail], problem: string | null = null): string | null {
  const found = recognise(told(text, problem), among);
  if (!found) return null;
  return `${found.id ?? found.title}: ${found.run.steps.map(({ note }) => (note === null ? '-' : '!')).join('')}`;
}

describe('a link is told in the words of the interleaving it follows', () => {
  test.each([
    ['the same choices', 'a b c d', 'mail: -!-!'],
    ['its beginning', 'a b c', 'MAIL, as far as step 3: -!-'],
    ['more than it', 'a b c d e', 'MAIL, and on from step 4: -!-!-'],
    ['another way', 'a b x d', 'MAIL, another way from step 2: -!--'],
    ['left before its first note', 'a x', null],
    ['only up to before its first note', 'a', null],
    ['something else', 'x a b c d', null],
    ['nothing', '', null],
  ])('%s', (_, text, expected) => {
    expect(known(text)).toBe(expected);
  });

  test('the row that is refused comes with the whole interleaving only', () => {
    expect(recognise(told('a b c d'), [mail])?.run).toBe(mail.run);
    expect(recognise(told('a b c d e'), [mail])?.run.problem).toBeNull();
  });

  test('choices that could not be played to their end are not the interleaving', () => {
    expect(known('a b c d', [mail], 'stopped')).toBe('MAIL, as far as step 4: -!-!');
  });

  test('of several the one that is followed longest, and the same one before a longer one', () => {
    const longer = named('longer', 'a b! c d! e f!');
    expect(known('a b c d e', [mail, longer])).toBe('LONGER, as far as step 5: -!-!-');
    expect(known('a b c d', [longer, mail])).toBe('mail: -!-!');
  });

  test('an interleaving without notes is known by all of its steps', () => {
    const plain = named('plain', 'a b');
    expect(known('a b', [plain])).toBe('plain: --');
    expect(known('a b c', [plain])).toBe('PLAIN, and on from step 2: ---');
    expect(known('a', [plain])).toBeNull();
  });
});
