/**
 * What stands in patches and in the kernel's files but is no C, or is written otherwise here, put as C in its own place, so that
 * all places stay right: the marks of a diff, system calls, inline assembly that is a barrier, ACCESS_ONCE().
 */
import type { Diagnostics } from '../diagnostic.ts';

export function asPasted(text: string, diagnostics: Diagnostics): string {
  let read = text;
  if (/^(?:@@ -\d|diff --git |\+|-[\t ])/m.test(read)) read = withoutMarks(read, diagnostics);
  if (/\basm\b|__asm/.test(read)) read = read.replace(ASSEMBLY, (all, says: string, at: number) => barrierOf(all, says, at, diagnostics)); // prettier-ignore
  if (read.includes('SYSCALL_DEFINE')) read = read.replace(SYSTEM_CALL, systemCall);
  if (read.includes('DEFINE_WAIT_FUNC')) checkWakeFunctions(read, diagnostics);
  if (read.includes('ACCESS_ONCE'))
    read = read.replace(STORED_ONCE, storedOnce).replace(/\bACCESS_ONCE\(/g, '  READ_ONCE(');
  return read;
}

const filled = (part: string, length: number) => (part.length > length ? null : part.padEnd(length));
const blank = (part: string) => part.replace(/[^\n]/g, ' ');

/** Comments first: a line in one may begin with anything. */
const MARKED =
  /\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|^(?:diff --git |index [0-9a-f]+\.\.|\+\+\+ |--- |@@ -\d|(?:new|deleted) file mode |similarity index |rename (?:from|to) )[^\n]*|^-[^\n]*|^\+/gm;

/** The code as a patch leaves it: what it takes away is blank. */
function withoutMarks(text: string, diagnostics: Diagnostics): string {
  const gone: { readonly from: number; readonly to: number }[] = [];
  const left = text.replace(MARKED, (mark, at: number) => {
    if (/^[/"]/.test(mark)) return mark;
    if (/^-(?!-- )/.test(mark)) gone.push({ from: at, to: at + mark.length });
    return blank(mark);
  });
  const [first] = gone;
  if (first)
    diagnostics.warning(
      'patch',
      first,
      'This is the code with the patch: lines that begin with `-` are left out. For the code before it, exchange `-` and `+`.',
    );
  return left;
}

const ASSEMBLY =
  /\b(?:asm|__asm__|__asm)\b\s*(?:(?:volatile|__volatile__|goto|inline)\s*)*\(((?:[^()"]|"(?:\\.|[^"\\])*"|\([^()]*\))*)\)/g;

/** Instructions that are a word of the kernel's (arch/x86/include/asm/barrier.h, arch/arm64/include/asm/barrier.h). */
const INSTRUCTIONS: readonly (readonly [instruction: RegExp, word: string])[] = [
  [/^$/, 'barrier()'],
  [/^mfence$/, 'mb()'],
  [/^lfence$/, 'rmb()'],
  [/^sfence$/, 'wmb()'],
  [/^lock\W*addl/, 'smp_mb()'],
  [/^(?:rep\W*nop|pause|yield)$/, 'cpu_relax()'],
  [/^isb$/, 'isb()'],
];

function barrierOf(all: string, says: string, at: number, diagnostics: Diagnostics): string {
  const code = [...(says.split(':')[0] ?? '').matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, part = '']) => part);
  const instruction = code
    .join('')
    .replace(/\\[nt]/g, ' ')
    .trim();
  const dmb = /^(dmb|dsb)\s+(\w+)$/.exec(instruction);
  const word = dmb
    ? `${dmb[1] ?? ''}(${dmb[2] ?? ''})`
    : INSTRUCTIONS.find(([one]) => one.test(instruction))?.[1];
  const put = word === undefined ? null : filled(word, all.length);
  if (put !== null) return put + all.slice(put.length);
  diagnostics.error(
    'assembly',
    { from: at, to: at + all.length },
    'Instructions are not read here, but for barriers; write the kernel’s word for what this does, such as `xchg(&x, 1)`.',
  );
  return blank(all);
}

const WAKE_FUNCTION = /\bDEFINE_WAIT_FUNC\(\s*\w+\s*,\s*(\w+)\s*\)/g;

/** Who is woken is woken here as by autoremove_wake_function(); what else a function does would be lost without a word. */
function checkWakeFunctions(text: string, diagnostics: Diagnostics): void {
  for (const { 0: all, 1: name = '', index: from } of text.matchAll(WAKE_FUNCTION))
    if (!/^(?:autoremove|default)_wake_function$/.test(name))
      diagnostics.error(
        'wake-function',
        { from, to: from + all.length },
        `\`${name}()\` is not called by who wakes here; only \`autoremove_wake_function\` and \`default_wake_function\` are known. Write what it does where it wakes, and \`DEFINE_WAIT(wait);\`.`,
      );
}

const SYSTEM_CALL = /^((?:COMPAT_)?SYSCALL_DEFINE\d\()\s*(\w+)\s*([,)])([^{;]*?)(\)?)(?=\s*\{)/gm;

/** `SYSCALL_DEFINE1(foo, int, a)` is `long sys_foo(int a)`. */
function systemCall(
  all: string,
  head: string,
  name: string,
  sign: string,
  rest: string,
  end: string,
): string {
  if (sign === ')') return filled(`long sys_${name}()`, all.length) ?? all;
  let isType = false;
  // Each comma that stands between a type and its name is none.
  const given = rest.replace(/,/g, () => ((isType = !isType) ? ' ' : ','));
  const before = `sys_${name}(`;
  return `long${before.padStart(all.length - rest.length - end.length - 4)}${given}${end}`;
}

const STORED_ONCE = /\bACCESS_ONCE\(((?:[^()]|\([^()]*\))*)\)(\s*)=(?!=)(\s*)([^;]*);/g;

/** `ACCESS_ONCE(x) = v;` is `WRITE_ONCE(x, v);`. */
function storedOnce(all: string, place: string, before: string, behind: string, value: string): string {
  const made = `WRITE_ONCE(${place},${before}${behind}${value});`;
  return made.padStart(all.length);
}
