/** A scenario's colours in Vim: `syntax/`, `ftdetect/` and `ftplugin/`, as its runtime folders have them. */
import type { SyntaxWords } from '../scenario/index.ts';

export function vimFiles(words: SyntaxWords, kernel: readonly string[]): Readonly<Record<string, string>> {
  return {
    'syntax/smpscope.vim': syntax(words, kernel),
    'ftdetect/smpscope.vim': 'autocmd BufRead,BufNewFile *.smp setfiletype smpscope\n',
    'ftplugin/smpscope.vim': 'setlocal commentstring=//\\ %s comments=s1:/*,mb:*,ex:*/,:// cindent\n',
  };
}

/** A keyword of the declarations, where what follows it is as in a declaration. */
const FOLLOWED = '%(\\s+["0-9A-Za-z_{]|\\s*[{:]|\\s*$)@=';

function syntax(words: SyntaxWords, kernel: readonly string[]): string {
  const { hard, soft, steps, types, qualifiers, constants, macros, loops } = words;
  return `" smpscope scenarios; made by \`smpscope syntax vim\`.
if exists('b:current_syntax')
  finish
endif
syn case match

syn match smpFunction /\\<\\h\\w*\\ze\\s*(/
syn match smpConstant /\\<\\u[A-Z0-9_]\\+\\>/
syn match smpNumber /\\<\\%(0x\\x\\+\\|\\d\\+\\)[uUlL]*\\>/
syn match smpLabel /\\<\\w\\+\\%([.-]\\w\\+\\)\\+\\>/
syn match smpSoft /\\v<%(${soft.join('|')})>${FOLLOWED}/
syn match smpSoft /\\v^%(${soft.join('|')})>\\ze\\s*\\(/
syn match smpSoft /\\v(\\w )@<=%(${soft.join('|')})>\\ze\\s*%(-\\>|\\})/
syn match smpSoft /\\v(^\\s*lock \\w+ )@<=%(${soft.join('|')})>\\ze;/
syn match smpStep /\\v<%(${steps.join('|')})>\\ze\\s*%([;=]|\\s<%(${steps.join('|')})>)/
syn match smpMacro /\\v<%(${veryMagic(macros)}|${veryMagic(loops)})\\ze\\s*\\(/
syn match smpDefine /^\\s*#\\s*\\h\\w*/
syn match smpRow /\\v^\\s*%(\\d+|\\h\\w*)\\ze:/
syn match smpArrow /->/
${keywords(
  'smpKernel',
  kernel.filter((name) => !name.includes('*')),
)}
${keywords('smpKeyword', hard)}
${keywords('smpType', types)}
${keywords('smpQualifier', qualifiers)}
${keywords('smpValue', constants)}
syn region smpString start=/"/ skip=/\\\\./ end=/"/ oneline contains=@Spell
syn keyword smpTodo TODO FIXME XXX contained
syn region smpComment start=+//+ end=/$/ contains=smpTodo,@Spell
syn region smpComment start=+/\\*+ end=+\\*/+ contains=smpTodo,@Spell

hi def link smpArrow Operator
hi def link smpComment Comment
hi def link smpConstant Constant
hi def link smpDefine PreProc
hi def link smpFunction Function
hi def link smpKernel Special
hi def link smpKeyword Keyword
hi def link smpLabel Identifier
hi def link smpMacro Macro
hi def link smpNumber Number
hi def link smpQualifier StorageClass
hi def link smpRow Label
hi def link smpSoft Keyword
hi def link smpStep Special
hi def link smpString String
hi def link smpTodo Todo
hi def link smpType Type
hi def link smpValue Boolean

syn sync minlines=200
let b:current_syntax = 'smpscope'
`;
}

/** Vim reads no line of any length gladly. */
function keywords(group: string, words: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < words.length; at += 12)
    lines.push(`syn keyword ${group} ${words.slice(at, at + 12).join(' ')}`);
  return lines.join('\n');
}

/** A JavaScript expression of names in Vim's \v, without its anchors. */
function veryMagic(source: string): string {
  return source.replaceAll('^', '').replaceAll('$', '').replaceAll('(', '%(').replaceAll('?:', '');
}
