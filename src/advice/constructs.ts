/**
 * What orders something in a program, each as the reader knows it: a barrier, an access that acquires or releases, an atomic,
 * a lock with all its sections, what masks interrupts, a wait for others. And the program without some of them, instruction
 * for instruction, so that places, rows and choice keys of one are those of the other.
 */
import type { Instr, Program } from '../machine/index.ts';

export interface Construct {
  /** `order`: a barrier, acquire, release or atomic. `lock`, `mask`: all that takes and drops it, together. */
  readonly kind: 'order' | 'lock' | 'mask' | 'wait';
  /** As it stands in the text: `smp_mb()`. */
  readonly text: string;
  readonly pcs: ReadonlySet<number>;
  /** Calls that are left out whole; none of what only orders. */
  readonly calls: readonly Call[];
}

export interface Call {
  /** The first and last of its instructions. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** What a lock's call does. */
  readonly does: 'takes' | 'drops' | 'other';
}

const LOCKS =
  /^(?:raw_|arch_)?(?:spin|read|write|mutex|bit_spin|local|seq|page_table|rt_mutex)_?(un)?lock(?!_init)|^(?:down|up)(?:_read|_write)?\(|^(un)?lock_page\(/;
const TRIES = /^\w*trylock|_is_locked|^\w*_trylock/;
const WAITS =
  /^(?:synchronize_\w+|rcu_barrier|flush_\w*work\w*|cancel_(?:delayed_)?work_sync|(?:timer_delete|del_timer)_sync|hrtimer_cancel|disable_irq|kthread_(?:stop|park)|wait_for_completion|rcu_wait_for_readers|smp_call_function_\w+|kick_all_cpus_sync|text_poke_sync|on_each_cpu\w*|tasklet_kill|irq_work_sync)\(/;

/** In the order of the code. */
export function constructsOf(program: Program): readonly Construct[] {
  const calls = callsOf(program);
  const locks = new Map<string, Call[]>();
  const waits: Construct[] = [];
  const inCalls = new Set<number>();
  for (const call of calls) {
    if (call.does === 'other') {
      waits.push({ kind: 'wait', text: call.text, pcs: range(call), calls: [call] });
      continue;
    }
    const lock = lockOf(program, call);
    locks.set(lock, [...(locks.get(lock) ?? []), call]);
    for (const pc of range(call)) inCalls.add(pc);
  }
  const ordered = new Map<string, Construct & { readonly pcs: Set<number> }>();
  program.code.forEach((instr, pc) => {
    if (inCalls.has(pc) || !ordersSomething(instr)) return;
    const { key, text } = placeOf(program, pc);
    // What is freed is freed when all before is done: no barrier that anybody could leave out.
    if (FREES.test(text)) return;
    const known = ordered.get(key);
    if (known) known.pcs.add(pc);
    else ordered.set(key, { kind: 'order', text, pcs: new Set([pc]), calls: [] });
  });
  const locked = [...locks.values()].map((one): Construct => {
    const text = one.find(({ does }) => does === 'takes')?.text ?? one[0]?.text ?? '';
    return { kind: 'lock', text, pcs: new Set(one.flatMap((call) => [...range(call)])), calls: one };
  });
  const all = [...ordered];
  const own = all.flatMap(([key, one]) => (isInside(key) ? [] : one));
  // What the kernel's code does by itself is named where nothing else is.
  const inside = all.flatMap(([key, one]) => (isInside(key) ? { ...one, kind: 'wait' as const } : []));
  return [...own, ...locked, ...waits, ...masksOf(program, inCalls), ...inside];
}

/** No statement of the scenario: code that the kernel calls by itself. */
function isInside(key: string): boolean {
  return key.startsWith('p');
}

/** The program without them; on `arm`, where locked accesses of x86 are nothing special. */
export function without(program: Program, constructs: readonly Construct[]): Program {
  const out = new Set(constructs.flatMap(({ pcs, calls }) => (calls.length > 0 ? [] : [...pcs])));
  const over = new Map(constructs.flatMap(({ calls }) => calls.map(({ from, to }) => [from, to] as const)));
  const code = program.code.map((instr, pc): Instr => {
    const to = over.get(pc);
    if (to !== undefined) return { op: 'jump', to: to + 1, at: instr.at };
    return out.has(pc) ? weakened(instr) : instr;
  });
  return { ...program, code };
}

function weakened(instr: Instr): Instr {
  const { at } = instr;
  switch (instr.op) {
    case 'fence':
    case 'mode':
      return { op: 'effect', effects: instr.then ?? [], at };
    case 'load':
      return { ...instr, acquire: 'no' };
    case 'store':
      return { ...instr, release: false };
    case 'rmw':
      return { ...instr, acquire: 'no', release: false };
    default:
      return instr;
  }
}

function ordersSomething(instr: Instr): boolean {
  switch (instr.op) {
    case 'fence':
      return true;
    case 'load':
      return instr.acquire !== 'no';
    case 'store':
      return instr.release;
    case 'rmw':
      return instr.acquire !== 'no' || instr.release;
    default:
      return false;
  }
}

/** The statement or call of the scenario's own text that an instruction belongs to. */
export function placeOf(
  { code, scopes }: Program,
  pc: number,
): { readonly key: string; readonly text: string; readonly from: number } {
  const at = code[pc]?.at;
  if (!at) return { key: '', text: '', from: 0 };
  if (at.file === 0) return { key: `${at.from}`, text: bare(at.text), from: at.from };
  const scope = at.scope
    .map((one) => scopes[one])
    .filter((one) => one?.file === 0)
    .at(-1);
  // What the kernel calls by itself is known by the function that it begins with.
  const outermost = scopes[at.scope[0] ?? -1]?.name;
  if (!scope)
    return { key: `p${at.from}`, text: outermost === undefined ? at.text : `${outermost}()`, from: 0 };
  return { key: `${scope.from}`, text: bare(scope.text), from: scope.from };
}

/** The call alone: without what its result is put into, and what is asked of it. */
function bare(text: string): string {
  const call = /(?:^|[=!(&|] ?|return )([A-Za-z_]\w*)\(/.exec(
    text.replace(/^(?:if|while|for|switch|do) ?\(/, '('),
  );
  const name = call?.[1];
  const from = name === undefined ? -1 : text.search(new RegExp(`\\b${name}\\(`));
  if (from < 0) return text.replace(/;$/, '');
  let depth = 0;
  for (let at = text.indexOf('(', from); at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return text.slice(from, at + 1);
  }
  return text.slice(from).replace(/;$/, '');
}

/** Calls of locks and of waits: all instructions of a call, next to each other. */
function callsOf(program: Program): readonly Call[] {
  const found = new Map<string, { pcs: number[]; text: string }>();
  program.code.forEach(({ at }, pc) => {
    const named = at.scope.find((one) => isCall(program.scopes[one]?.text ?? ''));
    const text = named === undefined ? at.text : (program.scopes[named]?.text ?? '');
    if (named === undefined && !isCall(text)) return;
    const key = named === undefined ? `${at.scope.join()} ${at.file} ${at.from}` : `s${named}`;
    const known = found.get(key);
    if (known) known.pcs.push(pc);
    else found.set(key, { pcs: [pc], text: bare(text) });
  });
  return [...found.values()].flatMap(({ pcs, text }): readonly Call[] => {
    const [from = 0] = pcs;
    const to = pcs.at(-1) ?? from;
    // One whose code stands in several places cannot be stepped over.
    if (to - from + 1 !== pcs.length) return [];
    const isGrace = text.startsWith('rcu_wait_for_readers(');
    return [{ from, to, text: isGrace ? GRACE : text, does: doesOf(text) }];
  });
}

const FREES = /^(?:k[vz]?free\w*|kmem_cache_free\w*|free_\w+)\(/;

const GRACE = 'wait for a grace period';

function isCall(text: string): boolean {
  return !TRIES.test(text) && (LOCKS.test(text) || WAITS.test(text));
}

function doesOf(text: string): Call['does'] {
  const lock = LOCKS.exec(text);
  if (!lock) return 'other';
  return lock[1] !== undefined || lock[2] !== undefined || text.startsWith('up') ? 'drops' : 'takes';
}

/** What a lock's call is about: its word, where the address is known. */
function lockOf({ code }: Program, { from, to, text }: Call): string {
  for (const instr of code.slice(from, to + 1))
    if ((instr.op === 'rmw' || instr.op === 'store') && instr.addr.k === 'const') return `${instr.addr.v}`;
  return /\(([^)]*)\)/.exec(text)?.[1] ?? text;
}

const MASKS = [
  ['irq.disable', 'irq.enable'],
  ['bh.disable', 'bh.enable'],
  ['preempt.disable', 'preempt.enable'],
] as const;

function masksOf(program: Program, except: ReadonlySet<number>): readonly Construct[] {
  return MASKS.flatMap(([begins, ends]): readonly Construct[] => {
    const of = (event: string) =>
      [...program.code.keys()].filter((pc) => {
        const instr = program.code[pc];
        return !except.has(pc) && instr?.op === 'mode' && instr.event === event;
      });
    const [opened, closed] = [of(begins), of(ends)];
    const [first] = opened;
    // What one alone does is part of how the code is entered or left.
    if (first === undefined || opened.length !== closed.length) return [];
    return [
      { kind: 'mask', text: placeOf(program, first).text, pcs: new Set([...opened, ...closed]), calls: [] },
    ];
  });
}

function range({ from, to }: Call): ReadonlySet<number> {
  return new Set(Array.from({ length: to - from + 1 }, (_, nth) => from + nth));
}
