import { expect, test } from 'vitest';
import { findNeeds } from '../../advice/index.ts';
import { judgeOf } from '../../advice/advised.fixture.ts';
import { compileScenario, findOrderings, instantiate, preludeText } from '../../scenario/index.ts';
import { adviceSentences } from '../advice/need-words.ts';
import { codeLines } from './code-lines.ts';
import { needMarks } from './need-marks.ts';

const TEXT = `scenario "marks"
arch arm64
int data, flag;
void publish(void)
{
    smp_wmb();
    WRITE_ONCE(flag, 1);
}
cpu 0 "writer" {
    WRITE_ONCE(data, 1);
    publish();
}
cpu 1 "reader" {
    if (smp_load_acquire(&flag)) {
        assert(READ_ONCE(data) == 1, stale-data);
        smp_mb();
    }
}
property stale-data "new flag, old data"
`;

const MODELS = ['sc', 'tso', 'arm'] as const;

async function marked(cpu: number): Promise<string> {
  const { scenario } = compileScenario(TEXT, 'marks');
  const program = scenario && instantiate(scenario, {}).program;
  const spec = scenario?.cpus[cpu];
  if (!program || !spec) throw new Error('does not compile');
  const { needs } = await findNeeds(findOrderings(TEXT), MODELS, judgeOf(TEXT));
  const marks = needMarks(program, { needs });
  return codeLines([TEXT, preludeText()], program, spec, [])
    .map((line) => [line.text, marks(line)?.words].filter(Boolean).join('  // '))
    .join('\n');
}

test('a line says what its orderings are needed for; a closed call says what is needed inside', async () => {
  expect(await marked(0)).toBe(`cpu 0 "writer" {
    WRITE_ONCE(data, 1);
    publish();  // inside: smp_wmb() needed under arm (stale-data)
}`);
  expect(await marked(1)).toBe(`cpu 1 "reader" {
    if (smp_load_acquire(&flag)) {  // needed under arm (stale-data) · READ_ONCE() would do under sc, tso
        assert(READ_ONCE(data) == 1, stale-data);
        smp_mb();  // no effect in this scenario
    }
}`);
});

test('a mail says what is needed, a sentence each', async () => {
  const { needs, together } = await findNeeds(findOrderings(TEXT), MODELS, judgeOf(TEXT));
  const about = { id: 'marks', text: TEXT, settings: {}, model: 'arm' } as const;
  const state = {
    about,
    status: 'done',
    orderings: null,
    needs,
    together,
    repair: null,
    kernelRepair: null,
    isRepairing: false,
    without: [],
    whys: new Map(),
    message: null,
  } as const;
  expect(adviceSentences(state)).toEqual([
    'smp_wmb() in publish() is needed under arm (stale-data).',
    'smp_load_acquire(&flag) in CPU 1 is needed under arm (stale-data).',
  ]);
});
