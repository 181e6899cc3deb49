/**
 * The compiled programs of the instances that the page asks about. Each has a number of its own, by which threads know
 * it: what they found out about a program is found again as long as its number is kept.
 */
import { litmusHeader } from '../base/index.ts';
import type { Instance, Program } from '../protocol/index.ts';

export interface Numbered {
  readonly number: number;
  readonly program: Program;
}

/** More than a thread keeps machines of. */
const KEPT = 24;

export class Programs {
  private readonly compile: (instance: Instance) => Promise<Program>;
  private readonly known = new Map<string, Promise<Numbered>>();
  private last = 0;

  constructor(compile: (instance: Instance) => Promise<Program>) {
    this.compile = compile;
  }

  /** The program of an instance, remembered for a while; one that does not compile is asked for again. */
  of(instance: Instance): Promise<Numbered> {
    const key = programKey(instance);
    const found = this.known.get(key) ?? this.once(instance);
    this.known.delete(key);
    this.known.set(key, found);
    for (const [old] of this.known) {
      if (this.known.size <= KEPT) break;
      this.known.delete(old);
    }
    found.catch(() => {
      if (this.known.get(key) === found) this.known.delete(key);
    });
    return found;
  }

  /** The same for one of many that are asked about once: it takes no other's place. */
  once(instance: Instance): Promise<Numbered> {
    const number = ++this.last;
    return (
      this.known.get(programKey(instance)) ?? this.compile(instance).then((program) => ({ number, program }))
    );
  }
}

/** What tells two programs apart: the model is not part of one, except of a litmus test's, whose primitives it decides. */
export function programKey({ id, text, settings, model }: Instance): string {
  const chosen = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([id, chosen, text, ...(litmusHeader(text) ? [model] : [])]);
}
