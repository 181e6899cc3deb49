/**
 * How a litmus test looks in the editor: enough of herd7's format to tell its parts apart, line by line.
 *
 *     AArch64 MP            header: architecture, name
 *     { 0:X1=x; }           what there is at first
 *      P0 | P1 ;            code, in columns or as C functions
 *     exists (1:X0=1)       what is asked
 */
import { StreamLanguage, type StringStream } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

interface State {
  /** The first line has the language, then the name; the tail is what is asked. */
  part: 'language' | 'name' | 'rest' | 'tail';
  /** How deep in comments `(* … *)`. */
  depth: number;
  /** In a comment of C's. */
  isC: boolean;
  /** A cell of a column begins here: its first word is an instruction. */
  isCell: boolean;
  /** The first thread was there: what is in braces is code, no longer what there is at first. */
  isCode: boolean;
  /** Braces that are open. */
  braces: number;
}

const TAIL = /^(?:exists|forall|locations|filter|observed|not)\b/;
const C_WORDS =
  /^(?:int|long|unsigned|volatile|if|else|while|do|for|return|break|continue|spinlock_t|atomic_t|struct)\b/;
const REGISTERS = {
  AArch64: /^(?:[WXBHSDQ]\d{1,2}|[WX]ZR|SP)\b/i,
  X86_64: /^%\w+/,
};

export function litmusLanguage(language: string): Extension {
  const isC = language === 'C' || language === 'LKMM';
  const registers = language.startsWith('X86') ? REGISTERS.X86_64 : REGISTERS.AArch64;
  return StreamLanguage.define<State>({
    name: 'litmus',
    languageData: {
      commentTokens: isC
        ? { line: '//', block: { open: '/*', close: '*/' } }
        : { block: { open: '(*', close: '*)' } },
      closeBrackets: { brackets: ['(', '[', '"'] },
    },
    startState: () => ({ part: 'language', depth: 0, isC: false, isCell: false, isCode: false, braces: 0 }),
    token: (stream, state) => {
      if (state.depth > 0 || state.isC) return comment(stream, state);
      if (stream.sol()) {
        if (state.part === 'name') state.part = 'rest';
        state.isCell = state.braces === 0 && state.part === 'rest';
      }
      if (stream.eatSpace()) return null;
      // In a function of C's it is a pointer in brackets.
      if (!(isC && state.isCode && state.braces > 0) && stream.match('(*')) {
        state.depth++;
        return comment(stream, state);
      }
      if (isC && stream.match('//')) {
        stream.skipToEnd();
        return 'comment';
      }
      if (isC && stream.match('/*')) {
        state.isC = true;
        return comment(stream, state);
      }
      if (state.part === 'language') {
        if (!stream.match(/^\w+/)) stream.next();
        state.part = 'name';
        return 'keyword';
      }
      if (state.part === 'name') {
        if (!stream.match(/^[^(]+/)) stream.next();
        return 'variableName.definition.function';
      }
      return code(stream, state);
    },
  });

  function code(stream: StringStream, state: State): string | null {
    if (stream.match(/^"[^"]*"?/)) return 'string';
    if (stream.match(TAIL)) {
      state.part = 'tail';
      return 'keyword';
    }
    if (stream.match(/^P\d+(?:\.F)?(?=\s*[|;(])/)) {
      state.isCell = false;
      state.isCode = true;
      return 'variableName.definition.function';
    }
    if (stream.match(/^\d+(?=:)/)) return 'labelName';
    if (stream.match(/^#?-?(?:0x[\da-f]+|\d+)\b/i)) return 'number';
    if (isC && stream.match(C_WORDS)) return 'typeName';
    if (isC && stream.match(/^[a-z_]\w*(?=\s*\()/i)) return 'variableName.function';
    if (!isC && stream.match(registers)) {
      state.isCell = false;
      return 'atom';
    }
    if (state.isCell && !isC && stream.match(/^\w+(?=\s*:)/)) return 'labelName';
    if (stream.match(/^[\w.]+/)) {
      const isInstruction = state.isCell && !isC && state.braces === 0;
      state.isCell = false;
      return isInstruction ? 'keyword' : 'variableName';
    }
    const sign = stream.next();
    if (sign === '{') state.braces++;
    if (sign === '}') state.braces = Math.max(0, state.braces - 1);
    if (sign === '|' || sign === ';') state.isCell = state.braces === 0 && state.part === 'rest';
    return null;
  }
}

function comment(stream: StringStream, state: State): string {
  while (!stream.eol()) {
    if (state.isC) {
      if (stream.match('*/')) {
        state.isC = false;
        return 'comment';
      }
    } else if (stream.match('(*')) {
      state.depth++;
      continue;
    } else if (stream.match('*)')) {
      if (--state.depth === 0) return 'comment';
      continue;
    }
    stream.next();
  }
  return 'comment';
}
