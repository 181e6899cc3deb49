/** What a written value is as the machine's word: addresses, entries, instruction words. */
import type { Layout } from './layout.ts';
import { type Span, unreadable, unsupported } from './refusal.ts';
import type { Value } from './terms.ts';
import { quote } from './tokens.ts';

export interface ValueContext {
  readonly layout: Layout;
  /** The address of the code at `P1:f`. */
  labelAddress(cpu: number, name: string, span: Span): number;
  /** `instr:"NOP"` as a word. */
  instructionWord(text: string, span: Span): number;
}

/** `page` is the location whose entry the value is for, where an entry without `oa` keeps its own page. */
export function wordOf(value: Value, context: ValueContext, page: string | null = null): number {
  const { layout } = context;
  switch (value.k) {
    case 'int':
      return value.value;
    case 'name':
      if (value.name.startsWith('phy_'))
        unsupported('physical-address', `${quote(value.name)} is no value here`, value);
      // The one instruction that herd takes as a value without quotes.
      if (value.name === 'NOP' && !layout.has('NOP')) return context.instructionWord(value.name, value);
      return layout.address(layout.cell(elementName(value.name, value.index)));
    case 'scoped':
      return context.labelAddress(value.cpu, value.name, value);
    case 'instr':
      return context.instructionWord(value.text, value);
    case 'pte': {
      const oa = value.fields.oa ?? page;
      if (oa === null)
        unreadable('syntax', 'an entry outside of the table needs its output address, oa', value);
      return layout.entryValue(oa, value.fields);
    }
    case 'pteOf':
      return layout.address(layout.entry(value.name));
  }
}

export function elementName(name: string, index: number): string {
  return index === 0 ? name : `${name}[${index}]`;
}
