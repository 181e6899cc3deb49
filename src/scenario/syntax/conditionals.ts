/**
 * `#ifdef CONFIG_SMP` … `#else` … `#endif` as they stand in the kernel: what is not compiled is blank, and so are these lines
 * themselves, so that all places stay right. SMP and 64 bits are configured, the architecture is the scenario's; what nobody
 * defines is not, and that is said where it leaves out code. What an option decides cannot be left out of the text.
 */
import { Diagnostics } from '../diagnostic.ts';
import type { Span } from './syntax.ts';

const LINE =
  /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif|undef|pragma|error|warning)\b([^\n]*(?:\\\n[^\n]*)*)/gm;

/** On every machine here (arch/arm64/Kconfig, arch/x86/Kconfig). */
const CONFIGURED =
  /^(?:CONFIG_(?:SMP|64BIT|MMU|PRINTK|BUG|HAS_IOMEM|HAS_DMA|HOTPLUG_CPU|PREEMPT_COUNT|NET|BLOCK|PROC_FS|SYSFS|EPOLL|FUTEX|EVENTFD|ARCH_HAS_\w+|HAVE_\w+)|__KERNEL__|__LITTLE_ENDIAN|NR_CPUS)$/;
/** Whether a kernel here has what `CONFIG_X` stands for, but for an architecture. */
export function isConfigured(name: string): boolean {
  return CONFIGURED.test(name) || ARM64.test(name) || X86.test(name);
}

/** Whether it has it on that architecture. */
export function isEnabled(name: string, arch: string): boolean {
  return CONFIGURED.test(name) || (arch === 'x86' ? X86 : ARM64).test(name);
}

/** Of these nobody expects that code for them runs. */
const CHECKING =
  /DEBUG|LOCKDEP|PROVE|KASAN|KCSAN|KMSAN|TRAC|STAT|SELFTEST|SANIT|_TEST\b|ASSEMBLY|CHECKER|VERBOSE|NOTIFIER/;
const ARM64 = /^(?:CONFIG_ARM64|__aarch64__)$/;
const X86 = /^(?:CONFIG_X86(?:_64)?|__x86_64__)$/;

interface Branch {
  readonly at: Span;
  /** Is what stands here compiled? */
  readonly active: boolean;
  /** Has one of the branches before been, or must none be? */
  readonly taken: boolean;
  readonly outer: boolean;
}

/** What a module says of itself: `module_init(foo);`, `device_initcall(foo);`. */
const OF_MODULES = /^(?:module_(?:init|exit|\w+_driver)|\w+_initcall(?:_sync)?)[ \t]*\([^;{}]*\);/gm;

/** The text with what is not compiled blank; the same where it has no such line. */
export function withoutConditionals(whole: string, diagnostics: Diagnostics): string {
  const text = /_(?:init|exit|driver|initcall)/.test(whole) ? whole.replace(OF_MODULES, blank) : whole;
  if (!/^[ \t]*#[ \t]*(?:if|e(?:lse|lif|ndif)|undef|pragma)/m.test(text)) return text;
  const open: Branch[] = [];
  const found = new Diagnostics();
  let [read, done] = ['', 0];
  const put = (upTo: number, active: boolean) => {
    const part = text.slice(done, upTo);
    read += active ? part : blank(part);
    done = upTo;
  };
  for (const match of text.matchAll(LINE)) {
    const [line, word = '', behind = ''] = match;
    const at = { from: match.index + line.search(/\S/), to: match.index + line.length };
    const now = open.at(-1);
    put(match.index, now?.active ?? true);
    put(at.to, false);
    const outer = now ? now.outer : true;
    if (word.startsWith('if')) {
      const says = word === 'if' ? behind : `${word === 'ifndef' ? '!' : ''}defined(${behind})`;
      const within = now?.active ?? true;
      const active = within && holds(says, text.slice(0, match.index), text, at, found);
      open.push({ at, active, taken: active || !within, outer: within });
    } else if (word === 'endif' && now) open.pop();
    else if (now && (word === 'else' || word === 'elif')) {
      const active =
        !now.taken &&
        outer &&
        (word === 'else' || holds(behind, text.slice(0, match.index), text, at, found));
      open[open.length - 1] = { at: now.at, active, taken: now.taken || active, outer };
    } else if (/^e(?:lse|lif|ndif)$/.test(word))
      found.error('conditional', at, `This \`#${word}\` has no \`#if\` before it; leave it out.`);
  }
  put(text.length, open.at(-1)?.active ?? true);
  const [unclosed] = open;
  if (!unclosed) {
    diagnostics.addAll(found.list());
    return read;
  }
  diagnostics.error('conditional', unclosed.at, 'This has no `#endif`; write one behind what it is about.');
  return text.replace(LINE, blank);
}

function blank(part: string): string {
  return part.replace(/[^\n]/g, ' ');
}

/** Whether the condition of an `#if` holds: names that are defined, numbers, `!`, `&&`, `||`, comparisons (ISO C 6.10.1). */
function holds(says: string, before: string, text: string, at: Span, diagnostics: Diagnostics): boolean {
  const tokens = says.replace(/\/\*.*?\*\/|\/\/.*|\\\n/g, ' ').match(/\w+|&&|\|\||[=!<>]=|[()!<>]/g) ?? [];
  const unknown = new Set<string>();
  let next = 0;
  const accept = (token: string) => tokens[next] === token && ++next > 0;
  const isDefined = (name: string): boolean => {
    const option = new RegExp(`^[ \\t]*option[ \\t]+(${name}|${name.replace('CONFIG_', '')})\\b`, 'm').exec(
      text,
    )?.[1];
    if (option !== undefined) {
      diagnostics.error(
        'conditional-option',
        at,
        `\`${option}\` is an option, which the reader chooses: write \`if (${option})\` where code depends on it, and leave this line out.`,
      );
      return false;
    }
    if (ARM64.test(name) || X86.test(name)) return isArch(name, text, at, diagnostics);
    if (CONFIGURED.test(name)) return true;
    if (new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}\\b`, 'm').test(before)) return true;
    if (!CHECKING.test(name)) unknown.add(name);
    return false;
  };
  const primary = (): number => {
    const token = tokens[next++] ?? '0';
    if (token === '!') return Number(primary() === 0);
    if (token === '(') {
      const value = either();
      accept(')');
      return value;
    }
    if (/^(?:defined|IS_ENABLED|IS_BUILTIN|IS_REACHABLE)$/.test(token)) {
      accept('(');
      const name = tokens[next++] ?? '';
      accept(')');
      return Number(isDefined(name));
    }
    if (/^\d/.test(token)) return Number.parseInt(token);
    if (token === 'BITS_PER_LONG') return 64;
    if (token === 'NR_CPUS') return 2;
    return Number(isDefined(token));
  };
  const comparison = (): number => {
    let value = primary();
    while (/^(?:[=!<>]=|[<>])$/.test(tokens[next] ?? '')) {
      const op = tokens[next++] ?? '';
      const other = primary();
      value = Number(COMPARED[op]?.(value, other) ?? false);
    }
    return value;
  };
  const both = (): number => {
    let value = comparison();
    while (accept('&&')) value = Number(comparison() !== 0 && value !== 0);
    return value;
  };
  const either = (): number => {
    let value = both();
    while (accept('||')) value = Number(both() !== 0 || value !== 0);
    return value;
  };
  const value = either() !== 0;
  const [name] = unknown;
  if (
    name !== undefined &&
    !diagnostics.list().some(({ message }) => message.includes(`\`${name}\` is not defined`))
  )
    diagnostics.warning(
      'not-configured',
      at,
      `\`${name}\` is not defined here, and what is compiled without it is what runs; \`#define ${name} 1\` above this line defines it.`,
    );
  return value;
}

const COMPARED: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
};

/** Where the scenario is of both, which one it is is the reader's choice, as an option is. */
function isArch(name: string, text: string, at: Span, diagnostics: Diagnostics): boolean {
  const said = /^[ \t]*arch[ \t]+(\w+)([ \t]*\|)?/m.exec(text);
  if (said?.[2])
    diagnostics.error(
      'conditional-option',
      at,
      `This scenario is of both architectures: write \`if (arch == ${ARM64.test(name) ? 'arm64' : 'x86'})\` where code depends on it, and leave this line out.`,
    );
  return (said?.[1] ?? 'arm64') === 'x86' ? X86.test(name) : ARM64.test(name);
}
