/**
 * Timers and works that are queued, cancelled and waited for by calls without arguments: all such calls are about the one
 * that some row names, else about one that nobody names.
 *
 *     foo_stop()                  mod_timer()
 *       del_timer_sync()          foo_timer_fn()
 */
import { readCode } from './c-code.ts';
import type { Line } from './column-tree.ts';

interface Kind {
  /** What it is called that nobody names. */
  readonly name: string;
  readonly words: RegExp;
}

const KINDS: readonly Kind[] = [
  {
    name: 'timer',
    words:
      /^(?:(?:mod|add|del|try_to_del)_timer(?:_on|_sync)?|timer_(?:delete|shutdown)(?:_sync)?|timer_pending)$/,
  },
  { name: 'hrtimer', words: /^hrtimer_(?:start\w*|cancel|try_to_cancel|active|is_queued)$/ },
  { name: 'work', words: /^(?:schedule|queue|cancel|flush|disable)_work(?:_on|_sync)?$/ },
  {
    name: 'delayed_work',
    words: /^(?:schedule|queue|mod|cancel|flush|disable)_delayed_work(?:_on|_sync)?$/,
  },
];

const ELLIPSIS = /^(?:\(\s*(?:\.{2,}|…)?\s*\))?$/;

/** The lines, those calls with the timer or work that they are about. */
export function withPlaces(lines: readonly Line[]): readonly Line[] {
  const given = (line: Line) => {
    const found = PLACE.exec(line.text.code);
    const kind = KINDS.find(({ words }) => words.test(found?.[1] ?? ''));
    return found && kind ? { kind, place: found[2] ?? '' } : null;
  };
  const named = lines.map(given);
  const isCalled = (line: Line) =>
    KINDS.some(({ words }) => words.test(CALL.exec(line.text.code)?.[1] ?? ''));
  // One call alone is about something that nobody else speaks of.
  const about = lines.filter((line, i) => named[i] !== null || isCalled(line));
  const isShared = about.length > 1 || lines.some((line) => !isCalled(line) && RUNS.test(line.text.code));
  return lines.map((line) => {
    const [, word = '', tail = ''] = CALL.exec(line.text.code) ?? [];
    const kind = KINDS.find(({ words }) => words.test(word));
    if (!kind || line.cell.column === null) return line;
    const own = PLACE.exec(line.text.code)?.[2];
    const places = new Set(named.flatMap((one) => (one?.kind === kind ? [one.place] : [])));
    const [only, ...others] = places;
    if (own === undefined && (!isShared || !ELLIPSIS.test(tail) || others.length > 0)) return line;
    // `mod_timer(&t, ...)`: when it expires says nobody.
    if (own !== undefined && !/,\s*(?:\.{2,}|…)\s*\)$/.test(tail) && line.code !== null) return line;
    const code = readCode(withArguments(word, own ?? only ?? kind.name));
    const isTest = line.code !== null && line.code.k !== 'simple';
    return code && !isTest ? { ...line, code, as: 'statement' } : line;
  });
}

/** Its brackets may be left out. */
const CALL = /^(\w+)\s*(\(.*\)|)\s*;?$/;
/** A function that one of them runs, by its name. */
const RUNS = /^\w*(?:timer|timeout|work|_cb|_fn|handler|callback|expire)(?:_\w+)?(?:\((?:\w+)?\))?;?$/;
const PLACE = /\b(\w+)\(\s*(?:\w+,\s*)?&\s*([\w.>[\]-]+)/;

function withArguments(word: string, place: string): string {
  if (/_timer(?:_on)?$/.test(word) && /^mod/.test(word)) return `${word}(&${place}, 1)`;
  if (word === 'add_timer_on') return `${word}(&${place}, 0)`;
  if (word.startsWith('hrtimer_start')) return `hrtimer_start(&${place}, 0, HRTIMER_MODE_REL)`;
  const queue = /^(?:queue|mod)_/.test(word) ? 'system_wq, ' : '';
  const delay = /^(?:schedule|queue|mod)_delayed/.test(word) ? ', 1' : '';
  return `${word.replace('_on', '')}(${queue}&${place}${delay})`;
}
