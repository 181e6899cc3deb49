/**
 * Tables as people draw them in mails: each is found with its columns, and happens under the models under which its author
 * says that it does. `npm test` runs this where the tables are.
 */
import { describe, expect, it } from 'vitest';
import { pathOf, tableRows } from './field-table.ts';
import { tableIn, type ToldTable } from './smpscope.ts';

/** What each table's author claims, by the race's name: the models under which it happens as it is drawn. */
const HAPPENS: Readonly<Record<string, string>> = {
  'dma-desc': 'nowhere',
  'gup-cow': 'sc tso arm',
  'kthread-unpark': 'sc tso arm',
  qdisc: 'tso arm',
  'rcu-unlink': 'sc tso arm',
  rcuwait: 'tso arm',
  'refcount-revive': 'sc tso arm',
  'rtmutex-dequeue': 'sc tso arm',
  'rtmutex-irq': 'sc tso arm',
  'rwsem-acquire': 'arm',
  'seqcount-reader': 'arm',
  'switch-mm': 'tso arm',
  tlbbatch: 'sc tso arm',
  'uffd-wp': 'sc tso arm',
  'wait-wake': 'sc tso arm',
  // As the text says, without the barrier in its line 6.
  'workqueue-pending': 'tso arm',
};

/** What changes where one barrier is taken out of a table, or put back. */
const WITHOUT: Readonly<Record<string, readonly (readonly [barrier: string, happens: string])[]>> = {
  'dma-desc': [
    ['dma_rmb()', 'arm'],
    ['dma_wmb()', 'arm'],
  ],
  'workqueue-pending': [['smp_mb()', 'nowhere']],
};

describe.each(tableRows())('$file', ({ file, columns }) => {
  const name = /([\w-]+)\.txt$/.exec(file)?.[1] ?? '';

  it('happens where its author says', async () => {
    const told = await tableIn(pathOf(file));
    expect(told.columns).toHaveLength(columns);
    expect(told.source).not.toBeNull();
    expect(models(told.happens)).toBe(HAPPENS[name]);
    for (const [barrier, happens] of WITHOUT[name] ?? []) {
      const option = told.options.find(({ text }) => text === barrier);
      expect(option?.happens && models(option.happens), barrier).toBe(happens);
    }
  }, 60_000);
});

function models(happens: ToldTable['happens']): string {
  const where = (['sc', 'tso', 'arm'] as const).filter((model) => happens[model]);
  return where.length === 0 ? 'nowhere' : where.join(' ');
}
