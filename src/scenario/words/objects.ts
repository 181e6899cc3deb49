/** Structs around members, and per-CPU variables. include/linux/container_of.h, list.h, percpu-defs.h. */
import { cost, word, type WordGroup } from './word.ts';

const LOAD = cost('LDR', 'nothing');
const STORE = cost('STR', 'nothing');
const MOV = cost('MOV', 'tso');

export const OBJECTS: WordGroup = {
  title: 'Objects and per-CPU variables',
  words: [
    word('T *container_of(p, type, member)', 'the struct around a member; nothing is read'),
    word('T *list_entry(p, type, member)', 'container_of() of a list’s node'),
    word('T *list_first_entry(head, type, member)', 'reads the head’s next; the struct around it', LOAD, MOV),
    word('size_t sizeof(type)', 'how many words a type or a variable takes'),
    word('T *this_cpu_ptr(T *p)', 'the address of this CPU’s copy of a per-CPU variable'),
    word('T *raw_cpu_ptr(T *p)', 'this_cpu_ptr() without the check for preemption'),
    word('T *per_cpu_ptr(T *p, int cpu)', 'the address of a CPU’s copy of a per-CPU variable'),
    word('T per_cpu(x, int cpu)', 'a CPU’s copy of a per-CPU variable, as a place or a value', LOAD, MOV),
    ...['this_cpu_', '__this_cpu_', 'raw_cpu_'].flatMap((prefix) => [
      word(`T ${prefix}read(x)`, 'loads this CPU’s copy of a per-CPU variable', LOAD, MOV),
      word(`void ${prefix}write(x, value)`, 'stores to this CPU’s copy of a per-CPU variable', STORE, MOV),
    ]),
  ],
};
