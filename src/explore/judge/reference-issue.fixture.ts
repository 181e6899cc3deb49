/** How the reference machine issues: at once and in program order (rule 1), guessing where it does not know. */
import type { Expr, Instr, Model, Program } from '../../machine/index.ts';
import { MEMORY, type Entry, type LoadEntry } from './reference-queue.fixture.ts';
import { at, Beyond, close, type Cpu, type Draft } from './reference-state.fixture.ts';
import { isClean, isKnown, num, replaced, under, valueOf, type Sym } from './symbol.fixture.ts';

export function instrAt({ code }: Program, pc: number): Instr {
  return at(code, pc);
}

/** In how many ways the CPU's next instruction can issue by itself; 0: it does not. `depth`: how many predictions of one
 *  branch may be open at a time. */
export function waysToIssue(program: Program, { pc, regs, q }: Cpu, depth: number): number {
  const instr = instrAt(program, pc);
  switch (instr.op) {
    case 'halt':
      return 0;
    case 'effect':
      return instr.effects.some((e) => e.k === 'set' || readsCell(e.cond)) ? 0 : 1;
    case 'branch':
      if (isKnown(valueOf(instr.cond, regs))) return 1;
      return q.filter((e) => e.k === 'guess' && e.pc === pc).length >= depth ? 0 : 2;
    case 'choose':
      return instr.to.length;
    case 'rmw':
      return instr.when && !instr.waits ? 2 : 1;
    case 'store':
      return instr.status !== undefined && monitored(q) ? 2 : 1;
    case 'let':
    case 'jump':
    case 'await':
    case 'load':
    case 'fence':
      return 1;
    default:
      throw new Beyond(instr.op);
  }
}

/** Issues it in one of these ways. */
export function issue(program: Program, model: Model, d: Draft, c: number, way: number): void {
  const cpu = at(d.cpus, c);
  const { pc, regs, q } = cpu;
  const instr = instrAt(program, pc);
  const id = d.next++;
  cpu.pc = pc + 1;
  switch (instr.op) {
    case 'let':
      regs[instr.dst] = valueOf(instr.value, regs);
      break;
    case 'jump':
      cpu.pc = instr.to;
      break;
    case 'branch': {
      const cond = valueOf(instr.cond, regs);
      const taken = isKnown(cond) ? cond.v !== 0 : way === 0;
      if (!isClean(cond)) q.push({ k: 'guess', id, pc, cond, expect: taken, branch: true, wait: -1 });
      if (taken) cpu.pc = instr.to;
      break;
    }
    case 'await':
      q.push({
        k: 'guess',
        id,
        pc,
        cond: valueOf(instr.cond, regs),
        expect: true,
        branch: true,
        wait: instr.from,
      });
      break;
    case 'choose':
      cpu.pc = instr.to[way] ?? pc;
      break;
    case 'effect':
      q.push({ k: 'effect', id, pc, hooks: close(instr.effects, regs) });
      break;
    case 'fence':
      if (model !== 'sc') q.push({ k: 'fence', id, pc, fence: instr.kind, hooks: [] });
      break;
    case 'load': {
      const load = newLoad(id, pc, valueOf(instr.addr, regs));
      load.acquire = instr.acquire;
      if (instr.exclusive) {
        forgetMonitor(q);
        load.exclusive = true;
      }
      q.push(load);
      regs[instr.dst] = { k: 'ld', id };
      load.hooks = close(instr.then ?? [], regs);
      break;
    }
    case 'store': {
      let pair = -1;
      if (instr.status !== undefined) {
        const fails = !monitored(q) || way === 1;
        pair = fails ? -1 : (monitored(q)?.id ?? -1);
        forgetMonitor(q);
        regs[instr.status] = num(fails ? 1 : 0);
        if (fails) break;
      }
      q.push({
        k: 'store',
        id,
        pc,
        addr: valueOf(instr.addr, regs),
        val: valueOf(instr.value, regs),
        release: instr.release,
        pair,
        al: false,
        locked: false,
        hooks: close(instr.then ?? [], regs),
      });
      break;
    }
    case 'rmw':
      issueAtomic(program.arch === 'x86' || model !== 'arm', d, cpu, instr, pc, way, id);
      break;
    default:
      throw new Beyond(instr.op);
  }
}

/** Rules 7 and 8. */
function issueAtomic(
  locked: boolean,
  d: Draft,
  { regs, q }: Cpu,
  instr: Extract<Instr, { op: 'rmw' }>,
  pc: number,
  way: number,
  id: number,
): void {
  const addr = valueOf(instr.addr, regs);
  const loaded: Sym = { k: 'ld', id };
  const load = newLoad(id, pc, addr);
  load.noRet = instr.dst === null && !instr.waits;
  const fails = instr.when !== undefined && way === 1;
  load.acquire = load.noRet || (fails && instr.failsPlain) ? 'no' : instr.acquire;
  load.locked = locked;
  let val = valueOf(instr.value, regs, loaded);
  let result: Sym = loaded;
  const compare = instr.compare && valueOf(instr.compare, regs);
  q.push(load);
  if (instr.when) {
    const guess = d.next++;
    const cond = valueOf(instr.when, regs, loaded);
    const waits = instr.waits === true;
    q.push({ k: 'guess', id: guess, pc, cond, expect: way === 0, branch: waits, wait: waits ? pc : -1 });
    val = under(val, [guess]);
    if (compare) result = replaced({ k: 'first', a: loaded, b: under(compare, [guess]) }, (ld) => ({ k: 'ld', id: ld }), (g) => g); // prettier-ignore
  }
  if (instr.dst !== null) regs[instr.dst] = fails ? loaded : result;
  const hooks = close(instr.then ?? [], regs);
  if (fails) {
    load.hooks = hooks;
    return;
  }
  if (instr.waits) load.hooks = hooks.splice(0);
  const al = instr.acquire === 'rcsc' && instr.release && !load.noRet;
  const pair = id;
  q.push({ k: 'store', id: d.next++, pc, addr, val, release: instr.release, pair, al, locked, hooks });
}

function newLoad(id: number, pc: number, addr: Sym): LoadEntry {
  return {
    k: 'load',
    id,
    pc,
    addr,
    val: null,
    src: MEMORY,
    stale: false,
    acquire: 'no',
    noRet: false,
    exclusive: false,
    locked: false,
    hooks: [],
  };
}

function monitored(q: readonly Entry[]): LoadEntry | undefined {
  return q.filter((e) => e.k === 'load').find((e) => e.exclusive);
}

function forgetMonitor(q: readonly Entry[]): void {
  for (const e of q) if (e.k === 'load') e.exclusive = false;
}

function readsCell(e: Expr): boolean {
  return JSON.stringify(e).includes('"k":"cell"');
}
