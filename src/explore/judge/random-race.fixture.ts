/**
 * Random races over all primitives, from a seed. A race is lines of text by CPU and handler, so that it shrinks by leaving
 * lines out; every line can stand without the others.
 */

export interface Race {
  readonly arch: 'arm64' | 'x86';
  /** Every read-modify-write becomes one try of a load-exclusive and a store-exclusive. */
  readonly exclusives: boolean;
  readonly lock: 'fair' | 'unfair' | 'sleeping' | 'word';
  readonly cpus: readonly (readonly string[])[];
  /** Bodies of handlers by their heads (`on irq kick cpu 1`). */
  readonly handlers: Readonly<Record<string, readonly string[]>>;
  /** Invariants and finals. */
  readonly properties: readonly string[];
}

export interface RaceOptions {
  /** Interrupts, masks, pages, text: what the reference machine does not know. */
  readonly hardware: boolean;
  /** All CPUs run one body; as the dice say where this is missing. */
  readonly identical?: boolean;
}

const LOCALS = ['r0', 'r1', 'r2'];

/** Small, quick and the same everywhere (mulberry32). */
class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

/** The race with this seed. */
export function randomRace(seed: number, options: RaceOptions): Race {
  const { hardware } = options;
  const dice = new Dice(seed);
  const cpus = dice.chance(70) ? 2 : 3;
  const arch = dice.chance(80) ? 'arm64' : 'x86';
  const excludes = dice.chance(40);
  const writer = new Writer(dice, arch, cpus, hardware ? dice.one(HARDWARE) : null);
  const bodies = Array.from({ length: cpus }, (_, cpu) => {
    const length = 1 + dice.below(cpus === 2 ? 3 : 2);
    if (!excludes) return Array.from({ length }, () => writer.line(cpu));
    if (cpu === 2) return writer.watch();
    return [...Array.from({ length: dice.below(2) }, () => writer.line(cpu)), writer.exclusion(cpu)];
  });
  const identical = dice.chance(15) || options.identical === true;
  const handlers = writer.handlers();
  const count = dice.below(3);
  return {
    arch,
    exclusives: !hardware && dice.chance(15),
    lock: dice.one(['fair', 'unfair', 'sleeping', 'word'] as const),
    cpus: identical ? bodies.map(() => anywhere(bodies[0] ?? [])) : bodies,
    handlers,
    properties: [...(excludes ? [EXCLUDED] : []), ...Array.from({ length: count }, () => writer.property())],
  };
}

/** A body of CPU 0 as any CPU can run it. */
function anywhere(body: readonly string[]): string[] {
  return body.map((line) =>
    line
      .replaceAll(/\b(own|g)\[0\]/g, '$1[this_cpu]')
      .replaceAll('assert(g[1] == 0', 'assert(g[0] + g[1] + g[2] < 2'),
  );
}

const HARDWARE = ['interrupts', 'interrupts', 'pages', 'text'] as const;

const EXCLUDED = 'invariant(!(own[0] == 1 && own[1] == 1), p4);';

const ORDERS = ['', '_relaxed', '_acquire', '_release'];

class Writer {
  private readonly dice: Dice;
  private readonly arch: Race['arch'];
  private readonly cpus: number;
  private readonly hardware: (typeof HARDWARE)[number] | null;
  private labels = 0;

  constructor(dice: Dice, arch: Race['arch'], cpus: number, hardware: Writer['hardware']) {
    this.dice = dice;
    this.arch = arch;
    this.cpus = cpus;
    this.hardware = hardware;
  }

  private word(): string {
    return this.dice.chance(85) ? this.dice.one(['x', 'x', 'y', 'y', 'z']) : this.dice.one(['a[0]', 'a[1]']);
  }

  private local(): string {
    return this.dice.one(LOCALS);
  }

  private value(): number {
    return this.dice.below(3);
  }

  line(cpu: number): string {
    if (this.hardware !== null && this.dice.chance(45)) return this.hardwareLine(cpu);
    const kind = this.dice.below(100);
    if (kind < 34) return this.access();
    if (kind < 39) return this.barrier();
    if (kind < 52) return `${this.atomic()}${this.effect(cpu)};`;
    if (kind < 60) return this.section(cpu);
    if (kind < 69) return this.attempt();
    if (kind < 75) return this.loop();
    if (kind < 78) return this.wait();
    if (kind < 83) return this.conditional();
    if (kind < 98) return this.claim(cpu);
    return `either { ${this.access()} } or { ${this.access()} }`;
  }

  private access(): string {
    const [x, r] = [this.word(), this.local()];
    switch (this.dice.below(12)) {
      case 0:
        return `smp_store_release(&${x}, ${this.value()});`;
      case 1:
        return `${r} = smp_load_acquire(&${x});`;
      case 2:
        return `WRITE_ONCE(${x}, ${r} ^ 1);`;
      case 3:
        return `${r} = READ_ONCE(a[${this.local()} & 1]);`;
      case 4:
        return `WRITE_ONCE(a[${r} & 1], ${this.value()});`;
      case 5:
      case 6:
      case 7:
      case 8:
        return `${r} = READ_ONCE(${x});`;
      default:
        return `WRITE_ONCE(${x}, ${this.value()});`;
    }
  }

  private barrier(): string {
    const arm = this.arch === 'arm64' ? ['isb();', 'dsb(ish);'] : [];
    return this.dice.one(['smp_mb();', 'smp_rmb();', 'smp_wmb();', ...arm]);
  }

  private atomic(): string {
    const [x, r, order] = [this.word(), this.local(), this.dice.one(ORDERS)];
    return this.dice.one([
      `${r} = atomic_fetch_inc${order}(&${x})`,
      `${r} = xchg${order}(&${x}, ${this.value()})`,
      `${r} = cmpxchg${order}(&${x}, ${this.value()}, ${this.value()})`,
      `${r} = cmpxchg${order}(&${x}, 0, 1)`,
      `${r} = atomic_fetch_or${order}(2, &${x})`,
      `atomic_inc(&${x})`,
      `set_bit(1, &${x})`,
    ]);
  }

  private effect(cpu: number): string {
    if (!this.dice.chance(25)) return '';
    return this.dice.one([
      ` @ g[${cpu}] = 1`,
      ` @ assert(g[${1 - (cpu & 1)}] == 0, p3)`,
      ` @ g[${cpu}] += 1`,
    ]);
  }

  private section(cpu: number): string {
    const inside = this.dice.one([
      this.access(),
      `WRITE_ONCE(own[${cpu}], 1); WRITE_ONCE(own[${cpu}], 0);`,
      `WRITE_ONCE(own[${cpu}], 1); WRITE_ONCE(own[${cpu}], 0);`,
      this.loop(),
      `WRITE_ONCE(x, 2); WRITE_ONCE(x, 1);`,
      `${this.access()} ${this.access()}`,
      `g[${cpu}] = 1; ${this.access()} g[${cpu}] = 0;`,
    ]);
    return `spin_lock(&k); ${inside} spin_unlock(&k);`;
  }

  private attempt(): string {
    const won = this.dice.one([
      `WRITE_ONCE(own[this_cpu], 1);`,
      `WRITE_ONCE(own[this_cpu], 1);`,
      `WRITE_ONCE(x, 2); smp_store_release(&x, 1);`,
      this.access(),
      `${this.access()} smp_store_release(&w, 0);`,
      this.loop(),
    ]);
    return this.dice.one([
      `if (cmpxchg_acquire(&w, 0, 1) == 0) { ${won} }`,
      `if (atomic_fetch_inc${this.dice.one(ORDERS)}(&w) == 0) { ${won} }`,
      `if (xchg${this.dice.one(ORDERS)}(&w, 1) == 0) { ${won} }`,
    ]);
  }

  private loop(): string {
    const [x, r, v] = [this.word(), this.local(), this.value()];
    const label = `again${this.labels++}`;
    return this.dice.one([
      `do { ${r} = READ_ONCE(${x}); } while (${r} == ${v});`,
      `do { ${r} = smp_load_acquire(&${x}); } while (${r} != ${v});`,
      `for (;;) { ${r} = READ_ONCE(${x}); if (${r} != ${v}) break; cpu_relax(); }`,
      `${label}: ${r} = READ_ONCE(${x}); if (${r} == ${v}) goto ${label};`,
      `do { ${r} = READ_ONCE(${x}); } while (cmpxchg${this.dice.one(ORDERS)}(&${x}, ${r}, ${r} + 1) != ${r});`,
      `for (;;) { if (xchg${this.dice.one(ORDERS)}(&w, 1) == 0) break; cpu_relax(); }`,
      `do { while (READ_ONCE(w) != 0) cpu_relax(); } while (cmpxchg_acquire(&w, 0, 1) != 0);`,
    ]);
  }

  private wait(): string {
    const x = this.word();
    return this.dice.one([
      `while (READ_ONCE(${x}) == ${this.value()}) cpu_relax();`,
      `while (READ_ONCE(${x}) != ${1 + this.dice.below(2)}) cpu_relax();`,
      `while (!READ_ONCE(${x})) cpu_relax();`,
      `while (!smp_load_acquire(&${x})) cpu_relax();`,
      `while (smp_load_acquire(&${x}) != ${this.local()}) cpu_relax();`,
      `while (READ_ONCE(${x}) < ${this.local()}) cpu_relax();`,
      `while (READ_ONCE(${x}) == ${this.local()}) cpu_relax();`,
    ]);
  }

  /** What only one of several CPUs should be in at a time. */
  exclusion(cpu: number): string {
    return this.dice.chance(45) ? this.section(cpu) : this.attempt();
  }

  /** A third CPU looks whether two were in. */
  watch(): string[] {
    const order = this.dice.one(['', 'smp_rmb(); ', 'smp_mb(); ']);
    return [
      `r0 = READ_ONCE(own[0]); ${order}r1 = READ_ONCE(own[1]); assert(!(r0 == 1 && r1 == 1), p1);`,
      ...(this.dice.chance(20) ? [this.line(2)] : []),
    ];
  }

  private conditional(): string {
    const test = this.dice.one([
      `${this.local()} == ${this.value()}`,
      `READ_ONCE(${this.word()}) == ${this.value()}`,
      this.local(),
    ]);
    const arm = this.dice.one([this.access(), this.access(), `${this.atomic()};`]);
    return `if (${test}) { ${arm} }${this.dice.chance(25) ? ` else { ${this.access()} }` : ''}`;
  }

  private claim(cpu: number): string {
    const [r, other] = [this.local(), this.local()];
    return this.dice.one([
      `assert(${r} != ${1 + this.dice.below(2)}, p0);`,
      `assert(!(${r} == 1 && ${other} == 0), p1);`,
      `assert(!(${r} == 1 && ${other} == 1), p1);`,
      `${r} = READ_ONCE(${this.word()}) @ assert(${r} != ${this.value()}, p2);`,
      `${r} = READ_ONCE(${this.word()}) @ g[${cpu}] = 1;`,
      `WRITE_ONCE(${this.word()}, ${this.value()}) @ g[${cpu}] = 1;`,
      `g[${cpu}] = 1;`,
      `assert(g[${1 - (cpu & 1)}] == 0, p3);`,
    ]);
  }

  private hardwareLine(cpu: number): string {
    const [r, other] = [this.local(), this.dice.below(this.cpus)];
    switch (this.hardware) {
      case 'interrupts':
        return this.dice.one([
          `raise(kick, ${other});`,
          'local_irq_disable();',
          'local_irq_enable();',
          `local_irq_disable(); ${this.access()} local_irq_enable();`,
          ...(cpu === 0 ? [`raise(kick, 1); while (!READ_ONCE(x)) cpu_relax();`] : []),
        ]);
      case 'pages':
        return this.dice.one([
          `${r} = access(va);`,
          `${r} = access(va); assert(${r} != ${1 + this.dice.below(2)}, p0);`,
          `WRITE_ONCE(va, ${this.value()});`,
          `${r} = pte_present(ptep_get(va));`,
          `${this.access()} ${r} = access(va);`,
          ...(cpu === 0 ? ['set_pte(va, two);', ...this.flushes()] : []),
        ]);
      default:
        return this.dice.one([
          `${r} = execute(site);`,
          `${r} = execute(site); assert(${r} != ${this.dice.below(2)}, p0);`,
          ...(cpu === 0 ? ['WRITE_ONCE(site, fresh);', ...this.patches()] : []),
        ]);
    }
  }

  private flushes(): string[] {
    if (this.arch === 'x86') return ['pte_clear(va); invlpg(va);', 'invlpg(va);'];
    return [
      'pte_clear(va); dsb(ish); tlbi(va); dsb(ish);',
      'tlbi(va); dsb(ish);',
      'pte_clear(va); tlbi(va);',
    ];
  }

  private patches(): string[] {
    return this.arch === 'x86'
      ? ['sync_core();']
      : ['dc_cvau(site); dsb(ish); ic_ivau(site); dsb(ish);', 'isb();'];
  }

  handlers(): Race['handlers'] {
    if (this.hardware === 'pages' && this.dice.chance(50)) return { 'on fault': ['int3_emulate(0);'] };
    if (this.hardware !== 'interrupts') return {};
    return { 'on irq kick': [this.access(), ...(this.dice.chance(40) ? [this.claim(2)] : [])] };
  }

  property(): string {
    const [x, y] = [this.word(), this.word()];
    return this.dice.one([
      EXCLUDED,
      `invariant(!(${x} == 1 && ${y} == 1), p4);`,
      `invariant(${x} != 2, p5);`,
      `invariant(!(g[0] == 1 && g[1] == 1), p5);`,
      `final(${x} != 1, p6);`,
      `final(!(cpu0.r0 == 1 && cpu1.r0 == 0), p6);`,
    ]);
  }
}

/** The race as a scenario; `shown` is the notation of reports. */
export function textOf(race: Race): string {
  const lines = [...race.cpus.flat(), ...Object.values(race.handlers).flat(), ...race.properties].join('\n');
  const uses = (word: string) => new RegExp(`\\b${word}\\b`).test(lines);
  const locals = LOCALS.filter(uses);
  const declared = locals.length > 0 ? `int ${locals.map((name) => `${name} = 0`).join(', ')}; ` : '';
  const properties = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'].filter(uses);
  const words = ['x', 'y', 'z', 'w'].filter(uses);
  const arrays = ['a', 'own'].filter(uses);
  return [
    'scenario "race"',
    `arch ${race.arch}`,
    ...properties.map((p) => `property ${p} "${p}"`),
    ...(words.length > 0 ? [`int ${words.join(', ')};`] : []),
    ...arrays.map((a) => `int ${a}[3];`),
    ...(uses('g') ? ['ghost int g[3];'] : []),
    ...(uses('k') ? [race.lock === 'word' ? 'spinlock_t k;' : `lock k ${race.lock};`] : []),
    ...(uses('va') ? ['page va = { one: 1 -> two: 2 };'] : []),
    ...(uses('site') ? ['text site = { old -> fresh };'] : []),
    ...Object.entries(race.handlers).map(([head, body]) => `${head} { ${declared}${body.join(' ')} }`),
    ...race.cpus.map((body, cpu) => `cpu ${cpu} { ${declared}${body.join(' ')} }`),
    ...race.properties,
    observed(race, locals, [...words, ...arrays.flatMap((a) => [`${a}[0]`, `${a}[1]`])]),
    '',
  ].join('\n');
}

function observed(race: Race, locals: readonly string[], words: readonly string[]): string {
  const read = race.cpus.flatMap((body, cpu) =>
    locals.filter((r) => body.some((line) => line.includes(`${r} = `))).map((r) => `cpu${cpu}.${r}`),
  );
  const names = [...read, ...words];
  return names.length > 0 ? `observe ${names.join(', ')};` : '';
}
