// C1–C8: contexts, interrupts, traps.

const chart = 'src/machine/charts/cpu.machine.ts';
const classes = 'src/machine/cpu/issue-class.ts';
const issue = 'src/machine/cpu/issue.ts';
const actions = 'src/machine/cpu/actions.ts';
const execute = 'src/machine/cpu/execute.ts';
const tests = ['src/machine/cpu/contexts.test.ts'];
const frames = ['src/machine/cpu/frames.test.ts'];

/** @type {import('./mutation.mjs').Rows} */
export const contexts = [
  [
    'C1 the mask holds interrupts back',
    issue,
    "if (irq.kind === 'irq' && !cpuChart.is(chart, 'mask', 'open')) return;",
    '',
    tests,
  ],
  [
    'C1 the mask does not hold NMIs back',
    issue,
    "if (irq.kind === 'irq' && !cpuChart",
    'if (!cpuChart',
    tests,
  ],
  ['C1 never behind an open guess', actions, 'if (branchOpen(q, q.length) || q.some(', 'if (q.some(', tests],
  [
    'C1 the pending bit is cleared as it is taken',
    actions,
    'd.pending &= ~(1 << irq);',
    '',
    [...tests, ...frames],
  ],
  [
    'C1 a CPU whose task is over takes interrupts',
    actions,
    'const open = part.pending === 0 ? 0 :',
    "const open = part.pending === 0 || (part.frames[0]?.pc ?? -1) < 0 || setup.program.code[part.frames[0]?.pc ?? 0]?.op === 'halt' ? 0 :",
    tests,
  ],
  ['C2 taking an interrupt closes the mask', chart, "            'irq.take': 'closed',\n", '', tests],
  [
    'C2 its return opens it',
    issue,
    "run.send(left.wasOpen ? 'irq.enable' : 'irq.disable');",
    "run.send('irq.disable');",
    tests,
  ],
  [
    'C2 a mask that was closed stays closed',
    issue,
    "run.send(left.wasOpen ? 'irq.enable' : 'irq.disable');",
    "if (left.wasOpen) run.send('irq.enable');",
    tests,
  ],
  [
    'C3 an NMI blocks NMIs',
    chart,
    "open: { on: { 'nmi.take': 'blocked', 'nmi.unblock': 'open' } }",
    "open: { on: { 'nmi.unblock': 'open' } }",
    tests,
  ],
  [
    'C3 until it returns',
    chart,
    "blocked: { on: { 'nmi.unblock': 'open', 'nmi.return': 'open' } }",
    "blocked: { on: { 'nmi.unblock': 'open' } }",
    tests,
  ],
  [
    'C3 x86: any IRET unblocks them',
    issue,
    "if (setup.program.arch === 'x86') run.send('nmi.unblock');",
    '',
    tests,
  ],
  [
    'C3 arm64: an ERET inside does not',
    issue,
    "if (setup.program.arch === 'x86') run.send('nmi.unblock');",
    "run.send('nmi.unblock');",
    tests,
  ],
  [
    'C4 interrupts nest',
    chart,
    "active: { on: { 'irq.take': 'nested', 'irq.return': 'none' } }",
    "active: { on: { 'irq.return': 'none' } }",
    [...tests, ...frames],
  ],
  [
    'C4 NMIs nest',
    chart,
    "active: { on: { 'nmi.take': 'nested', 'nmi.return': 'none' } }",
    "active: { on: { 'nmi.return': 'none' } }",
    [...tests, ...frames],
  ],
  [
    'C4 traps nest',
    chart,
    "active: { on: { 'trap.take': 'nested', 'trap.return': 'none' } }",
    "active: { on: { 'trap.return': 'none' } }",
    [...tests, ...frames],
  ],
  [
    'C4 three of a kind at most',
    issue,
    'if (hasRoom(chart, irq.kind)) open |= 1 << n;',
    'open |= 1 << n;',
    frames,
  ],
  [
    'C4 a fourth trap loses the CPU',
    execute,
    "if (handler === null || !hasRoom(d.chart, 'trap')) {",
    'if (handler === null) {',
    tests,
  ],
  [
    'C5 without a handler a breakpoint is lost',
    execute,
    "if (kind === 'bp') run.breakRule('unhandled-int3', pc);",
    '',
    tests,
  ],
  ['C5 a handler that emulates returns past the instruction', issue, 'below.pc += 1;', '', tests],
  [
    'C6 EIS: entry synchronizes, for an interrupt',
    actions,
    "if (setup.program.arch === 'arm64' && setup.program.hardware.eis) run",
    'if (false) run',
    tests,
  ],
  [
    'C6 not without EIS',
    actions,
    "setup.program.arch === 'arm64' && setup.program.hardware.eis",
    "setup.program.arch === 'arm64'",
    tests,
  ],
  [
    'C6 EIS: entry synchronizes, for a breakpoint',
    execute,
    "if (setup.program.arch === 'arm64' && setup.program.hardware.eis) run",
    'if (false) run',
    tests,
  ],
  ['C6 EOS: return synchronizes', issue, 'if (setup.program.hardware.eos) run', 'if (false) run', tests],
  ['C6 not without EOS', issue, 'if (setup.program.hardware.eos) run', 'run', tests],
  [
    'C7 sending waits for older stores',
    classes,
    "(!setup.spec.agent && q.some((e) => e.kind === 'store'))",
    'false',
    tests,
  ],
  ['C7 sending waits for an older DSB', classes, 'if (q.some(holdsExecution)) return NONE;\n', '', tests],
  [
    'C7 a DSB holds execution',
    'src/machine/cpu/queue-rules.ts',
    "return isDsb(e) || e.fence === 'isb'",
    "return e.fence === 'isb'",
    tests,
  ],
  [
    'C7 an ISB holds execution',
    'src/machine/cpu/queue-rules.ts',
    "return isDsb(e) || e.fence === 'isb' ||",
    'return isDsb(e) ||',
    tests,
  ],
  [
    'C7 a mask waits for an older DSB',
    classes,
    'return q.some(holdsExecution) ? NONE : stepOrEager;',
    'return stepOrEager;',
    tests,
  ],
  [
    'C7 sending waits for open branches',
    classes,
    'if (branchOpen(q, q.length) || (!setup',
    'if ((!setup',
    tests,
  ],
  [
    'C8 a handler’s cells are not private to the task',
    'src/machine/tables/liveness.ts',
    'for (const handler of [...(spec?.irqHandlers ?? []), spec?.bpHandler, spec?.faultHandler]) {',
    'for (const handler of [spec?.bpHandler, spec?.faultHandler]) {',
    tests,
  ],
];
