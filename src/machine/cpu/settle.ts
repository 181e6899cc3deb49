/**
 * Everything that happens by itself between two steps of a CPU: guesses resolve, coherence squashes, finished entries
 * leave the queue, effects fire, and what issues eagerly issues. Runs to a fixed point; the result is canonical.
 */
import { cpuChart } from '../charts/cpu-chart.ts';
import type { DraftRun } from './draft-run.ts';
import { issue } from './issue.ts';
import { classify } from './issue-class.ts';
import { mapValues, renumber, type Entry } from './part.ts';
import { allDone, barrierHolds, branchOpen, incoherent, mayRestart, mustStay } from './queue-rules.ts';
import { constant, isClean, isKnown, withoutGuess, type Val } from './value.ts';

/** After so many local statements it is looked whether they repeat themselves, and how often they may. */
const LOOKED_AT = 256;

/** A loop that counts runs as long as it takes, up to here (about a second); what comes behind is not known. */
const LOCAL_LIMIT = 1_000_000;

/** pc of a task that will loop without ever touching anything shared; unlike an ended task (-1) it is never done. */
const SPINS_FOREVER = -2;

export function settle(run: DraftRun): void {
  const loop = new LocalLoop();
  for (;;) {
    let changed = true;
    while (changed) changed = tidy(run);
    if (run.squashed) return;
    if (classify(run).how !== 'eager') break;
    run.overran = loop.issued > LOCAL_LIMIT;
    if (run.overran || loop.spins(run)) {
      run.top().pc = SPINS_FOREVER;
      break;
    }
    issue(run, 0, 0);
  }
  progress(run);
  clearDead(run);
  renumber(run.d);
}

/**
 * Tells a loop of local statements that comes back to where it was, and so goes on for ever, from one that counts. It
 * remembers one place, twice as late each time (Brent's cycle detection), so that it costs little whatever the loop.
 */
class LocalLoop {
  issued = 0;
  private next = LOOKED_AT;
  private returns = 0;
  private place: { readonly pc: number; readonly chart: number; readonly queue: readonly Entry[] } | null =
    null;
  private regs: readonly Val[] = [];

  /** Asked before each statement: has the CPU come back too often? */
  spins(run: DraftRun): boolean {
    this.issued++;
    if (this.issued < LOOKED_AT) return false;
    // What stays in flight may settle a few times more; only a state that comes back again and again stays as it is.
    if (this.isBack(run) && ++this.returns >= LOOKED_AT) return true;
    if (this.issued >= this.next) {
      this.place = { pc: run.top().pc, chart: run.d.chart, queue: run.d.queue.slice() };
      this.regs = run.top().regs.slice();
      this.returns = 0;
      this.next = 4 * this.issued;
    }
    return false;
  }

  private isBack(run: DraftRun): boolean {
    const { d } = run;
    const { pc, regs } = run.top();
    return (
      this.place?.pc === pc &&
      this.place.chart === d.chart &&
      regs.every((v, r) => sameValue(v, this.regs[r])) &&
      this.place.queue.length === d.queue.length &&
      this.place.queue.every((e, i) => e === d.queue[i])
    );
  }
}

function sameValue(a: Val, b: Val | undefined): boolean {
  return a === b || (typeof a !== 'number' && JSON.stringify(a) === JSON.stringify(b));
}

/** One round over the queue; true when something changed. */
function tidy(run: DraftRun): boolean {
  const q = run.d.queue;
  if (run.squashed || q.length === 0) return false;
  if (incoherent(q)) {
    run.squashed = true;
    return false;
  }
  for (let i = 0; i < q.length; i++) {
    const e = q[i];
    if (e === undefined) continue;
    if (e.apart.length > 0 && isKnown(e.addr)) {
      if (e.apart.includes(constant(e.addr))) {
        run.squashed = true;
        return false;
      }
      e.apart = [];
      return true;
    }
    switch (e.kind) {
      case 'guess':
        if (e.val === null || !isKnown(e.val)) break;
        if ((constant(e.val) !== 0) !== e.expect) {
          // Its own load takes no value that does not end it; one taken too early, as another load shows now, is undone.
          if (e.wait && e.pair === run.taken) run.goOnWaiting();
          run.squashed = true;
          return false;
        }
        if (!isClean(e.val)) break;
        q.splice(i, 1);
        mapValues(run.d, (v) => (typeof v === 'number' ? v : withoutGuess(v, e.id)));
        return true;
      case 'load':
        if (!e.done || mustStay(q, i)) break;
        q.splice(i, 1);
        return true;
      case 'barrier':
        if (barrierHolds(q, i, false) || barrierHolds(q, i, true)) break;
        run.fire(e);
        q.splice(i, 1);
        if (e.fence === 'isb' || e.fence === 'serialize') run.emit({ k: 'cse' });
        return true;
      case 'effect': {
        if (branchOpen(q, i) || (e.release && !allDone(q, i))) break;
        if (e.raises !== null) {
          if (!run.emitRaise(e.raises, e.pc)) break;
          q.splice(i, 1);
          return true;
        }
        const left = e.hooks.filter((h) => !run.emitIfKnown(h, i));
        if (left.length === e.hooks.length) break;
        e.hooks = left;
        if (left.length === 0) q.splice(i, 1);
        return true;
      }
      case 'violation':
        if (
          q.some((o, j) => j < i && (o.kind === 'guess' || (o.kind === 'load' && o.done && mayRestart(q, j))))
        )
          break;
        q.splice(i, 1);
        run.emit({ k: 'violate', property: e.property });
        return true;
      case 'store':
      case 'dc':
      case 'ic':
      case 'tlbi':
      case 'walk':
      case 'fault':
      case 'update':
        break;
    }
  }
  return false;
}

/** The task is at its end, no handler runs, nothing is in flight. */
export function isDone(run: DraftRun): boolean {
  const { frames, queue } = run.d;
  const pc = frames[0]?.pc ?? -1;
  if (pc >= 0 && pc === run.setup.endStep) return false;
  if (frames.length !== 1 || pc === SPINS_FOREVER || (pc >= 0 && run.instr(pc).op !== 'halt')) return false;
  return queue.every((e) => e.kind === 'load' && e.done);
}

/** Keeps the chart's `progress` region true to what the CPU does; it is derived, so it tells no states apart. */
function progress(run: DraftRun): void {
  const waiting = run.d.queue.some((e) => e.wait) || waitsAtTop(run);
  const wanted = isDone(run)
    ? 'finished'
    : waiting
      ? run.top().kind === 'nmi'
        ? 'paused'
        : 'spinning'
      : 'running';
  if (cpuChart.is(run.d.chart, 'progress', wanted)) return;
  run.send(
    wanted === 'finished' ? 'finish' : wanted === 'paused' ? 'pause' : wanted === 'spinning' ? 'spin' : 'go',
  );
}

/** In the strong models a wait stands at its first load until a value satisfies it. */
function waitsAtTop(run: DraftRun): boolean {
  const { pc } = run.top();
  return pc >= 0 && run.setup.waitStarts.has(pc);
}

function clearDead(run: DraftRun): void {
  for (const frame of run.d.frames) {
    const live = frame.pc < 0 ? run.setup.observed : run.setup.live[frame.pc];
    for (let r = 0; r < frame.regs.length; r++) if (live?.has(r) !== true) frame.regs[r] = 0;
  }
}
