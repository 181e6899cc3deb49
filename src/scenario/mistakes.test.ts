import { describe, expect, test } from 'vitest';
import { compileScenario } from './index.ts';

const whole = `scenario "A wake-up is lost"
arch arm64 | x86
option sleeper_mb "the sleeper's smp_mb()" = on | off
property lost-wakeup "CPU 1 sleeps, there is work, and CPU 0 sees no reason to wake it."
int sleeping, work;

cpu 0 "waker" {
    WRITE_ONCE(work, 1);
    smp_mb();
    int asleep = READ_ONCE(sleeping);
}

cpu 1 "sleeper" {
    WRITE_ONCE(sleeping, 1);
    if (sleeper_mb)
        smp_mb();
    int found = READ_ONCE(work);
}

final(!(cpu0.asleep == 0 && cpu1.found == 0), lost-wakeup);

variant both "a full barrier on both sides" { } model arm expect holds
variant one "the sleeper's barrier removed" { sleeper_mb = off } model tso expect violated lost-wakeup
    because "It is still in the store buffer."

claim wake.1 by "a mail": "the barrier is needed" is true shown by one

interleaving wake.i.lost "the store is late" by "a mail" of one {
    about "Nobody is woken."
    1: found = READ_ONCE(work) value = 0;
    note "too early";
    0: WRITE_ONCE(work, 1) visible;
    0: asleep = READ_ONCE(sleeping) value = 0;
}
`;

/** `LINE:COL message` of every diagnostic. */
function told(text: string): readonly string[] {
  return compileScenario(text, 'test').diagnostics.map(({ from, message }) => {
    const before = text.slice(0, from).split('\n');
    return `${before.length}:${(before.at(-1) ?? '').length + 1} ${message}`;
  });
}

function changed(before: string, after: string): string {
  expect(whole).toContain(before);
  return whole.replace(before, after);
}

describe('one mistake of somebody who knows C gets one message: where, what, and what to do', () => {
  test('the scenario without a mistake', () => {
    expect(told(whole)).toEqual([]);
  });

  test.each([
    ['semicolon', 'WRITE_ONCE(work, 1);\n', 'WRITE_ONCE(work, 1)\n', /^8:24 Expected `;` before `smp_mb`/],
    [
      'brace of a CPU',
      '(sleeping);\n}',
      '(sleeping);\n',
      /^7:15 This `\{` is not closed before `cpu` on line 13/,
    ],
    [
      'brace of an if',
      'if (sleeper_mb)',
      'if (sleeper_mb) {',
      /^15:21 This `\{` is not closed before `final` on line 20/,
    ],
    [
      'brace of an interleaving',
      'value = 0;\n}',
      'value = 0;\n',
      /^33:47 Expected `\}` before the end of the file/,
    ],
    ['brace too many', '(work);\n}', '(work);\n}\n}', /^19:1 Found `\}`/],
    ['author of an interleaving', ' by "a mail" of', ' of', /^28:45 Expected `by "…"` before `of`/],
    ['variant of an interleaving', ' of one {', ' {', /^28:57 Expected `of both` before `\{`/],
    ['misspelt variant', 'of one {', 'of onee {', /^28:61 Found `onee`; .*both, one\. Did you mean `one`/],
    [
      'misspelt statement',
      '0: asleep =',
      '0: aslep =',
      /^33:5 .*Did you mean `asleep = READ_ONCE\(sleeping\)`/,
    ],
    [
      'misspelt kind',
      'value = 0;\n    note',
      'vale = 0;\n    note',
      /^30:32 Found `vale`.*Did you mean `value`/,
    ],
    [
      'a statement that is no expression',
      '1: found =',
      '1: while (found) value;\n    1: found =',
      /^30:8 A row names such a statement in quotes: `"while …"`/,
    ],
    ['quotes of a note', 'note "too early"', 'note too early', /^31:10 The words of `note` stand in quotes/],
    [
      'closing quote',
      '"the store is late"',
      '"the store is late',
      /^28:55 A text on this line has no closing/,
    ],
    [
      'single quotes',
      '"the store is late"',
      "'the store is late'",
      /^28:26 Texts stand between plain double quotes/,
    ],
    [
      'quotes of a mailer',
      '"the store is late"',
      '\u201cthe store is late\u201d',
      /^28:26 Texts stand between/,
    ],
    ['judgement of a claim', ' is true', ' true', /^26:50 Expected `is` before `true`/],
    ['what a claim names', 'shown by one', 'shown by onee', /^26:68 Found `onee`.*Did you mean `one`/],
    ['model of a variant', 'model arm expect', 'expect', /^22:48 Expected `model arm` before `expect`/],
    ['verdict', 'expect holds', 'expect passes', /^22:66 Found `passes`, expected holds, violated SLUG/],
    ['what is violated', 'violated lost-wakeup', 'violated', /^24:13 Say what is violated/],
    ['alternatives of an option', ' = on | off', ' = on, off', /^3:48 Alternatives stand between `\|`/],
    ['who does a row', '0: asleep =', 'T0: asleep =', /^33:5 Found `T0`; expected a CPU or agent/],
    ['parenthesis of a final', 'final(!(', 'final !(', /^20:7 Expected `\(` behind `final`/],
    ['values of an option', ' = on | off', '', /^3:43 Expected `= on \| off` before `property`/],
    ['misspelt option', '{ sleeper_mb = off }', '{ sleepr_mb = off }', /^23:47 .*Did you mean `sleeper_mb`/],
    ['property of a final', ', lost-wakeup);', ');', /^20:45 Expected `, lost-wakeup` before `\)`/],
    ['assignment for comparison', 'asleep == 0', 'asleep = 0', /^20:9 Found `=`; to compare, write `==`/],
    ['parenthesis of an if', 'if (sleeper_mb)', 'if sleeper_mb', /^15:8 Expected `\(` behind `if`/],
    [
      'a struct nobody knows',
      'int sleeping',
      'struct t t;\nint sleeping',
      /^5:1 `struct t` is declared nowhere/,
    ],
    [
      'a member that is not there',
      'int sleeping',
      'struct t { int x; } t = { .y = 1 };\nint sleeping',
      /no member `y`/,
    ],
    [
      'arrow',
      'ONCE(sleeping, 1)',
      'ONCE(sleeping->a, 1)',
      /^14:16 `sleeping` is a `int` and has no member `a`/,
    ],
    [
      'a type nobody knows',
      'int sleeping',
      'foo_t f;\nint sleeping',
      /^5:1 The type `foo_t` is not known here/,
    ],
    ['preprocessor', 'int sleeping', '#ifdef CONFIG_X\nint sleeping', /^5:1 This has no `#endif`; write one/],
    ['comment', 'int sleeping', '/* shared\nint sleeping', /^5:1 This comment is not closed/],
    ['other encoding', 'too early', 'too \ufffdarly', /^31:15 Found bytes that are not UTF-8/],
  ])('%s', (_, before, after, message) => {
    const messages = told(changed(before, after));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(message);
  });

  test('a quoted mail', () => {
    const [message, ...more] = told(whole.replace(/^/gm, '> '));
    expect(more).toEqual([]);
    expect(message).toMatch(/^1:1 This looks like a quoted mail/);
  });

  test('two mistakes in two declarations are two messages', () => {
    const text = changed('WRITE_ONCE(work, 1);', 'WRITE_ONCE(work, 1)').replace(' by "a mail" of', ' of');
    expect(told(text)).toHaveLength(2);
  });

  test('a byte order mark, DOS line ends and the spaces of mailers are no mistakes', () => {
    expect(told(`\ufeff${whole}`)).toEqual([]);
    expect(told(whole.replaceAll('\n', '\r\n'))).toEqual([]);
    expect(told(whole.replaceAll('    ', '\u00a0\u00a0  '))).toEqual([]);
  });

  test('what is offered as a fix mends the text', () => {
    for (const [before, after] of [
      ['WRITE_ONCE(work, 1);\n', 'WRITE_ONCE(work, 1)\n'],
      ['(sleeping);\n}', '(sleeping);\n'],
      [' by "a mail" of', ' of'],
      [', lost-wakeup);', ');'],
    ] as const) {
      const text = changed(before, after);
      const { fix } = compileScenario(text, 'test').diagnostics[0] ?? {};
      expect(told(text.slice(0, fix?.from) + (fix?.insert ?? '') + text.slice(fix?.to))).toEqual([]);
    }
  });
});
