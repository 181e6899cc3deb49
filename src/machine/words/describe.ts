/** Choices in words and as keys that other machines, releases and links understand. */
import type { ChoiceInfo } from '../api.ts';
import { physicalCell, valueOf } from '../../base/index.ts';
import { FROM_MEMORY, loadSource } from '../cpu/queue-rules.ts';
import type { RaceMachine } from '../step/race-machine.ts';
import { FAULT_KINDS } from '../cpu/rights.ts';
import type { StepKind } from '../program.ts';
import { constant, isKnown } from '../cpu/value.ts';
import { takes } from './line-words.ts';

/** `cpu:kind:statement`, then `#n` for the n-th entry of that statement in flight and `~a` for an alternative. */
function choiceKey(
  cpu: number,
  kind: StepKind,
  statement: string,
  instance: number,
  alternative: string,
): string {
  return `${cpu}:${kind}:${statement}${instance > 0 ? `#${instance}` : ''}${alternative === '' ? '' : `~${alternative}`}`;
}

/** Kinds that hardware does by itself. */
const HARDWARE_KINDS: ReadonlySet<StepKind> = new Set<StepKind>([
  'value',
  'visible',
  'irq',
  'translate',
  'fault',
  'dc',
  'ic',
  'tlbi',
  'arrive',
]);

function cellValue(machine: RaceMachine, cell: number, value: number): string {
  return machine.program.cells[cell]?.values?.[value] ?? String(value);
}

export function describeChoice(
  machine: RaceMachine,
  src: Int32Array,
  at: number,
  choice: number,
): ChoiceInfo {
  const { program } = machine;
  const cpu = choice >> 24;
  const way = choice & 0xfff;
  const action = machine.action(src, at, choice);
  const { part, actions } = machine.table(cpu).info(machine.part(src, at, cpu));
  const entry = action.entry >= 0 ? part.queue[action.entry] : undefined;
  const top = part.frames[part.frames.length - 1];
  const ahead = action.kind === 'translate' && action.entry < 0;
  const pc = action.kind === 'irq' || ahead ? null : (entry?.pc ?? top?.pc ?? null);
  const instr = pc === null ? undefined : program.code[pc];
  let instance = 0;
  if (entry !== undefined)
    for (let i = 0; i < action.entry; i++)
      if (part.queue[i]?.pc === entry.pc && part.queue[i]?.kind === entry.kind) instance++;
  const several =
    actions.filter((a) => a.kind === action.kind && a.entry === action.entry && action.entry < 0).length > 1;

  let alternative = '';
  let words: string;
  switch (action.kind) {
    case 'issue':
      words = 'issues';
      if (instr?.op === 'choose') {
        words = `chooses ${instr.names[action.alternative] ?? String(action.alternative)}`;
        alternative = String(action.alternative);
      } else if (action.cell >= 0)
        words = `reads ${cellValue(machine, action.cell, valueOf(src[at + action.cell] ?? 0))}`;
      break;
    case 'predict':
      alternative = String(action.alternative);
      words = predictWords(instr?.op ?? '', action.alternative);
      break;
    case 'value': {
      const own = loadSource(part.queue, action.entry, machine.model !== 'arm');
      const from = own >= 0 ? part.queue[own] : undefined;
      if (own !== FROM_MEMORY && from?.val !== null && from?.val !== undefined && isKnown(from.val)) {
        words = `takes ${String(constant(from.val))} from its own store`;
      } else
        words = `takes its value ${cellValue(machine, action.cell, valueOf(src[at + action.cell] ?? 0))}`;
      break;
    }
    case 'visible':
      words = 'becomes visible';
      if (entry?.kind === 'update' && entry.val !== null && isKnown(entry.val)) {
        const pte = program.pages[entry.page]?.pte ?? -1;
        words = `sets the page table's entry to ${cellValue(machine, pte, constant(entry.val))}`;
      }
      break;
    case 'irq':
      alternative = program.irqs[action.alternative]?.name ?? String(action.alternative);
      words = takes(program.irqs[action.alternative], alternative);
      break;
    case 'fetch': {
      const fetch = machine.text.fetches(src[at + machine.textWord] ?? 0, cpu, action.site)[way];
      alternative = (fetch?.words ?? []).join('_');
      const names = (fetch?.words ?? []).map((w, i) =>
        cellValue(machine, program.sites[action.site]?.cells[i] ?? -1, w),
      );
      words = `executes ${names.join(' ')}`;
      break;
    }
    case 'translate':
      if (ahead) {
        words = 'walks ahead and sets the accessed flag';
        alternative = program.pages[action.alternative]?.name ?? '';
        break;
      }
      words = `translates to ${candidateName(machine, entry?.candidates[action.alternative] ?? 0)}`;
      // V13: not yet accessed, or clean and written to.
      if (action.cell >= 0) words += program.arch === 'x86' ? ', marks the entry' : ', which is to be marked';
      alternative = String(action.alternative);
      break;
    case 'fault':
      // Where rights do not count there is only one kind, which links never named.
      if (action.alternative > 0) alternative = FAULT_KINDS[action.alternative] ?? '';
      words = FAULT_WORDS[action.alternative] ?? 'faults';
      break;
    case 'dc':
      words = 'cleans the line';
      break;
    case 'ic':
      words = 'invalidates the instruction line everywhere';
      break;
    case 'tlbi':
      words = 'invalidates its own TLB';
      break;
    case 'arrive':
      alternative = String(action.alternative);
      words = `reaches ${program.cpus[action.alternative]?.name ?? ''}`;
      break;
  }
  const isAlternative = several || alternative !== '';
  return {
    choice,
    key: choiceKey(cpu, action.kind, instr?.at.key ?? '', instance, alternative),
    cpu,
    kind: action.kind,
    pc,
    entry: action.entry,
    alternative: isAlternative ? (action.kind === 'fetch' ? way : action.alternative) : null,
    words,
    hardware: HARDWARE_KINDS.has(action.kind),
  };
}

/** The frame that a PTE value maps, by its cell's name. */
function candidateName(machine: RaceMachine, pte: number): string {
  return machine.program.cells[physicalCell(pte)]?.name ?? 'nothing';
}

/** As FAULT_KINDS. */
const FAULT_WORDS = ['faults', 'faults: not accessed yet', 'faults: a write is not permitted'];

function predictWords(op: string, alternative: number): string {
  if (op === 'branch')
    return alternative === 0 ? 'predicts the branch taken' : 'predicts the branch not taken';
  if (op === 'select') return alternative === 0 ? 'predicts the first value' : 'predicts the second value';
  return alternative === 0 ? 'will succeed' : 'will fail';
}
