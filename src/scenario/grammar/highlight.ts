/**
 * The parser with what an editor needs beside it: highlighting, folding and indentation follow node names.
 */
import { styleTags, tags } from '@lezer/highlight';
import type { LRParser } from '@lezer/lr';
import { kernelName, namesWith, ownNames } from './names.ts';
import { parser } from './smp.generated.ts';

const KEYWORDS =
  'if else while do for for_each_cpu either or return break continue goto assert enum scenario about thread source ' +
  'arch model option hardware property rule ghost text page lock by fair unfair sleeping cpu on irq nmi bp fault ' +
  'agent environment invariant final observe variant expect because claim is shown interleaving of note impossible any ' +
  'in irqs off eqs struct union typedef switch case default rw ro old clean dirty ' +
  'drawn effects ends softirq at start sleeps pending tlb shared rests';

/** Highlighting parser of scenario files; node names are those of smp.grammar. */
export const smpParser = parser.configure({
  props: [
    styleTags({
      [KEYWORDS]: tags.keyword,
      'int bool void char short signed unsigned long u8 u16 u32 u64 cpumask_t atomic_t pte_t TypeName':
        tags.typeName,
      'Qualifier Attribute': tags.modifier,
      'Include DefineWord MacroLine InnerDefine': tags.meta,
      'MacroName LoopName': tags.macroName,
      'Member/Name Designator/Name': tags.propertyName,
      'true false': tags.bool,
      'holds violated deadlock livelock bounded finished doomed open': tags.atom,
      'Number Character': tags.number,
      String: tags.string,
      Id: tags.labelName,
      'LineComment BlockComment': tags.comment,
      'Call/Name': tags.function(tags.variableName),
      'FunctionDeclaration/Name': tags.function(tags.definition(tags.variableName)),
      'Declarator/Name': tags.definition(tags.variableName),
      'LabeledStatement/Name': tags.labelName,
      Name: tags.variableName,
      'StepKind/...': tags.modifier,
      Dots: tags.keyword,
      'AddOp MulOp ShiftOp CompareOp EqualOp BitAndOp BitXorOp BitOrOp AndOp OrOp UnaryOp AssignOp IncrementOp':
        tags.operator,
    }),
  ],
});

/** The highlighting parser of a text with the names that it makes, of types and of loops; `types` has them. */
export function parserOf(text: string): { readonly parser: LRParser; readonly types: string } {
  const names = ownNames(text);
  if (!names) return { parser: smpParser, types: '' };
  const specializers = [{ from: kernelName, to: namesWith(names) }];
  return {
    parser: smpParser.configure({ specializers }),
    types: [...names.types, ...names.loops].join(),
  };
}
