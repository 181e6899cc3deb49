/**
 * What a task has set and what another looks at before it wakes it, where the table shows the inside of the wake-up: its
 * state and its flags are words in memory then, as any.
 *
 *     __set_current_state(@state)       set_tsk_thread_flag(p, TIF_SIGPENDING)
 *     smp_mb()                          smp_mb()
 *     if (signal_pending())             if (p->state & @state)
 */
import type { FoundCell } from '../found.ts';

const STATE = /\b([a-z_]\w*)->(__state|state)\b/;
/** The states that the waker looks for, by the name of an argument. */
const MASK = /(->(?:__)?state *& *)(?:state|mode|mask|target_state)\b/g;
const ANY_SLEEP = '$1TASK_NORMAL';

const ASKS = /\b(?:signal_pending(?:_state)?|test_(?:tsk_)?thread_flag|need_resched|test_tsk_need_resched)\(/;
const FLAGS: readonly (readonly [RegExp, string])[] = [
  [/\b(set|clear)_tsk_thread_flag\([^(),]+, *(TIF_\w+)\)/, '$1_bit($2, &thread_flags)'],
  [/\b(set|clear)_thread_flag\( *(TIF_\w+)\)/, '$1_bit($2, &thread_flags)'],
  [/\btest_(?:tsk_)?thread_flag\((?:[^(),]+, *)?(TIF_\w+)\)/, 'test_bit($1, &thread_flags)'],
  [/\b(set|clear)_tsk_need_resched\([^()]*\)/, '$1_bit(TIF_NEED_RESCHED, &thread_flags)'],
  [/\b(?:test_tsk_)?need_resched\([^()]*\)/, 'test_bit(TIF_NEED_RESCHED, &thread_flags)'],
  [/\bsignal_pending(?:_state)?\([^()]*\)/, 'test_bit(TIF_SIGPENDING, &thread_flags)'],
];

const [OUT, IN] = [/^<?\s*sched(?:uled?)?[- ]?out\s*>?$/i, /^<?\s*sched(?:uled?)?[- ]?in\s*>?$/i];

const QUEUE =
  /\b((?:s?wake_up|prepare_to_s?wait|finish_s?wait|waitqueue_active|swait_active|wq_has_sleeper|(?:add|remove)_wait_queue)\w*)\(\s*(&?)([a-z_]\w*)(?=\s*[,)])/;

/** How a cell reads once a task's state and flags are plain memory; in most tables as it is typed. */
export function taskWordsIn(cells: readonly FoundCell[]): (cell: FoundCell) => string {
  const hasFlags = [ASKS, /\bset_(?:tsk_)?(?:thread_flag|need_resched)\(/].every((words) =>
    cells.some(({ text }) => words.test(text)),
  );
  // `wake_up(wq)` beside `finish_wait(&wq, …)`: one queue, not a pointer to one.
  const queues = new Set(
    cells.flatMap(({ text }) => {
      const [, , sign, name] = QUEUE.exec(text) ?? [];
      return sign === '&' && name !== undefined ? [name] : [];
    }),
  );
  const isMoved = [OUT, IN].every((words) => cells.some(({ text }) => words.test(text)));
  const lookers = cells.filter(({ text }) => /^(?:if\b|LOAD|\[L\]|READ)/.test(text) && STATE.test(text));
  return ({ text: typed, column }) => {
    let text = typed.replace(/(?<![\w.])@(?=[a-z]\w*)/g, '').replace(MASK, ANY_SLEEP);
    text = text.replace(QUEUE, (whole: string, word: string, sign: string, name: string) =>
      sign === '' && queues.has(name) ? `${word}(&${name}` : whole,
    );
    // What the sleeper has been given as its state.
    text = text.replace(/^(prepare_to_s?wait\w*\(.*, *)(?:state|mode)\)/, '$1TASK_UNINTERRUPTIBLE)');
    if (hasFlags) for (const [from, to] of FLAGS) text = text.replace(from, to);
    const looked = lookers.find((cell) => cell.column !== column);
    const [, task = '', member = ''] = looked ? (STATE.exec(looked.text) ?? []) : [];
    // A task goes on elsewhere with all that it has seen: the lock of the queue that it left hands that over.
    if (isMoved) {
      text = text.replace(OUT, 'smp_store_release(&scheduled_out, 1)');
      text = text.replace(IN, 'smp_cond_load_acquire(&scheduled_out, VAL)');
    }
    if (task === '') return text;
    const place = `${task}->${member}`;
    return text
      .replace(/^(?:current->)?(?:__)?state *= *(?=TASK_)/, `${place} = `)
      .replace(/^__set_current_state\((.*?)\)(?=\s*;?$)/, (_, state: string) => stored('WRITE_ONCE', state))
      .replace(/^set_current_state\((.*?)\)(?=\s*;?$)/, (_, state: string) => stored('smp_store_mb', state));

    function stored(word: string, state: string): string {
      return `${word}(${place}, ${/^[A-Z]/.test(state) ? state : 'TASK_INTERRUPTIBLE'})`;
    }
  };
}
