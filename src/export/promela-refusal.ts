/** What a Promela model of a program cannot say, in words; an empty list means it can be exported. */
import type { Instr, Model, Program } from '../machine/index.ts';
import { reached } from './promela-capacity.ts';

/** Bits of a CPU's pending interrupts. */
const LINES = 8;

/** Why what is called later cannot be said: a model has, for each handler, one place that it returns to. */
const LATER = {
  softirq: 'is a softirq: interrupts come inside it, and it runs on the way out of one, with handlers nested',
  work: 'is called later in a context of its own, once for each time that it is asked for, and a run ends only when it is done',
} as const;

export function promelaRefusals(program: Program, model: Model): string[] {
  const reasons = new Set<string>();
  if (model === 'arm') reasons.add('loads and stores complete in any order under arm; export sc or tso');
  if (program.sites.length > 0) reasons.add('it changes instructions while they run');
  if (program.pages.length > 0) reasons.add('it changes translations while they are used');
  if (program.irqs.length > LINES) reasons.add(`it has more than ${LINES} kinds of interrupts`);
  for (const { kind, name } of program.irqs) {
    const why = kind === 'softirq' || kind === 'work' ? LATER[kind] : null;
    if (why !== null) reasons.add(`${name} ${why}`);
  }
  if (opensInHandler(program)) reasons.add('a handler opens interrupts, so that handlers nest');
  if (/"k":"bin","op":"(?:\/|%|>>)u/.test(JSON.stringify(program.code)))
    reasons.add('it divides or shifts unsigned numbers');
  if (constantsOf(program).some((value) => (value | 0) !== value))
    reasons.add('it has numbers of more than 32 bits');
  for (const instr of program.code) {
    const reason = refusalOf(instr);
    if (reason !== null) reasons.add(`${reason} (${instr.at.text})`);
  }
  return [...reasons];
}

/** Of its code and of what its words begin with. */
function constantsOf({ code, cells }: Program): number[] {
  const found = JSON.stringify(code).matchAll(/"k":"const","v":(-?[\d.e+]+)/g);
  return [...[...found].map(([, value]) => Number(value)), ...cells.map(({ init }) => init)];
}

/** A handler whose statements open interrupts may be on the stack twice, and a model has one place for it. */
function opensInHandler({ code, cpus }: Program): boolean {
  const handlers = cpus.flatMap(({ irqHandlers }) => irqHandlers.flatMap((handler) => handler ?? []));
  return handlers.some(({ entry }) =>
    [...reached(code, entry)].some((pc) => {
      const instr = code[pc];
      return instr?.op === 'mode' && instr.event === 'irq.enable';
    }),
  );
}

function refusalOf(instr: Instr): string | null {
  switch (instr.op) {
    case 'load':
      return instr.exclusive === true ? 'load-exclusive has a monitor' : null;
    case 'store':
      return instr.status === undefined ? null : 'store-exclusive has a monitor';
    case 'effect':
      return instr.timing === undefined ? null : 'readers are waited for, whose sections order nothing';
    case 'jumpTo':
      return 'it jumps to a computed place';
    case 'execute':
    case 'dc':
    case 'ic':
    case 'tlbi':
      return 'it maintains caches or translations';
    default:
      return null;
  }
}
