/**
 * The routines of what is called later: each object that is asked for somewhere has a line, and each CPU that may have it a
 * handler, which is a call of the prelude's function for its kind.
 */
import type { Statement } from '../syntax/syntax.ts';
import type { FunctionSymbol } from '../check/symbols.ts';
import type { Context } from './context.ts';
import { DEFERRED, objectsOf, type Deferral } from './deferred.ts';

/** Bits of a CPU's word for pending lines. */
const MOST_LINES = 31;

export interface LaterRoutine {
  readonly line: string;
  readonly cpu: number;
  /** The CPU that its code finds itself on. */
  readonly home: number;
  readonly serves: number;
  readonly runs: FunctionSymbol;
  readonly body: Statement;
}

/** What is to be lowered for a kind, as far as its objects and who asks for them are known; gives each object its line. */
export function routinesOf(of: Later, deferral: Deferral): readonly LaterRoutine[] {
  const { layout, symbols, diagnostics } = of.instance;
  const { kind, lines, homes } = deferral;
  const { line, runs: name } = DEFERRED[kind];
  const runs = symbols.functions.get(name);
  if (!runs) return [];
  const cpus = Array.from({ length: MOST_LINES }, (_, n) => n).filter(
    (n) => (deferral.cpus & (1 << n)) !== 0,
  );
  return objectsOf(of, kind).flatMap(([address, object]) => {
    const named = `${kind.replace('_', ' ')} ${object.replace(/^&/, '')}`;
    // Each work has a context of its own, so that one line does for all.
    const own = line === 'work' ? kind : named;
    const worker = line === 'work' ? of.workerOf(named) : null;
    lines[address] ??= { irq: layout.irq(own, line), again: null, cpu: worker };
    if (layout.irqs.length > MOST_LINES || (worker ?? 0) >= MOST_LINES)
      diagnostics.error(
        'too-many-lines',
        { from: 0, to: 1 },
        `CPUs and work, or interrupts and timers, are more than ${String(MOST_LINES)}; declare fewer.`,
      );
    return (worker === null ? cpus : [worker]).map((cpu) => ({
      line: own,
      cpu,
      home: worker === null ? cpu : (homes.get(address) ?? cpus[0] ?? 0),
      serves: address,
      runs,
      body: callOf(runs, address),
    }));
  });
}

export interface Later extends Pick<Context, 'instance'> {
  /** The number of the context that does the work of that name. */
  workerOf(name: string): number;
}

/** `expire_timer(&dev.timer)`. */
function callOf({ decl }: FunctionSymbol, address: number): Statement {
  const at = { from: decl.name.from, to: decl.name.to };
  const arg = { k: 'number' as const, value: address, ...at };
  const call = { k: 'call' as const, callee: decl.name, args: [arg], ...at };
  return { k: 'simple', simple: { k: 'expression', e: call, ...at }, effects: [], ...at };
}

/** Code that one object runs. */
export interface Served {
  readonly from: number;
  readonly to: number;
  readonly serves: number;
}

/**
 * What is asked for in circles need not be over before a run is: a timer that its own function queues again, or one whose
 * function queues a work that queues the timer. Each circle is cut where it comes back to what began it; from there on
 * the object has another line. Gives the lines that have one, as names.
 */
export function cutCircles(
  { instance }: Pick<Context, 'instance'>,
  served: readonly Served[],
): readonly { readonly own: string; readonly again: string }[] {
  const { code, layout, deferrals } = instance;
  if (deferrals.size === 0) return [];
  const kindOf = (at: unknown) => [...deferrals.values()].find(({ lines }) => lines === at);
  const asks = code.flatMap((instr, pc) => {
    if (instr.op !== 'raise' || !instr.lines || instr.off) return [];
    const { of, at } = instr.lines;
    const targets = of.k === 'const' ? [of.v] : Object.keys(at).map(Number);
    const by = served.find(({ from, to }) => from <= pc && pc < to)?.serves ?? null;
    return [{ pc, by, targets, deferral: kindOf(at) }];
  });
  const back = new Set<number>();
  const seen = new Set<number>();
  const visit = (object: number, above: readonly number[]): void => {
    if (seen.has(object)) return;
    seen.add(object);
    const path = [...above, object];
    for (const { pc, by, targets } of asks) {
      if (by !== object) continue;
      if (targets.some((target) => path.includes(target))) back.add(pc);
      for (const target of targets) visit(target, path);
    }
  };
  for (const { by, targets } of asks) if (by === null) for (const target of targets) visit(target, []);
  const names: { readonly own: string; readonly again: string }[] = [];
  for (const { pc, targets, deferral } of asks) {
    const instr = code[pc];
    if (!back.has(pc) || !deferral || instr?.op !== 'raise' || !instr.lines) continue;
    for (const target of targets) {
      const line = deferral.lines[target];
      const own = layout.irqs[line?.irq ?? -1]?.name;
      if (!line || own === undefined) continue;
      const again = `${own} again`;
      deferral.lines[target] = { ...line, again: layout.irq(again, DEFERRED[deferral.kind].line, true) };
      names.push({ own, again });
    }
    code[pc] = { ...instr, lines: { ...instr.lines, again: true } };
  }
  return names;
}
