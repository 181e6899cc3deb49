/** Locks that hold interrupts or softirqs off as well, where a handler takes what a task holds. */
import { callsOf } from '../check/walk.ts';
import type { Body } from './bodies.ts';
import { betweenAt, type TextEdit } from './edit.ts';
import type { Strengthening } from './strengthenings.ts';
import type { Call } from './weaker.ts';

const COST = { bh: 3, irq: 4 } as const;
const LOCK = /^((raw_)?spin|read|write)_(un)?lock$/;
const MASKS = /_(disable|enable|save|restore|irq|irqsave|irqrestore|bh)$/;

/** Of each lock in a task's code, all its sections there at once; a function may be called with interrupts off, and gives
 *  back what was. */
export function maskingLocksOf({ file, title, body }: Body, text: string): readonly Strengthening[] {
  const calls = callsOf(body);
  const isFunction = title.endsWith('()');
  if ((!isFunction && !title.startsWith('CPU')) || body.k !== 'block') return [];
  if (calls.some(({ callee }) => MASKS.test(callee.text))) return [];
  const uses = calls.filter(({ callee }) => LOCK.test(callee.text));
  const of = ({ args: [lock] }: Call) => text.slice(lock?.from ?? 0, lock?.to ?? 0);
  return [...new Set(uses.map(of))].flatMap((lock) => {
    const sections = uses.filter((use) => of(use) === lock);
    const first = sections[0];
    const dropped = sections.filter(isDropped);
    if (!first || dropped.length * 2 !== sections.length) return [];
    const form = (
      says: string,
      cost: number,
      renamed: (call: Call) => string,
      more: readonly TextEdit[] = [],
    ) => ({
      says: `\`${says}(${lock})\``,
      keeps: 'none' as const,
      cost,
      edits: [
        ...more,
        ...sections.map((call) => ({ file, from: call.from, to: call.to, insert: renamed(call) })),
      ],
      file,
      from: first.from,
      to: first.to,
      inside: title,
      excludes: `${title} ${lock}`,
    });
    const name = first.callee.text;
    const bh = form(`${name}_bh`, COST.bh, ({ callee }) => `${callee.text}_bh(${lock})`);
    if (!isFunction)
      return [bh, form(`${name}_irq`, COST.irq, ({ callee }) => `${callee.text}_irq(${lock})`)];
    const begin = body.from + 1;
    const declared: TextEdit = {
      file,
      from: begin,
      to: begin,
      insert: `${betweenAt(text, body.body[0]?.from ?? begin)}unsigned long flags;`,
    };
    const saving = (call: Call) =>
      `${call.callee.text}_${isDropped(call) ? 'irqrestore' : 'irqsave'}(${lock}, flags)`;
    return [bh, form(`${name}_irqsave`, COST.irq, saving, [declared])];
  });
}

function isDropped({ callee }: Call): boolean {
  return callee.text.includes('unlock');
}
