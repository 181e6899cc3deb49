/**
 * Variables and members that are read although nobody writes them and no value is given: every read finds 0, so that what
 * is asked of them is decided before a run begins. Said only where it is certain: no code under any settings stores there, none
 * keeps the address, and no statement, compiled or not, looks like a store to it.
 */
import { ADDRESS_BASE } from '../../base/index.ts';
import type { Expr, Instr, Program } from '../../machine/index.ts';
import { everyExpression } from '../check/walk.ts';
import type { Diagnostics } from '../diagnostic.ts';
import type { Expression, FileSyntax, Word } from '../syntax/syntax.ts';
import type { Instance } from './instance.ts';

interface Compiled {
  readonly program: Program;
  readonly instance: Instance;
}

export function warnOfUnwritten(
  file: FileSyntax,
  compiled: readonly Compiled[],
  diagnostics: Diagnostics,
): void {
  // One mistake, one message: `x == 1;` writes nothing either.
  if (diagnostics.list().some(({ code }) => code === 'no-effect')) return;
  const stored = storedTo(file, (name) => compiled[0]?.instance.symbols.functions.get(name)?.file === 0);
  const asked = file.declarations
    .flatMap((decl) => (decl.k === 'variable' && !decl.ghost ? decl.declarators : []))
    .filter(({ name, init }) => !init && !stored.has(name.text));
  if (asked.length === 0) return;
  const touched = compiled.map(({ program, instance }) => new Touched(program, instance.code));
  const layout = compiled[0]?.instance.layout;
  for (const { name } of asked) {
    const place = layout?.place(name.text);
    if (!place || touched.some(({ kept }) => has(kept, place))) continue;
    const cells = layout?.cells.slice(place.cell, place.cell + place.words) ?? [];
    const told = new Set<string>();
    cells.forEach((cell, i) => {
      // An element is as good as another.
      const shown = cell.name.replace(/\[\d+\]/g, '');
      const alike = cells.flatMap((one, at) =>
        one.name.replace(/\[\d+\]/g, '') === shown ? [place.cell + at] : [],
      );
      if (told.has(shown) || cell.kept || stored.has(shown.replace(/^.*\./, ''))) return;
      if (alike.some((at) => touched.some(({ written }) => written.has(at)))) return;
      if (!touched.some(({ read }) => read.has(place.cell + i))) return;
      told.add(shown);
      diagnostics.warning('never-written', name, wordsFor(shown, name));
    });
  }
}

function wordsFor(shown: string, name: Word): string {
  const init = shown === name.text ? `, \`${shown} = 0\`` : ' where it is declared';
  return `Nobody writes \`${shown}\` and it is given no value, so whoever reads it finds 0. Let a CPU write it, or give it the value that is meant${init}.`;
}

function has(cells: ReadonlySet<number>, place: { readonly cell: number; readonly words: number }): boolean {
  return Array.from({ length: place.words }, (_, i) => place.cell + i).some((cell) => cells.has(cell));
}

/** What a program does with cells, by their numbers. */
class Touched {
  readonly read = new Set<number>();
  readonly written = new Set<number>();
  /** Its address is stored, compared or computed with, so that others may write it. */
  readonly kept = new Set<number>();

  constructor(program: Program, code: readonly Instr[]) {
    program.cells.forEach(({ init }) => this.keep(init));
    for (const instr of code) {
      const { addr, ...rest } = 'addr' in instr ? instr : { ...instr, addr: null };
      if (addr?.k === 'const') (instr.op === 'load' ? this.read : this.written).add(addr.v - ADDRESS_BASE);
      else this.constants(addr);
      this.constants(rest);
    }
    for (const { cond } of [...program.invariants, ...program.finals]) this.constants(cond);
  }

  private constants(part: unknown): void {
    if (Array.isArray(part)) part.forEach((one) => this.constants(one));
    else if (typeof part === 'object' && part !== null) {
      const e = part as Partial<Expr>;
      if (e.k === 'const' && 'v' in e) this.keep(e.v ?? 0);
      if (e.k === 'cell' && 'cell' in e) this.read.add(e.cell ?? -1);
      Object.values(part).forEach((one) => this.constants(one));
    }
  }

  private keep(value: number): void {
    if (value >= ADDRESS_BASE) this.kept.add(value - ADDRESS_BASE);
  }
}

/** Words that are given a place and do not store to it; others may. */
const READS =
  /^(?:READ_ONCE\w*|data_race|(?:un)?likely|\w*load_acquire|smp_cond_load_\w+|\w+_cond_read_\w+|rcu_dereference\w*|rcu_access_pointer|(?:atomic\w*|refcount|kref)_read\w*|test_bit\w*|(?:WARN|BUG)_ON\w*|VM_BUG_ON\w*|IS_ERR\w*|sizeof|typeof|pr_\w+|printk|wait_event\w*|(?:__)?(?:this|raw)_cpu_read)$/;

/** Names and members that some statement may store to. */
function storedTo({ declarations }: FileSyntax, isOwn: (name: string) => boolean): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (e: Expression): void => {
    if (e.k === 'name') names.add(e.name);
    else if (e.k === 'member') names.add(e.member.text);
    else if (e.k === 'index') add(e.base);
    else if (e.k === 'address' || e.k === 'cast') add(e.a);
    else if (e.k === 'call') e.args.forEach(add);
  };
  for (const decl of declarations)
    if ('body' in decl)
      everyExpression(decl.body, (e) => {
        if (e.k === 'assign' || e.k === 'step') add(e.target);
        if (e.k === 'call' && !READS.test(e.callee.text) && !isOwn(e.callee.text)) e.args.forEach(add);
        if (e.k === 'indirect') e.args.forEach(add);
      });
  return names;
}
