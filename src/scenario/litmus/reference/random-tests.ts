/**
 * Random litmus tests in four families: accesses with dependencies and barriers, x86, code that is patched, pages that
 * change. A thread is a list of raw choices, so that a failing test shrinks; what a choice means depends on the family
 * and on what the thread has loaded so far.
 */
export type Family = 'accesses' | 'x86' | 'text' | 'pages';

/** Small numbers whose meaning the family decides; `kind` is below 100, the others below 12. */
export interface Choice {
  readonly kind: number;
  readonly place: number;
  readonly form: number;
  /** 0 … 2: depends on that one of the latest loads, where there is one. */
  readonly depends: number;
}

/** The text of a test with these choices for its threads. */
export function testText(family: Family, threads: readonly (readonly Choice[])[]): string {
  return new TestText(family, threads).toString();
}

const locations = ['x', 'y', 'z'];
const x86Registers = ['eax', 'ebx', 'ecx', 'edx', 'esi', 'edi'];
const x86Names = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi'];

class TestText {
  private readonly family: Family;
  private readonly columns: string[][] = [];
  private readonly observed: string[] = [];
  private readonly faults: string[] = [];
  private constant = 1;

  constructor(family: Family, threads: readonly (readonly Choice[])[]) {
    this.family = family;
    threads.forEach((choices, cpu) => this.columns.push(new ThreadText(this, cpu, choices).lines(family)));
  }

  /** A value that no other store of the test writes. */
  fresh(): number {
    return this.constant++;
  }

  observe(place: string): void {
    this.observed.push(place);
  }

  /** A label for an access to `name` that may fault. */
  label(cpu: number, name: string): string {
    const label = `L${this.faults.length}`;
    this.faults.push(`fault(P${cpu}:${label},${name})`);
    return `${label}: `;
  }

  toString(): string {
    const rows = Math.max(...this.columns.map((column) => column.length));
    const row = (index: number): string =>
      `${this.columns.map((column) => column[index] ?? '').join(' | ')} ;`;
    const names = this.family === 'pages' ? [...locations, 'pte_x'] : locations;
    return [
      `${this.family === 'x86' ? 'X86_64' : 'AArch64'} random`,
      '{',
      ...this.columns.map((_, cpu) => this.initial(cpu)),
      '}',
      `${this.columns.map((_, cpu) => `P${cpu}`).join(' | ')} ;`,
      ...Array.from({ length: rows }, (_, index) => row(index)),
      `locations [${[...this.observed, ...names].join('; ')}]`,
      `exists (${['x=-1', ...this.faults].join(' \\/ ')})`,
    ].join('\n');
  }

  private initial(cpu: number): string {
    const places = locations.map((name, index) => `${cpu}:X${20 + index}=${name};`).join(' ');
    switch (this.family) {
      case 'x86':
        return '';
      case 'accesses':
        return places;
      case 'text':
        return `${places} ${cpu}:X25=P0:f; ${cpu}:X26=instr:"NOP"; ${cpu}:X27=instr:"B .+20";`;
      case 'pages': {
        const entries = ['(oa:PA(x),valid:0)', '(oa:PA(x),valid:1)', '(oa:PA(z),valid:1)'];
        return `${places} ${cpu}:X23=PTE(x); ${entries.map((entry, index) => `${cpu}:X${24 + index}=${entry};`).join(' ')}`;
      }
    }
  }
}

class ThreadText {
  private readonly test: TestText;
  private readonly cpu: number;
  private readonly choices: readonly Choice[];
  private readonly out: string[] = [];
  private readonly loaded: number[] = [];
  private registers = 0;
  private labels = 0;

  constructor(test: TestText, cpu: number, choices: readonly Choice[]) {
    this.test = test;
    this.cpu = cpu;
    this.choices = choices;
  }

  lines(family: Family): string[] {
    if (family === 'pages') this.out.push('LSR X19,X20,#12');
    for (const one of this.choices) {
      if (family === 'x86') this.x86(one);
      else if (family === 'accesses') this.access(one);
      else if (family === 'text') this.text(one);
      else this.page(one);
    }
    if (family === 'text' && this.cpu === 0) {
      this.out.push(
        'B end',
        'f:',
        'B f0',
        'MOV W9,#2',
        'RET',
        'f0:',
        'MOV W9,#7',
        'RET',
        'f1:',
        'MOV W9,#1',
        'RET',
        'end:',
      );
    }
    return this.out;
  }

  private x86({ kind, place, form }: Choice): void {
    const memory = `(${locations[place % 3] ?? ''})`;
    if (kind < 35) {
      const register = this.registers++ % x86Registers.length;
      this.out.push(`movl ${memory},%${x86Registers[register] ?? ''}`);
      this.test.observe(`${this.cpu}:${x86Names[register] ?? ''}`);
    } else if (kind < 75) this.out.push(`movl $${this.test.fresh()},${memory}`);
    else if (kind < 85) this.out.push('mfence');
    else if (form < 6) this.out.push(`lock addl $${this.test.fresh()},${memory}`);
    else {
      this.out.push(`movl $${this.test.fresh()},%edi`, `xchgl %edi,${memory}`);
      this.test.observe(`${this.cpu}:rdi`);
    }
  }

  private access(one: Choice): void {
    const { kind, form } = one;
    const base = `X${20 + (one.place % 3)}`;
    if (kind < 32) this.load(one, base);
    else if (kind < 62) this.store(one, base);
    else if (kind < 74) this.atomic(one, base);
    else if (kind < 80) this.exclusives(one, base);
    else if (kind < 90)
      this.out.push(['DMB SY', 'DMB LD', 'DMB ST', 'DSB SY', 'DSB LD', 'DSB ST', 'ISB'][form % 7] ?? '');
    else if (kind < 95) this.branch(one);
    else this.select(one);
  }

  private text(one: Choice): void {
    const { kind, form } = one;
    if (kind < 22) {
      const register = this.fresh();
      this.out.push('BLR X25', `MOV W${register},W9`);
    } else if (kind < 36) this.out.push(`STR W${26 + (form % 2)},[X25]`);
    else if (kind < 40) this.out.push(`LDR W${this.fresh()},[X25]`);
    else if (kind < 50) this.out.push('DC CVAU,X25');
    else if (kind < 60) this.out.push('IC IVAU,X25');
    else if (kind < 75)
      this.out.push(['DSB ISH', 'DSB ISH', 'DSB ISHLD', 'DSB ISHST', 'DMB ISH'][form % 5] ?? '');
    else if (kind < 82) this.out.push('ISB');
    else if (kind < 90) this.store(one, `X${20 + (one.place % 2)}`);
    else if (kind < 97) this.load(one, `X${20 + (one.place % 2)}`);
    else this.branch(one);
  }

  private page(one: Choice): void {
    const { kind, form } = one;
    const inPage = this.test.label(this.cpu, 'x');
    if (kind < 22) this.load(one, 'X20', inPage);
    else if (kind < 36) this.store(one, 'X20', inPage);
    else if (kind < 42) this.atomic(one, 'X20', inPage);
    else if (kind < 58) this.out.push(`${form < 9 ? 'STR' : 'STLR'} X${24 + (one.place % 3)},[X23]`);
    else if (kind < 62) this.out.push(`LDR X${this.fresh()},[X23]`);
    else if (kind < 72) this.load(one, 'X21');
    else if (kind < 76) this.store(one, 'X21');
    else if (kind < 86) {
      this.out.push(
        ['TLBI VAAE1IS,X19', 'TLBI VAAE1IS,X19', 'TLBI VAAE1,X19', 'TLBI VMALLE1IS'][form % 4] ?? '',
      );
      if (one.depends > 2) this.out.push('DSB ISH');
    } else
      this.out.push(
        ['DSB ISH', 'DSB ISH', 'DSB ST', 'DSB LD', 'DMB SY', 'DMB LD', 'ISB', 'ISB'][form % 8] ?? '',
      );
  }

  /** A new register, observed. */
  private fresh(): number {
    const register = this.registers++;
    this.test.observe(`${this.cpu}:X${register}`);
    return register;
  }

  private dependency({ depends }: Choice): number | null {
    return depends < 3 ? (this.loaded.at(-1 - depends) ?? null) : null;
  }

  private load(one: Choice, base: string, label = ''): void {
    const from = this.dependency(one);
    const register = this.fresh();
    if (from !== null) {
      this.out.push(`EOR W15,W${from},W${from}`, `${label}LDR W${register},[${base},W15,SXTW]`);
    } else
      this.out.push(`${label}${['LDR', 'LDR', 'LDAR', 'LDAPR'][one.form % 4] ?? ''} W${register},[${base}]`);
    this.loaded.push(register);
  }

  private store(one: Choice, base: string, label = ''): void {
    const from = this.dependency(one);
    if (from !== null && one.form > 8) {
      this.out.push(
        `EOR W15,W${from},W${from}`,
        `MOV W16,#${this.test.fresh()}`,
        `${label}STR W16,[${base},W15,SXTW]`,
      );
      return;
    }
    if (from === null) this.out.push(`MOV W16,#${this.test.fresh()}`);
    else this.out.push(`EOR W16,W${from},W${from}`, `ADD W16,W16,#${this.test.fresh()}`);
    this.out.push(`${label}${one.form % 4 === 0 ? 'STLR' : 'STR'} W16,[${base}]`);
  }

  private atomic({ form }: Choice, base: string, label = ''): void {
    const order = ['', 'A', 'L', 'AL'][form % 4] ?? '';
    const result = form > 8 ? 'WZR' : `W${this.fresh()}`;
    this.out.push(
      `MOV W16,#${this.test.fresh()}`,
      `${label}${form < 6 ? 'SWP' : 'LDADD'}${order} W16,${result},[${base}]`,
    );
  }

  private exclusives({ form }: Choice, base: string): void {
    const register = this.fresh();
    this.out.push(`${form < 9 ? 'LDXR' : 'LDAXR'} W${register},[${base}]`, `MOV W16,#${this.test.fresh()}`);
    this.loaded.push(register);
    this.out.push(`${form % 3 === 0 ? 'STLXR' : 'STXR'} W${this.fresh()},W16,[${base}]`);
  }

  private branch(one: Choice): void {
    const from = this.dependency(one);
    if (from === null) return;
    const label = `B${this.cpu}${this.labels++}`;
    this.out.push(`CBNZ W${from},${label}`, `${label}:`);
  }

  /** A value that is always 0 and hangs on a load through the condition of a select. */
  private select(one: Choice): void {
    const from = this.dependency(one);
    if (from === null) return;
    const register = this.fresh();
    this.out.push(`CMP W${from},#1`, 'MOV W18,#0', `CSEL W${register},W18,W18,EQ`);
    this.loaded.push(register);
  }
}
