/** `smpscope reach LINK|FILE`: the shortest way to an event, from the start or from where a link opens. */
import { safeJson } from '../base/index.ts';
import { reach, type Goal } from '../explore/index.ts';
import { createMachine, type Machine } from '../machine/index.ts';
import { counted } from './counted.ts';
import { DEFAULT_LIMIT, raisedLimit } from './limits.ts';
import { openedFrom, startOf } from './opened-link.ts';
import { linkTo } from './site-link.ts';
import { toEnd } from './to-end.ts';
import { onlyOne, readArguments, readCount, UserError } from './user-error.ts';

export async function runReach(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    read: { type: 'string' },
    write: { type: 'string' },
    irq: { type: 'string' },
    cpu: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  });
  const from = await openedFrom(onlyOne(positionals, 'a link or a scenario file'), values);
  const machine = createMachine(from.program, from.model);
  const goal = readGoal(machine, values);
  const states = values.limit === undefined ? DEFAULT_LIMIT : readCount(values.limit, 'limit');
  const found = toEnd(reach(machine, goal, { states }, startOf(machine, from.keys)));
  const keys = found.keys && [...from.keys, ...found.keys];
  const steps = found.keys?.length ?? 0;
  const link = keys && (await linkTo({ ...from, keys, step: keys.length }));
  if (values.json) console.log(safeJson({ goal, ...found, link }, 2));
  else if (link !== null) console.log(`after ${counted(steps, 'step')}: ${link}`);
  else if (found.limit === null) console.log('It cannot happen.');
  else
    console.log(`Not found within ${states} states (${found.limit}). ${raisedLimit('reach', args, states)}`);
  return keys ? 0 : found.limit === null ? 1 : 3;
}

interface Wanted {
  readonly read?: string | undefined;
  readonly write?: string | undefined;
  readonly irq?: string | undefined;
  readonly cpu?: string | undefined;
}

function readGoal({ program }: Machine, { read, write, irq, cpu }: Wanted): Goal {
  if ([read, write, irq].filter((one) => one !== undefined).length > 1)
    throw new UserError('One event at a time: --read, --write or --irq.');
  const cpus = program.cpus.map((_, n) => String(n));
  if (cpu !== undefined && !cpus.includes(cpu))
    throw new UserError(`There is no CPU ${cpu}; there are ${cpus.join(', ')}.`);
  const names = program.irqs.map((one) => one.name);
  if (irq !== undefined && !names.includes(irq))
    throw new UserError(
      `There is no interrupt ${irq}; ${names.length > 0 ? `there are ${names.join(', ')}` : 'there is none'}.`,
    );
  const number = cpu === undefined ? {} : { cpu: Number(cpu) };
  if (read !== undefined) return { k: 'read', ...number, ...cellAndValue(read) };
  if (write !== undefined) return { k: 'write', ...cellAndValue(write) };
  if (irq !== undefined) return { k: 'interrupt', ...number, irq };
  throw new UserError('Name the event: --read CELL=VALUE, --write CELL=VALUE or --irq NAME.');

  function cellAndValue(text: string): { cell: string; value?: number } {
    const [name = '', value] = text.split('=');
    const cell = program.cells.find((one) => one.name === name);
    if (!cell) {
      throw new UserError(
        `There is no ${name}; there are ${program.cells.map((one) => one.name).join(', ')}.`,
      );
    }
    if (value === undefined) return { cell: name };
    const named = Object.entries(cell.values ?? {}).find(([, word]) => word === value)?.[0];
    const wanted = Number(named ?? value);
    if (!Number.isInteger(wanted)) throw new UserError(`${name} has no value ${value}.`);
    return { cell: name, value: wanted };
  }
}
