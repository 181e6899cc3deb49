/** The reference machine's CPUs as texts: what makes two of its states the same. */
import type { Effect } from '../../machine/index.ts';
import type { Entry, Hook } from './reference-queue.fixture.ts';
import type { Cpu } from './reference-state.fixture.ts';
import type { Sym } from './symbol.fixture.ts';

/** All of a CPU as a text: equal CPUs, equal texts. */
export function textOfCpu({ pc, regs, q }: Cpu): string {
  return `${pc};${regs.map(textOfSym).join()};${q.map(textOfEntry).join(';')}`;
}

function textOfEntry(e: Entry): string {
  const head = `${e.k},${e.pc},`;
  switch (e.k) {
    case 'load': {
      const flags = `${e.src},${+e.stale}${+e.noRet}${+e.exclusive}${+e.locked},${e.acquire}`;
      return `${head}${textOfSym(e.addr)},${e.val ? textOfSym(e.val) : '-'},${flags}${e.hooks.map(textOfHook).join('')}`;
    }
    case 'store': {
      const flags = `${e.pair},${+e.release}${+e.al}${+e.locked}`;
      return `${head}${textOfSym(e.addr)},${textOfSym(e.val)},${flags}${e.hooks.map(textOfHook).join('')}`;
    }
    case 'guess':
      return `${head}${textOfSym(e.cond)},${+e.expect}${+e.branch},${e.wait}`;
    case 'fence':
      return `${head}${e.fence}${e.hooks.map(textOfHook).join('')}`;
    case 'effect':
      return `${head}${e.hooks.map(textOfHook).join('')}`;
    case 'mark':
      return `${head}${e.property}`;
  }
}

const effects = new WeakMap<Effect, number>();
let known = 0;

/** Effects are the program's own objects, so that each has a number. */
function textOfHook({ effect, regs }: Hook): string {
  let n = effects.get(effect);
  if (n === undefined) effects.set(effect, (n = known++));
  const named = Object.entries(regs).map(([r, s]) => `${r}=${textOfSym(s)}`);
  return `{${n}:${named.join()}}`;
}

function textOfSym(s: Sym): string {
  switch (s.k) {
    case 'n':
      return s.under.length === 0 ? `${s.v}` : `${s.v}?${s.under.join('?')}`;
    case 'ld':
      return `L${s.id}`;
    case 'un':
      return `(${s.op}${textOfSym(s.a)})`;
    case 'bin':
      return `(${textOfSym(s.a)}${s.op}${textOfSym(s.b)})`;
    case 'first':
      return `(${textOfSym(s.a)}first${textOfSym(s.b)})`;
    case 'cond':
      return `(${textOfSym(s.c)}then${textOfSym(s.a)}else${textOfSym(s.b)})`;
  }
}
