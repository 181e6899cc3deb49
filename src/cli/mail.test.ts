/** Interleavings as a maintainer would type them. */
import { expect, test } from 'vitest';
import { mailTable } from '../export/index.ts';
import { engrave } from '../score/index.ts';
import { playInterleaving, variantOf } from './checked.ts';
import { loadScenario, makeProgram } from './scenario-files.ts';

function mailOf(path: string, name: string): string {
  const file = loadScenario(`scenarios/${path}.smp`);
  const interleaving = file.scenario.interleavings.find(({ id }) => id === name);
  if (!interleaving) throw new Error(`${path} has no ${name}`);
  const program = makeProgram(file, variantOf(file, interleaving)?.settings ?? {});
  const run = playInterleaving(file, interleaving);
  return mailTable(engrave(program, run), { title: interleaving.title, lines: [], link: null }, program);
}

test('kernel calls are lines, the scenario’s own calls a nesting, notes stand under their column', () => {
  expect(mailOf('field/rwsem-acquire', 'rwsem-acquire.early')).toMatchInlineSnapshot(`
    "the last load comes first

    { sem.data = 0; queued = 1; }

    CPU 0: down_read()                   CPU 1: up_write()
    -----------------------------------  -----------------------------------
                                         WRITE_ONCE(sem.data, 1);
                                           // not visible yet
    down_read_failed(&sem)
      set_current_state(
          TASK_UNINTERRUPTIBLE);
      if (!READ_ONCE(queued))
        // in flight
      return READ_ONCE(s->data);
        // 0: CPU 1's store of 1 is not
        // visible yet
      // drawn last, done first
                                         WRITE_ONCE(sem.data, 1);
                                           // visible now
                                         ldsem_wake(&sem)
                                           smp_store_release(&queued, 0);
      if (!READ_ONCE(queued))  // 0
      *** old-data
    "
  `);
});

test('a call of the prelude is opened where another CPU comes in between', () => {
  const text = mailOf('task-isolation/kick', '001.i.belits-2');
  expect(text).toContain('\nkick_all_cpus_sync()\n  smp_mb();\n');
  expect(text).toContain("// ISOLATED: CPU 1's store of\n");
});
