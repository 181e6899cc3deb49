/** The mistakes that are made most: each is one message, on its line, with what to write instead. */
import { describe, expect, test } from 'vitest';
import { compileScenario } from './index.ts';

const HEAD = `scenario "m"
arch arm64
property lost "It is lost."
struct foo { spinlock_t lock; struct mutex m; int state; struct list_head list; };
static struct foo foo;
int flag = 0, data = 0;
`;
const ASSERTED = '\nfinal(data != 9, lost);\n';

/** What was meant, where the message stands (a line behind the head), and what it says. */
const MISTAKES: readonly (readonly [mistake: string, text: string, line: number, says: RegExp])[] = [
  [
    'no semicolon',
    'static void f(struct foo *p)\n{\n\tspin_lock(&p->lock)\n\tp->state = 1;\n\tspin_unlock(&p->lock);\n}\ncpu 0 { f(&foo); }',
    3,
    /^Expected `;` before `p/,
  ],
  [
    'a word misspelt',
    'cpu 0 { spin_lcok(&foo.lock); spin_unlock(&foo.lock); }',
    1,
    /Did you mean `spin_lock`\?/,
  ],
  ['letters exchanged', 'cpu 0 { flga = 1; int r = flag; data = r; }', 1, /Did you mean `flag`\?/],
  [
    'an ordering misspelt',
    'cpu 0 { data = smp_load_aquire(&flag); }',
    1,
    /Did you mean `smp_load_acquire`\?/,
  ],
  ['a variable that is not declared', 'cpu 0 { counter = 1; data = flag; }', 1, /Declare it: `int counter;`/],
  [
    'flags that are not declared',
    'cpu 0 { spin_lock_irqsave(&foo.lock, flags); data = 1; spin_unlock_irqrestore(&foo.lock, flags); }',
    1,
    /Declare it: `unsigned long flags;`/,
  ],
  ['a constant that is not declared', 'cpu 0 { data = FOO_SIZE; }', 1, /`#define FOO_SIZE 1`/],
  [
    'a keyword misspelt',
    'cpu 0 {\n\twhlie (flag)\n\t\tcpu_relax();\n\tdata = 1;\n}',
    2,
    /Did you mean `while`\?/,
  ],
  ['a type misspelt', 'itn x;\ncpu 0 { data = 1; }', 1, /Did you mean `int`\?/],
  [
    'too few arguments of a word',
    'cpu 0 { spin_lock_irqsave(&foo.lock); data = 1; }',
    1,
    /takes 2 arguments; found 1\. Here it is `void spin_lock_irqsave\(spinlock_t \*l, flags\)`/,
  ],
  [
    'too many arguments of a word',
    'cpu 0 { smp_store_release(&data, 1, 2); }',
    1,
    /takes 2 arguments; found 3\. Here it is/,
  ],
  [
    'too few arguments of a function',
    'static void f(int a) { data = a; }\ncpu 0 { f(); }',
    2,
    /`f` takes 1 argument; found 0/,
  ],
  [
    'a mutex taken as a spinlock',
    'cpu 0 { spin_lock(&foo.m); data = 1; spin_unlock(&foo.m); }',
    1,
    /write `mutex_lock\(&foo\.m\)`/,
  ],
  [
    'a spinlock taken as a mutex',
    'cpu 0 { mutex_lock(&foo.lock); data = 1; mutex_unlock(&foo.lock); }',
    1,
    /write `spin_lock\(&foo\.lock\)`/,
  ],
  [
    'no & before a lock',
    'cpu 0 { spin_lock(foo.lock); data = 1; spin_unlock(foo.lock); }',
    1,
    /write its address: `spin_lock\(&foo\.lock\)`/,
  ],
  [
    'no & before a variable',
    'cpu 0 { smp_store_release(data, 1); }',
    1,
    /`data` is an `int`; `smp_store_release\(\)` takes its address: `&data`/,
  ],
  [
    'no & for a function of one’s own',
    'static void f(int *p) { *p = 1; }\ncpu 0 { f(data); }',
    2,
    /takes its address: `&data`/,
  ],
  ['& too much', 'cpu 0 { WRITE_ONCE(&data, 1); }', 1, /`&data` is a value, not a place/],
  ['= for ==', 'cpu 0 { if (flag = 1) data = 1; }', 1, /to compare, write `==`/],
  ['= for == in a property', 'cpu 0 { data = 1; }\nfinal(data = 1, lost);', 2, /to compare, write `==`/],
  [
    'a word that nobody knows',
    'cpu 0 { frobnicate(&flag); data = 1; }',
    1,
    /define a function of that name: `void frobnicate/,
  ],
  ['a word of x86 under arm64', 'cpu 0 { sync_core(); data = 1; }', 1, /exists on x86 only.* Use `isb\(\)`/],
  [
    'a property that is not declared',
    'cpu 0 { data = 1; }\nfinal(data == 1, lots);',
    2,
    /which is not declared/,
  ],
  ['no property', 'cpu 0 { data = 1; assert(data == 1); }', 1, /^Expected `, lost` before/],
  [
    'a value from a function that gives none',
    'static void f(void) { data = 1; }\ncpu 0 { int r = f(); data = r; }',
    2,
    /is `void`: it gives no value/,
  ],
  [
    'a value returned to nobody',
    'static void f(void) { return 1; }\ncpu 0 { f(); data = 1; }',
    1,
    /write `return;`/,
  ],
  [
    'a way without a return',
    'static int f(void)\n{\n\tif (flag)\n\t\treturn 1;\n}\ncpu 0 { data = f(); }',
    1,
    /The end of `f` can be reached without a value; write `return …;`/,
  ],
  [
    'no brace',
    'static void f(void)\n{\n\tif (flag) {\n\t\tdata = 1;\n}\n\ncpu 0 { f(); }',
    3,
    /This `\{` is not closed/,
  ],
  ['no parenthesis', 'cpu 0 { if (READ_ONCE(flag) { data = 1; } }', 1, /^Expected `\)` before `\{`/],
  [
    'a dot for an arrow',
    'static void f(struct foo *p) { p.state = 1; }\ncpu 0 { f(&foo); data = 1; }',
    1,
    /write `p->state`/,
  ],
  ['an arrow for a dot', 'cpu 0 { foo->state = 1; data = 1; }', 1, /write `foo\.state`/],
  [
    'a member that is not there',
    'cpu 0 { foo.stat = 1; data = 1; }',
    1,
    /it has `lock`, `m`, `state`, `list`/,
  ],
  [
    'a struct that is not there',
    'struct bar *p;\ncpu 0 { p->x = 1; data = 1; }',
    2,
    /say which members it has: `struct bar/,
  ],
  ['a type that is not there', 'foo_t x;\ncpu 0 { x = 1; data = 1; }', 1, /say what it is: `typedef/],
  [
    'a name declared twice',
    'int flag;\ncpu 0 { data = 1; }',
    1,
    /`flag` is declared twice; give one of them another name/,
  ],
  [
    'a local of a CPU in a property',
    'cpu 0 { int r = flag; data = r; }\nfinal(r == 0, lost);',
    2,
    /A local of CPU 0 is `cpu0\.r`/,
  ],
  ['a label that is not there', 'cpu 0 { if (flag) goto out; data = 1; }', 1, /There is no label `out:`/],
  [
    'a semicolon behind an if',
    'cpu 0 { if (flag == 1); data = 1; }',
    1,
    /a `;` stands where its statement should/,
  ],
  ['a break outside of loops', 'cpu 0 { if (flag) break; data = 1; }', 1, /`break` stands outside a loop/],
  ['a function that calls itself', 'static void f(void) { data = 1; f(); }\ncpu 0 { f(); }', 1, /Use a loop/],
];

describe('one mistake, one message, with its line and what to write', () => {
  test.each(MISTAKES)('%s', (_, text, line, says) => {
    const whole = HEAD + text + (text.includes('final(') ? '' : ASSERTED);
    const { diagnostics } = compileScenario(whole, 'test');
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const told = (errors.length > 0 ? errors : diagnostics).map(({ from, message }) => ({
      line: whole.slice(0, from).split('\n').length - HEAD.split('\n').length + 1,
      message,
    }));
    expect(told).toEqual([{ line, message: expect.stringMatching(says) as string }]);
  });

  test('a property that nothing asserts is warned of', () => {
    const told = compileScenario(`${HEAD}cpu 0 { data = flag; }`, 'test').diagnostics;
    expect(told.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      expect.stringMatching(/^warning Nothing asserts `lost`.* Say it: `assert\(…, lost\)`/),
    ]);
  });
});
