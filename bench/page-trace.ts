/**
 * What the page's thread did, from Chromium's own trace. A task is everything that the thread runs without looking at
 * its queue: input, script, style, layout, paint, handing the frame over, garbage collection. Tracing itself costs a
 * little and counts too, so figures are upper bounds.
 */
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the wall clock. */
  readonly ts: number;
  readonly dur?: number;
  /** Microseconds of the thread's processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly type?: string } };
}

/** Milliseconds, by the wall clock and of the thread's processor time. */
export interface Spent {
  readonly wall: number;
  readonly processor: number;
}

export interface Trace {
  /** Work on the page's thread for each frame that answered an input; frames of what still moves are left out. */
  readonly frames: readonly Spent[];
  /** The task that took most processor time. */
  readonly longest: Spent;
}

/** The page's thread has drawn a frame and hands it to the compositor. */
const FRAME = 'Commit';
const INPUTS: readonly string[] = ['wheel', 'mousemove', 'keydown'];
const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** Does something with the page and tells what its thread had to do for it. */
export async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<Trace> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  return readTrace(traceEvents);
}

function readTrace(events: readonly TraceEvent[]): Trace {
  const main = drawingThread(events);
  const mine = events.filter((event) => threadOf(event) === main).sort((a, b) => a.ts - b.ts);
  const tasks = mine.filter(({ name, dur }) => name === 'RunTask' && dur !== undefined);
  const inputs = mine.filter(
    ({ name, args }) => name === 'EventDispatch' && INPUTS.includes(args?.data?.type ?? ''),
  );
  // A frame's work is what ran since the frame before it, up to the task that hands it over: what its input caused, and
  // its own drawing.
  const frames: Spent[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const { ts } of mine.filter(({ name }) => name === FRAME)) {
    const within = (event: TraceEvent) => event.ts > before && event.ts <= ts;
    if (inputs.some(within)) frames.push(tasks.filter(within).map(spent).reduce(sum, NOTHING));
    before = ts;
  }
  return {
    frames,
    longest: tasks.map(spent).reduce((a, b) => (a.processor >= b.processor ? a : b), NOTHING),
  };
}

const NOTHING: Spent = { wall: 0, processor: 0 };

function spent({ dur = 0, tdur = dur }: TraceEvent): Spent {
  return { wall: dur / 1000, processor: tdur / 1000 };
}

function sum(a: Spent, b: Spent): Spent {
  return { wall: a.wall + b.wall, processor: a.processor + b.processor };
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}:${tid}`;
}

/** Of all renderers' main threads the one that draws most. */
function drawingThread(events: readonly TraceEvent[]): string {
  const drawn = new Map<string, number>();
  for (const event of events)
    if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain') drawn.set(threadOf(event), 0);
  for (const event of events) {
    const count = drawn.get(threadOf(event));
    if (count !== undefined && event.name === FRAME) drawn.set(threadOf(event), count + 1);
  }
  const [most] = [...drawn].sort((a, b) => b[1] - a[1]);
  if (!most || most[1] === 0) throw new Error('the trace shows no frame of the page');
  return most[0];
}
