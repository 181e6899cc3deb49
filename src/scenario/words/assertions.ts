/** Words that assert or say something, and words that are about values only. */
import { word, type WordGroup } from './word.ts';

const WARNS = 'violates `warn-on` where the condition is true, and gives it';
const BUGS = 'violates `bug-on` where the condition is true';
const PRINTS = 'does nothing here; its arguments are evaluated';
const SILENT = 'does nothing here, not even to its arguments';

export const ASSERTIONS: WordGroup = {
  title: 'Assertions and messages',
  words: [
    word('bool WARN_ON(condition)', WARNS),
    word('bool WARN_ON_ONCE(condition)', WARNS),
    word('bool WARN(condition, ...)', WARNS),
    word('bool WARN_ONCE(condition, ...)', WARNS),
    word('bool VM_WARN_ON(condition)', WARNS),
    word('bool VM_WARN_ON_ONCE(condition)', WARNS),
    word('void BUG_ON(condition)', BUGS),
    word('void VM_BUG_ON(condition)', BUGS),
    word('void BUG(void)', 'violates `bug-on`'),
    word('void printk(...)', PRINTS),
    ...['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'cont'].map((level) =>
      word(`void pr_${level}(...)`, PRINTS),
    ),
    word(
      'void dev_*(...)',
      'dev_err(), netdev_info() and their like; does nothing here; its arguments are evaluated',
    ),
    word('void pr_debug(...)', SILENT),
    word('void pr_devel(...)', SILENT),
    word('void trace_*(...)', 'a tracepoint of any name; does nothing here; its arguments are evaluated'),
  ],
};

export const VALUES: WordGroup = {
  title: 'Values',
  words: [
    word('T likely(x)', 'the value'),
    word('T unlikely(x)', 'the value'),
    word('int BIT(int n)', '1 << n, an `unsigned long` from bit 31 on'),
    word('u64 BIT_ULL(int n)', '1 << n'),
    word(
      'bool IS_ENABLED(option)',
      'whether the scenario’s option of that name is on; false where it has none',
    ),
    word('bool is_named(word)', 'whether the scenario’s text says the word; for functions of the prelude'),
    word('cpumask_t cpumask_of(int cpu)', 'the mask of one CPU'),
    word('int smp_processor_id(void)', 'the number of this CPU'),
    word('int raw_smp_processor_id(void)', 'the number of this CPU'),
    word('int num_online_cpus(void)', 'how many CPUs there are'),
  ],
};
