/**
 * The places of a scenario that order something, each with what it could be weakened to: barriers, accesses that acquire
 * or release or are marked, atomics, invalidations, and what masks interrupts. As edits of the text, so that what is said of a change is said of code
 * that anybody can write.
 */
import { callsOf } from '../check/walk.ts';
import type { FileSyntax } from '../syntax/syntax.ts';
import { preludeText } from '../prelude.ts';
import { bodiesOf, type Body } from './bodies.ts';
import type { TextEdit } from './edit.ts';
import { markingOf } from './markings.ts';
import { weakerThan, type Call } from './weaker.ts';

export interface Ordering {
  readonly file: 0 | 1;
  readonly from: number;
  readonly to: number;
  /** As it stands in the text. */
  readonly text: string;
  /** Whose code it is in: `CPU 0`, `writer()`. */
  readonly inside: string;
  /** Weakest first. */
  readonly forms: readonly WeakerForm[];
  /** `marked`: READ_ONCE() or WRITE_ONCE(). `dependency`: an access that rests on another, which nothing in the text says. */
  readonly is?: 'marked' | 'dependency';
  /** What the scenario is looked at with, before and after; nothing but itself unless given. */
  readonly base?: readonly TextEdit[];
}

export interface WeakerForm {
  /** What stands there then; null for nothing. */
  readonly says: string | null;
  readonly edits: readonly TextEdit[];
}

/** What holds interrupts, softirqs or preemption off, and what ends it. */
const MASKS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(raw_)?local_irq_(save|disable)$/, /^(raw_)?local_irq_(restore|enable)$/],
  [/^local_bh_disable$/, /^local_bh_enable$/],
  [/^preempt_disable$/, /^preempt_enable$/],
];

/** Locks that mask besides, each with what ends it; both without it. */
const MASKING_LOCKS = /^((?:raw_)?spin|read|write)_(un)?lock_(irq|irqsave|irqrestore|bh)$/;

/** In the order of the text, the scenario's own first. */
export function orderingsOf(file: FileSyntax): readonly Ordering[] {
  return bodiesOf(file).flatMap((body) => {
    const text = body.file === 0 ? file.text : preludeText();
    const calls = [...callsOf(body.body)].sort((a, b) => a.from - b.from);
    const found = [...calls.flatMap((call) => ofCall(call, body, text)), ...masksIn(calls, body, text)];
    if (body.file === 0) found.push(...calls.flatMap((call) => markingOf(call, file, body.title)));
    return found.sort((a, b) => a.from - b.from);
  });
}

function ofCall(call: Call, { file, title }: Body, text: string): readonly Ordering[] {
  const textOf = ({ from, to }: { from: number; to: number }) => text.slice(from, to);
  const forms = weakerThan(call, textOf).map((says) => ({
    says,
    // What stands behind `@` needs a statement, and a name in front of it may be a jump's target.
    edits: [{ file, from: call.from, to: call.to, insert: says ?? 'barrier()' }],
  }));
  if (forms.length === 0) return [];
  return [{ file, from: call.from, to: call.to, text: textOf(call), inside: title, forms }];
}

function masksIn(calls: readonly Call[], { file, title }: Body, text: string): readonly Ordering[] {
  const found: Ordering[] = [];
  for (const [begins, ends] of MASKS) {
    const opened = calls.filter(({ callee }) => begins.test(callee.text));
    const closed = calls.filter(({ callee }) => ends.test(callee.text));
    const [first] = opened;
    // What one alone does is part of how the code is entered or left.
    if (!first || opened.length !== closed.length) continue;
    const edits = [...opened, ...closed].map(({ from, to }) => ({ file, from, to, insert: 'barrier()' }));
    const { from, to } = first;
    found.push({ file, from, to, text: text.slice(from, to), inside: title, forms: [{ says: null, edits }] });
  }
  const locks = new Map<string, Call[]>();
  for (const call of calls.filter(({ callee }) => MASKING_LOCKS.test(callee.text))) {
    const lock = text.slice(call.args[0]?.from ?? 0, call.args[0]?.to ?? 0);
    locks.set(lock, [...(locks.get(lock) ?? []), call]);
  }
  for (const [lock, uses] of locks) {
    const [first] = uses;
    if (!first) continue;
    const plain = (name: string) => `${name.replace(/_(irq|irqsave|irqrestore|bh)$/, '')}(${lock})`;
    const edits = uses.map(({ callee, from, to }) => ({ file, from, to, insert: plain(callee.text) }));
    const { from, to } = first;
    const says = plain(first.callee.text);
    found.push({ file, from, to, text: text.slice(from, to), inside: title, forms: [{ says, edits }] });
  }
  return found;
}
