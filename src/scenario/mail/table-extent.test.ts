/** Where tables begin and end, and which cell a piece of a line belongs to; each as small as shows its kind. */
import { describe, expect, it } from 'vitest';
import { drawn, only } from './drawn.fixture.ts';

describe('where a table ends, and what is one', () => {
  it.each([
    [
      'short paragraphs of the left side go on as long as the other side answers',
      `   CPU 1                        CPU 2

   task 1 takes the lock

   task 1 drops the lock

   task 1 is done

                                task 2 takes the lock

Nothing else happens there.
`,
      [
        'CPU 1 / CPU 2',
        '0+0 task 1 takes the lock',
        '0+0 task 1 drops the lock',
        '0+0 task 1 is done',
        '1+0 task 2 takes the lock',
      ],
    ],
    [
      'a statement that words follow over the next column does not end it',
      `CPU1                    CPU2
  v = *p;
                        clear_bit(0, p)
  v = *p -> the compiler has decided to read it once more
  use(v) -> of which 0 is not allowed at all
`,
      [
        'CPU1 / CPU2',
        '0+0 v = *p;',
        '1+0 clear_bit(0, p)',
        '*+0 v = *p -> the compiler has decided to read it once more',
        '*+0 use(v) -> of which 0 is not allowed at all',
      ],
    ],
    [
      'words inside something that was begun do not end it, nor does what is long',
      `thread A                thread B

read_lock()
if (!none() && present() && !is_unstable()) {
        *walks the table*
}

                        write_lock()
`,
      [
        'thread A / thread B',
        '0+0 read_lock()',
        '0+0 if (!none() && present() && !is_unstable()) {',
        '0+8 *walks the table*',
        '0+0 }',
        '1+0 write_lock()',
      ],
    ],
    [
      'strokes that touch what they stand before say how deep it is',
      `CPU 0                   CPU 1
-------------           -------------
count_it()
|rcu_read_lock()
|find_it()
 |p = rcu_dereference(q)
                        move_it()
                        |put_it(p)
`,
      [
        'CPU 0 / CPU 1',
        '0+0 count_it()',
        '0+1 rcu_read_lock()',
        '0+1 find_it()',
        '0+2 p = rcu_dereference(q)',
        '1+0 move_it()',
        '1+1 put_it(p)',
      ],
    ],
    [
      'what begins at the margin below the last column is the first one’s row',
      `CPU A           CPU B           CPU C

                                load the TLB entry
make entry inaccessible
                fault on entry
                                write to page
flush TLB
`,
      [
        'CPU A / CPU B / CPU C',
        '2+0 load the TLB entry',
        '0+0 make entry inaccessible',
        '1+0 fault on entry',
        '2+0 write to page',
        '0+0 flush TLB',
      ],
    ],
    [
      'words that reach over the middle of three columns are a cell',
      `CPU A           CPU B           CPU C
using the page while held
                put_page()
                                offline_page()
                                  page goes away all the same
`,
      [
        'CPU A / CPU B / CPU C',
        '0+0 using the page while held',
        '1+0 put_page()',
        '2+0 offline_page()',
        '2+2 page goes away all the same',
      ],
    ],
    [
      'two spaces behind a sentence are no column',
      `   CPU0                     CPU1
   lock(a)
                            lock(b)

and here, a is held by the first one.  Use of the
second one is not.
`,
      ['CPU0 / CPU1', '0+0 lock(a)', '1+0 lock(b)'],
    ],
    [
      'headings that are centred far right of what begins below them',
      `          CPU 1                                  CPU 2

                                         finish_io()
   sync_file()
     -> not found
        any more
                                           set_bit(FULL)
`,
      [
        'CPU 1 / CPU 2',
        '1+0 finish_io()',
        '0+0 sync_file()',
        '0+2 -> not found',
        '0+5 any more',
        '1+2 set_bit(FULL)',
      ],
    ],
    [
      'a call at the margin below a long one of the last column',
      `     CPU 0                           CPU 1
     -----                           -----
                                  insert_one()
                                  nulls_del_node_init_rcu(osk)
__lookup_established()
                                  nulls_add_node_rcu(sk, list)
`,
      [
        'CPU 0 / CPU 1',
        '1+0 insert_one()',
        '1+0 nulls_del_node_init_rcu(osk)',
        '0+0 __lookup_established()',
        '1+0 nulls_add_node_rcu(sk, list)',
      ],
    ],
    [
      'strokes that say how deep a call is',
      `CPU0                         CPU1
| send()                     |
| | queue_one(1)             |
|                            | receive()
|                            | | raise_softirq()
`,
      ['CPU0 / CPU1', '0+0 send()', '0+2 queue_one(1)', '1+0 receive()', '1+2 raise_softirq()'],
    ],
    [
      'functions that begin one below the other',
      `do_reset() {
                              do_work() {
                                if (test_bit(DRAIN, &d->flags))
                                  return;
  set_bit(DRAIN, &d->flags);
                                queue_work(d->wq, &d->work);
                              }
}
`,
      [
        'do_reset() / do_work()',
        '1+2 if (test_bit(DRAIN, &d->flags))',
        '1+4 return;',
        '0+2 set_bit(DRAIN, &d->flags);',
        '1+2 queue_work(d->wq, &d->work);',
        '1+0 }',
        '0+0 }',
      ],
    ],
    [
      'who greets is no row',
      `   CPU0                     CPU1
   x = 1
                            y = 1

Regards,
Ann
`,
      ['CPU0 / CPU1', '0+0 x = 1', '1+0 y = 1'],
    ],
    [
      'words that take turns below threads',
      `   Task A                   Task B

   OOM detection
                            OOM detection
   victim exits
                            OOM kill
`,
      ['Task A / Task B', '0+0 OOM detection', '1+0 OOM detection', '0+0 victim exits', '1+0 OOM kill'],
    ],
    [
      'rows that begin left of a centred heading',
      `         CPU A                CPU B
first_walk()
  peek(page)
                         split(page)
  look(page)
`,
      ['CPU A / CPU B', '0+0 first_walk()', '0+2 peek(page)', '1+0 split(page)', '0+2 look(page)'],
    ],
    [
      'a call that reaches over the next column',
      `	CPU 0				CPU 1
	WRITE_ONCE(*the_longest_slot_of, key);
	smp_mb();
					WRITE_ONCE(gone, 1);
`,
      [
        'CPU 0 / CPU 1',
        '0+0 WRITE_ONCE(*the_longest_slot_of, key);',
        '0+0 smp_mb();',
        '1+0 WRITE_ONCE(gone, 1);',
      ],
    ],
    [
      'a remark of several lines in a column',
      `	CPU1				CPU2
	n = dec()
					 m = dec()
					 /*
					  * the queue may be
					  * empty
					  */
`,
      ['CPU1 / CPU2', '0+0 n = dec()', '1+0 m = dec()', '1+0 /* * the queue may be * empty */'],
    ],
    [
      'a sentence in angle brackets across the columns, and an arrow with words at the end',
      `CPU0				CPU1
 send_it()
				req->done = 1;

	<big hole where it is active and completed>

				<IPI>
 --> entry (it is not freed at this time)
`,
      [
        'CPU0 / CPU1',
        '0+0 send_it()',
        '1+0 req->done = 1;',
        '*+0 <big hole where it is active and completed>',
        '1+0 <IPI>',
        '*+0 --> entry (it is not freed at this time)',
      ],
    ],
    [
      'a column whose code is nested, with the heads of both functions on one line',
      `	CPU A				CPU B
take_it() {				put_it() {
	q.full = 0;
						lock();
						drop(q);
						unlock();
					}
	add(q);
}
`,
      [
        'CPU A / CPU B',
        '0+0 take_it() { · 1+0 put_it() {',
        '0+8 q.full = 0;',
        '1+8 lock();',
        '1+8 drop(q);',
        '1+8 unlock();',
        '1+0 }',
        '0+8 add(q);',
        '0+0 }',
      ],
    ],
    [
      'what follows the widest cell of the last column',
      `process A			process B
x = 1
				write to clear it
				rss goes down
y = 1
(now it is pointing at a page that
 is no longer there)
unlock(x)
`,
      [
        'process A / process B',
        '0+0 x = 1',
        '1+0 write to clear it',
        '1+0 rss goes down',
        '0+0 y = 1',
        '0+0 (now it is pointing at a page that is no longer there)',
        '0+0 unlock(x)',
      ],
    ],
    [
      'heads of functions with their types',
      ` static void end_it()              static void tick()
 --------------------              ------------------
 del_timer(&f->t);
                                   (running)
 kfree(f);
                                   f->n++;   <- UAF
`,
      [
        'static void end_it() / static void tick()',
        '0+0 del_timer(&f->t);',
        '1+0 (running)',
        '0+0 kfree(f);',
        '1+0 f->n++;   <- UAF',
      ],
    ],
    [
      'contexts',
      `    Context 1                        Context 2
    x = 1
                                     y = 1
`,
      ['Context 1 / Context 2', '0+0 x = 1', '1+0 y = 1'],
    ],
    [
      'a function with what it does, behind an empty line',
      `task 1				task 2
lock A				lock B
				<blocks>

finish_it
   log it
     lock inode cluster buffer
     <blocks waiting for task 2>
`,
      [
        'task 1 / task 2',
        '0+0 lock A · 1+0 lock B',
        '1+0 <blocks>',
        '0+0 finish_it',
        '0+3 log it',
        '0+5 lock inode cluster buffer',
        '0+5 <blocks waiting for task 2>',
      ],
    ],
    [
      'a comment that is commented out',
      `	// /*
	//  * This is ordered:
	//  *
	//  *  CPU0			CPU1
	//  *
	//  *  x = 1;			r = y;
	//  *  y = 1;			s = x;
	//  */
`,
      ['CPU0 / CPU1', '0+0 x = 1; · 1+0 r = y;', '0+0 y = 1; · 1+0 s = x;'],
    ],
  ])('%s', (_name, text, rows) => {
    expect(drawn(only(text))).toEqual(rows);
  });
});
