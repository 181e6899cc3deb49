/** The places of one CPU's code at which a step begins: numbered as they are reached, task and handlers apart; 0 is the end of the task. */
import type { Routine } from './promela-names.ts';

export interface Place {
  readonly number: number;
  readonly routine: Routine;
  readonly pc: number;
}

export class Places {
  /** Instructions by place. */
  readonly instructions: (number | null)[] = [null];
  private readonly numbers = new Map<string, number>();
  private readonly todo: Place[] = [];
  /** Where the steps of a place go; -1 for where routines begin. */
  private readonly ways = new Map<number, Set<number>>();
  private from = -1;

  /** The number of a place that a step goes to. */
  reach(routine: Routine, pc: number): number {
    const key = `${routine.irq ?? 'task'} ${pc}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.instructions.push(pc) - 1;
      this.numbers.set(key, number);
      this.todo.push({ number, routine, pc });
    }
    const to = this.ways.get(this.from) ?? new Set();
    this.ways.set(this.from, to.add(number));
    return number;
  }

  /** A place whose steps are to be written; what is reached next is reached from there. */
  next(): Place | null {
    const place = this.todo.pop() ?? null;
    this.from = place?.number ?? -1;
    return place;
  }

  /** Some place is reached again from itself. */
  get loops(): boolean {
    return this.instructions.some((_, place) => this.behind(place).has(place));
  }

  private behind(place: number): ReadonlySet<number> {
    const found = new Set<number>();
    const todo = [...(this.ways.get(place) ?? [])];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      todo.push(...(this.ways.get(next) ?? []));
    }
    return found;
  }
}
