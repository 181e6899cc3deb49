/* x: every interleaving under tso, for Spin 6.5.
 * From racing.smp
 *
 * cpu0: CPU 0
 * cpu1: CPU 1
 * property 1, bad: Bad.
 *
 * A d_step is one step of one CPU. Its stores wait in a buffer: a (cell), v (value), n (how many; f of them before a fence).
 *
 * The first violated property or deadlock, and the steps that lead there:
 *   spin -a model.pml && cc -O2 -DSAFETY -DVECTORSZ=8192 -o pan pan.c && ./pan -m1000000
 *   spin -t -p -g model.pml
 * All of them, and every outcome, in words:
 *   spin -a -DREPORT model.pml && cc -O2 -DSAFETY -DVECTORSZ=8192 -o pan pan.c && ./pan -m1000000 -n
 * Too large for that: cc … -DCOLLAPSE (less memory, complete), -DNCORE=8 (on 8 cores, complete), or
 *   cc -O2 -DSAFETY -DVECTORSZ=8192 -DBITSTATE -DT_RAND -DP_PERMUTE -o pan pan.c && ./pan -w30 -RS1
 * which looks at a part of the states: on each machine of a swarm another part, with -RS2, -RS3, …
 */

/* Memory. */
#define v_x mem[0] /* x */
#define v_y mem[1] /* y */
int mem[2];

/* The number of the property that the run has violated. */
byte ended;
/* CPU 0: its place in the code, its registers, what else it holds. */
short pc0;
byte a0[1]; int v0[1];
byte n0, f0;
int r0_0_r;
/* CPU 1: its place in the code, its registers, what else it holds. */
short pc1;
byte a1[1]; int v1[1];
byte n1, f1;
int r1_0;

/* How a run ends. */
#define FINISHED (pc0 == 0 && n0 == 0 && pc1 == 0 && n1 == 0)
#ifdef REPORT
c_code {
\#include <stdio.h>
\#include <stdlib.h>
\#include <string.h>
static char **told; static unsigned long told_size, told_count;
static void tell(const char *s) {
  unsigned long h = 5381, i; const char *c;
  if (2 * (told_count + 1) > told_size) {
    unsigned long old = told_size; char **was = told;
    told_size = old ? 2 * old : 64; told = calloc(told_size, sizeof *told); told_count = 0;
    for (i = 0; i < old; i++) if (was[i]) {
      for (h = 5381, c = was[i]; *c; c++) h = h * 33 + *c;
      for (h %= told_size; told[h]; h = (h + 1) % told_size);
      told[h] = was[i]; told_count++;
    }
    free(was); h = 5381;
  }
  for (c = s; *c; c++) h = h * 33 + *c;
  for (h %= told_size; told[h]; h = (h + 1) % told_size) if (!strcmp(told[h], s)) return;
  told[h] = strdup(s); told_count++; puts(s);
}
}
#define TELL_1 c_code { tell("violated bad"); };
#define VIOLATED(p) ended = p; TELL_##p
#define OUTCOME c_code { char line[4096]; snprintf(line, sizeof line, "outcome x=%d y=%d", now.mem[0], now.mem[1]); tell(line); };
#define STUCK c_code { tell("deadlock"); };
#define END skip;
#else
#define VIOLATED(p) ended = p; assert(ended != p);
#define OUTCOME skip;
#define STUCK assert(FINISHED);
#define END skip;
#endif
#define CHECK(p, cond) if :: ended != 0 || (cond) :: else -> VIOLATED(p) fi;
#define ADDRESS(i) (1073741824 + (i))
#define CELL(i) ((i) >= 0 && (i) < 2)

proctype cpu0() { /* CPU 0 */
end_cpu0:
  do
  /* character 99: r = READ_ONCE(y) */
  :: d_step { ended == 0 && pc0 == 1 && f0 == 0 ->
       r0_0_r = (n0 == 1 && a0[0] == 1 -> v0[0] : v_y);
       /* character 121: assert(r != 7, bad) */
       CHECK(1, (r0_0_r != 7))
       r0_0_r = 0;
       pc0 = 0;
     }
  /* The oldest store becomes visible. */
  :: d_step { ended == 0 && n0 > 0 ->
       mem[a0[0]] = v0[0];
       a0[0] = 0; v0[0] = 0;
       n0--;
       if :: f0 > 0 -> f0--; :: else fi;
     }
  od
}

proctype cpu1() { /* CPU 1 */
end_cpu1:
  do
  /* character 199: while (READ_ONCE(x) == 0) */
  :: d_step { ended == 0 && pc1 == 1 && f1 == 0 && ((n1 == 1 && a1[0] == 0 -> v1[0] : v_x) != 0) ->
       r1_0 = (n1 == 1 && a1[0] == 0 -> v1[0] : v_x);
       r1_0 = 0;
       pc1 = 0;
     }
  /* The oldest store becomes visible. */
  :: d_step { ended == 0 && n1 > 0 ->
       mem[a1[0]] = v1[0];
       a1[0] = 0; v1[0] = 0;
       n1--;
       if :: f1 > 0 -> f1--; :: else fi;
     }
  od
}

/* Nothing can happen any more. */
proctype ending() {
end_ending:
  do
  :: atomic { timeout && ended == 0 ->
       if
       :: FINISHED ->
          END
          if :: ended == 0 -> OUTCOME :: else fi;
       :: else -> STUCK
       fi;
     }
  od
}

init {
  atomic {
    /* character 73: WRITE_ONCE(x, 1) */
    a0[n0] = 0; v0[n0] = 1;
    n0++;
    pc0 = 1;
    /* character 156: WRITE_ONCE(y, 1) */
    a1[n1] = 1; v1[n1] = 1;
    n1++;
    /* character 178: smp_mb() */
    f1 = n1;
    pc1 = 1;
    run cpu0();
    run cpu1();
    run ending();
  }
}
