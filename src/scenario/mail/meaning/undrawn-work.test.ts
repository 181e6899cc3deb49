/** What the machine cannot tell, and which of two objects the question is about. */
import { expect, test } from 'vitest';
import { happens, read } from './table-answers.fixture.ts';

test('who waits for a work that no column runs waits for nobody knows what', () => {
  const reading = read(`
    CPU 0                         CPU 1
    mutex_lock(&d->lock);
                                  mutex_lock(&d->lock);
    flush_work(&d->work);  // deadlock`);
  expect(reading.asked.k).toBe('deadlock');
  expect(happens(reading)).toBe('nowhere');
  expect(reading.undrawn).toBe('the function of d->work is not drawn');
});

test('a work whose function is drawn is waited for', () => {
  const reading = read(`
    CPU 0                         kworker
    mutex_lock(&d->lock);
                                  d_work_fn()
                                    mutex_lock(&d->lock);
    cancel_work_sync(&d->work);  // deadlock`);
  expect(reading.undrawn).toBeNull();
  expect(happens(reading)).toBe('sc tso arm');
});

test('of a queue that is flushed it must be known what is in it', () => {
  const reading = read(`
    CPU 0                         CPU 1
    mutex_lock(&d->lock);
                                  mutex_lock(&d->lock);
    flush_workqueue(d->wq);  // deadlock`);
  expect(reading.undrawn).toBe('no column is known to run a work that flush_workqueue() waits for');
});

test('a pointer that is replaced and followed may be the old object or the new one, and it is said that the old one is asked about', () => {
  const text = (freed: string, finds: string) => `
    CPU 0                         CPU 1
    old = box->item;
                                  i = box->item;   ${finds}
    box->item = fresh;
    kfree(${freed});
                                  n = i->size;`;
  const about = (freed: string, finds = '') =>
    read(text(freed, finds)).inferences.find(({ key }) => key.startsWith('either:'))?.taken;
  expect(about('old')).toBe('old');
  expect(about('fresh')).toBeUndefined();
  expect(about('old', '// the old one')).toBeUndefined();
});

test('an old pointer that is followed is the object that it led to, not NULL', () => {
  const reading = read(`
    CPU 0                         CPU 1
                                  i = READ_ONCE(box->item);
    WRITE_ONCE(box->item, fresh);
                                  n = i->size;`);
  expect(reading.source).toContain('cpu1.i == &item_object');
  expect(happens(reading)).toBe('sc tso arm');
});
