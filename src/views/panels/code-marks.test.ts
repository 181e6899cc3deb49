import { expect, test } from 'vitest';
import { Exploration, findCoverage, type Coverage } from '../../explore/index.ts';
import { createMachine } from '../../machine/index.ts';
import { compileScenario, instantiate, preludeText } from '../../scenario/index.ts';
import { codeLines } from './code-lines.ts';
import { codeMarks } from './code-marks.ts';

const TEXT = `scenario "marks"
arch x86
int x, y;
void never(void)
{
    WRITE_ONCE(y, 1);
}
void sometimes(int v)
{
    if (v == 1)
        WRITE_ONCE(y, 2);
}
cpu 0 "a" {
    WRITE_ONCE(x, 1);
    sometimes(READ_ONCE(y));
    if (READ_ONCE(x) == 9)
        never();
    while (READ_ONCE(y) == 0)
        cpu_relax();
}
cpu 1 "b" {
    sometimes(READ_ONCE(x));
    while (READ_ONCE(x) == 5)
        cpu_relax();
}
`;

/** CPU 0's or 1's lines with their marks, as the column shows them. */
function marked(cpu: number, part: Partial<Coverage> = {}): string {
  const { scenario } = compileScenario(TEXT, 'marks');
  const program = scenario && instantiate(scenario, {}).program;
  const spec = scenario?.cpus[cpu];
  if (!program || !spec) throw new Error('does not compile');
  const search = new Exploration(createMachine(program, 'sc'), { states: 10_000 });
  search.advance(Number.POSITIVE_INFINITY);
  const work = findCoverage(search.graph, search.flags);
  let step = work.next();
  while (!step.done) step = work.next();
  const marks = codeMarks(program, { ...step.value, ...part }, cpu);
  return codeLines([TEXT, preludeText()], program, spec, [])
    .map((line) => [line.text, marks(line)?.words].filter(Boolean).join('  // '))
    .join('\n');
}

test('lines of a CPU say what no interleaving does; a closed call speaks for its body', () => {
  // y is 0 or 2, never 1. CPU 0 spins on it: CPU 1 may find x == 1 and end that.
  expect(marked(0)).toBe(`cpu 0 "a" {
    WRITE_ONCE(x, 1);
    sometimes(READ_ONCE(y));  // in part
    if (READ_ONCE(x) == 9)  // never true
        never();  // never executed
    while (READ_ONCE(y) == 0)
        cpu_relax();
}`);
});

test('marks belong to the CPU whose line it is', () => {
  expect(marked(1)).toContain('sometimes(READ_ONCE(x));\n');
  expect(marked(1)).not.toContain('never executed');
});

test('while not everything is explored a mark says so', () => {
  expect(marked(0, { complete: false })).toContain('never();  // never executed so far');
});
