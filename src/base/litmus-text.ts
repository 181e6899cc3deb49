/** How herd7's litmus tests are told from other texts: by their first line, an architecture and a name. */

const HEADER =
  /^(?:\s|\(\*[\s\S]*?\*\))*(C|LKMM|AArch64|X86_64|X86|ARM|PPC|RISCV|MIPS|LISA|BPF|CPP|ASL)[ \t]+([^\s"{;]+)[ \t]*(?:\(\*.*)?(?:\r?\n|$)/;

/** The architecture and the name in the first line of a litmus test; null for any other text. */
export function litmusHeader(text: string): { readonly language: string; readonly name: string } | null {
  const [, language, name] = HEADER.exec(text) ?? [];
  return language === undefined || name === undefined ? null : { language, name };
}

/** The ending of a file with this text. */
export function endingOf(text: string): 'litmus' | 'smp' {
  return litmusHeader(text) ? 'litmus' : 'smp';
}
