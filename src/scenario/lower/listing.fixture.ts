/** Programs of small texts, and their instructions and expressions as words. */
import { expect } from 'vitest';
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr, Instr, Program } from '../../machine/index.ts';
import { compileScenario, formatDiagnostic, instantiate } from '../index.ts';
import type { Settings } from '../api.ts';

export function program(text: string, settings: Settings = {}): Program {
  const { scenario, diagnostics } = compileScenario(text, 'test');
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map((d) => formatDiagnostic('test.smp', text, d))).toEqual([]);
  const made = scenario && instantiate(scenario, settings).program;
  if (!made) throw new Error('no program');
  return made;
}

export function shown(p: Program, e: Expr | null | undefined): string {
  if (!e) return '-';
  switch (e.k) {
    case 'const':
      return e.v >= ADDRESS_BASE ? (p.cells[e.v - ADDRESS_BASE]?.name ?? '?') : String(e.v);
    case 'reg':
      return `r${String(e.r)}`;
    case 'un':
      return e.op + shown(p, e.a);
    case 'bin':
      return `(${shown(p, e.a)} ${e.op} ${shown(p, e.b)})`;
    case 'cond':
      return `(${shown(p, e.c)} ? ${shown(p, e.a)} : ${shown(p, e.b)})`;
    case 'cell':
      return `{${p.cells[e.cell]?.name ?? '?'}}`;
    default:
      return e.k;
  }
}

export function line(p: Program, i: Instr): string {
  const then = (i.op === 'effect' ? i.effects : (i.then ?? []))
    .map((e) =>
      e.k === 'set' ? `${p.cells[e.cell]?.name ?? '?'} = ${shown(p, e.value)}` : `assert ${shown(p, e.cond)}`,
    )
    .join(', ');
  const at = then === '' ? '' : ` @ ${then}`;
  switch (i.op) {
    case 'let':
      return `r${String(i.dst)} = ${shown(p, i.value)}`;
    case 'load':
      return `r${String(i.dst)} = ${i.acquire === 'no' ? 'load' : 'acquire'} ${shown(p, i.addr)}${at}`;
    case 'store':
      return `${i.release ? 'release' : 'store'} ${shown(p, i.addr)}, ${shown(p, i.value)}${at}`;
    case 'rmw': {
      const form = `${i.acquire === 'no' ? '' : '.a'}${i.release ? '.l' : ''}`;
      const when = i.when ? ` if ${shown(p, i.when)}` : '';
      return `${i.dst === null ? '' : `r${String(i.dst)} = `}rmw${form} ${shown(p, i.addr)}, ${shown(p, i.value)}${when}${at}`;
    }
    case 'fence':
      return i.kind + at;
    case 'jump':
      return `jump ${String(i.to)}`;
    case 'branch':
      return `if ${shown(p, i.cond)} jump ${String(i.to)}`;
    case 'await':
      return `await ${shown(p, i.cond)} from ${String(i.from)}`;
    case 'choose':
      return `choose ${i.to.join(' ')}`;
    case 'mode':
      return i.event + at;
    case 'raise':
      return `raise ${p.irqs[i.irq]?.name ?? '?'} ${shown(p, i.cpu ?? i.mask)}`;
    case 'execute':
      return `execute ${p.sites[i.site]?.name ?? '?'}${at}`;
    default:
      return i.op + at;
  }
}
