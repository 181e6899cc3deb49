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
  readonly args?: { readonly name?: string };
}

/** Milliseconds, by the wall clock and of the thread's processor time. */
export interface Spent {
  readonly wall: number;
  readonly processor: number;
}

export interface Trace {
  /** Work on the page's thread, frame by frame. */
  readonly frames: readonly Spent[];
  /** Longest task by the wall clock. */
  readonly longest: Spent;
}

/** The page's thread has drawn a frame and hands it to the compositor. */
const FRAME = 'Commit';
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
  const commits = mine.filter(({ name }) => name === FRAME);
  // A frame's work is what ran since the frame before it, up to the task that hands it over: what its input caused, and
  // its own drawing.
  const frames: Spent[] = [];
  let next = 0;
  for (const { ts } of commits) {
    let frame: Spent = { wall: 0, processor: 0 };
    for (let task = tasks[next]; task && task.ts <= ts; task = tasks[++next]) frame = sum(frame, spent(task));
    if (frame.wall > 0) frames.push(frame);
  }
  const longest = tasks.map(spent).reduce((a, b) => (a.wall >= b.wall ? a : b), { wall: 0, processor: 0 });
  return { frames, longest };
}

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
