/**
 * What -DGRAPH adds to a model's verifier: it keeps every state and step, and when the search is done tells whether there
 * are states from which no run ends, and how such runs go on: in a deadlock nothing changes but what polls, in a
 * livelock something does. Spin has no property for this (from every state an end can be reached), so it is a page of C.
 */
import type { Instr, Program } from '../machine/index.ts';
import type { CpuText } from './promela-cpu.ts';

/** `others`: every variable that tells states apart beside memory, places, masks and pending interrupts. */
export function graphText(program: Program, cpus: readonly CpuText[], others: readonly string[]): string[] {
  const starts = loopStarts(program.code);
  const tables = cpus.map(({ places }, cpu) => {
    const loops = places.map((pc) => (pc === null ? -1 : (starts[pc] ?? pc)));
    return `static const short g_loop_${cpu}[] = { ${loops.join(', ')} };`;
  });
  const size = others.map((name) => `sizeof now.${name}`).join(' + ') || '1';
  return [
    '/* States and steps, and what becomes of runs that do not end. */',
    ...tables,
    `typedef struct { int mem[${Math.max(1, program.cells.length)}]; short pc[${cpus.length}]; unsigned char open[${cpus.length}], pend[${cpus.length}], rest[${size}]; } Snap;`,
    'static void g_snap(Snap *s) {',
    '  unsigned char *at = s->rest;',
    '  memset(s, 0, sizeof *s); memcpy(s->mem, now.mem, sizeof s->mem);',
    ...cpus.map(({ interrupted }, cpu) =>
      interrupted
        ? `  s->pc[${cpu}] = now.pc${cpu}; s->open[${cpu}] = now.open${cpu}; s->pend[${cpu}] = now.pend${cpu};`
        : `  s->pc[${cpu}] = now.pc${cpu};`,
    ),
    ...others.map((name) => `  memcpy(at, &now.${name}, sizeof now.${name}); at += sizeof now.${name};`),
    '}',
    'static int g_still(const Snap *a, const Snap *b) {',
    '  return !memcmp(a->mem, b->mem, sizeof a->mem) && !memcmp(a->open, b->open, sizeof a->open) && !memcmp(a->pend, b->pend, sizeof a->pend)',
    ...cpus.map((_, cpu) => `    && g_loop_${cpu}[a->pc[${cpu}]] == g_loop_${cpu}[b->pc[${cpu}]]`),
    '    ;',
    '}',
    ...GRAPH,
  ];
}

const GRAPH = `
static Snap *g_snaps; static unsigned char *g_ends; static unsigned *g_slots, *g_steps;
static unsigned g_snap_count, g_snap_room, g_slot_count, g_step_count, g_step_room, g_left;
static void g_stuck(void);
static unsigned g_hash_of(const Snap *s) {
  unsigned h = 2166136261u; const unsigned char *c = (const unsigned char *) s; unsigned long i;
  for (i = 0; i < sizeof *s; i++) h = (h ^ c[i]) * 16777619u;
  return h;
}
static unsigned g_state(void) {
  static Snap s; unsigned h, i;
  if (!g_slots) atexit(g_stuck);
  if (2 * (g_snap_count + 1) > g_slot_count) {
    g_slot_count = g_slot_count ? 2 * g_slot_count : 1024; free(g_slots); g_slots = calloc(g_slot_count, sizeof *g_slots);
    for (i = 0; i < g_snap_count; i++) {
      for (h = g_hash_of(g_snaps + i) % g_slot_count; g_slots[h]; h = (h + 1) % g_slot_count);
      g_slots[h] = i + 1;
    }
  }
  g_snap(&s);
  for (h = g_hash_of(&s) % g_slot_count; g_slots[h]; h = (h + 1) % g_slot_count)
    if (!memcmp(g_snaps + g_slots[h] - 1, &s, sizeof s)) return g_slots[h] - 1;
  if (g_snap_count == g_snap_room) {
    g_snap_room = g_snap_room ? 2 * g_snap_room : 1024;
    g_snaps = realloc(g_snaps, g_snap_room * sizeof *g_snaps); g_ends = realloc(g_ends, g_snap_room);
  }
  g_snaps[g_snap_count] = s; g_ends[g_snap_count] = now.ended != 0; g_slots[h] = ++g_snap_count;
  return g_snap_count - 1;
}
static void g_step(void) {
  if (g_step_count == g_step_room) { g_step_room = g_step_room ? 2 * g_step_room : 4096; g_steps = realloc(g_steps, 2 * g_step_room * sizeof *g_steps); }
  g_steps[2 * g_step_count] = g_left; g_steps[2 * g_step_count + 1] = g_state(); g_step_count++;
}
/* Components of states that lead to one another (Tarjan); one that nothing leaves and that holds no end is stuck. */
static void g_stuck(void) {
  unsigned n = g_snap_count, m = g_step_count, i, v, w, depth = 0, top = 0, count = 0;
  unsigned *first = calloc(n + 1, sizeof *first), *to = malloc((m + 1) * sizeof *to), *next = malloc((n + 1) * sizeof *next);
  unsigned *seen = calloc(n, sizeof *seen), *low = malloc(n * sizeof *low), *path = malloc(n * sizeof *path), *stack = malloc(n * sizeof *stack);
  unsigned *part = calloc(n, sizeof *part);
  for (i = 0; i < m; i++) first[g_steps[2 * i] + 1]++;
  for (i = 0; i < n; i++) first[i + 1] += first[i];
  memcpy(next, first, (n + 1) * sizeof *next);
  for (i = 0; i < m; i++) to[next[g_steps[2 * i]]++] = g_steps[2 * i + 1];
  memcpy(next, first, (n + 1) * sizeof *next);
  if (n) { path[depth++] = 0; stack[top++] = 0; seen[0] = low[0] = ++count; }
  while (depth) {
    v = path[depth - 1];
    if (next[v] < first[v + 1]) {
      w = to[next[v]++];
      if (!seen[w]) { path[depth++] = w; stack[top++] = w; seen[w] = low[w] = ++count; }
      else if (!part[w] && seen[w] < low[v]) low[v] = seen[w];
      continue;
    }
    depth--;
    if (depth && low[v] < low[path[depth - 1]]) low[path[depth - 1]] = low[v];
    if (low[v] != seen[v]) continue;
    { unsigned base = top, leaves = 0, moves = 0;
      do { base--; part[stack[base]] = v + 1; } while (stack[base] != v);
      for (i = base; i < top; i++) {
        unsigned e;
        if (g_ends[stack[i]]) leaves = 1;
        for (e = first[stack[i]]; e < first[stack[i] + 1]; e++) if (part[to[e]] != v + 1) leaves = 1;
        if (!g_still(g_snaps + stack[i], g_snaps + v)) moves = 1;
      }
      if (!leaves) tell(moves ? "livelock" : "deadlock");
      top = base; }
  }
}`
  .trim()
  .split('\n');

/** For each instruction the start of the outermost loop or wait around it, or itself. */
function loopStarts(code: readonly Instr[]): readonly number[] {
  const spans = code.flatMap((instr, pc) => {
    const back =
      instr.op === 'jump' || instr.op === 'branch' ? instr.to : instr.op === 'await' ? instr.from : pc + 1;
    return back <= pc ? [{ from: back, to: pc }] : [];
  });
  return code.map((_, pc) =>
    Math.min(pc, ...spans.filter(({ from, to }) => from <= pc && pc <= to).map(({ from }) => from)),
  );
}
