/** Where a text has words of the glossary. */
import { GLOSSARY, type Term } from './glossary.ts';

export interface Part {
  readonly text: string;
  /** Null: it is no word of the glossary, or one that was explained before. */
  readonly term: Term | null;
}

const forms = new Map(
  GLOSSARY.flatMap((term) => [term.name, ...term.also].map((form) => [form.toLowerCase(), term] as const)),
);
/** The longest form wins; a letter, digit or underscore beside it makes it another word. */
const PATTERN = new RegExp(
  `(?<![\\w-])(?:${[...forms.keys()]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+'))
    .join('|')})(?![\\w-])`,
  'gi',
);

function termOf(form: string): Term | null {
  return forms.get(form.toLowerCase().replace(/\s+/g, ' ')) ?? null;
}

/** A text cut at its words, each marked where it stands first. */
export function partsOf(text: string): readonly Part[] {
  const told = new Set<Term>();
  const parts: Part[] = [];
  let from = 0;
  for (const { 0: form, index } of text.matchAll(PATTERN)) {
    const term = termOf(form);
    if (!term || told.has(term)) continue;
    told.add(term);
    if (index > from) parts.push({ text: text.slice(from, index), term: null });
    parts.push({ text: form, term });
    from = index + form.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), term: null });
  return parts;
}

/** The word that a text has around a place in it, whether it stood before or not. */
export function termAt(
  text: string,
  at: number,
): { readonly term: Term; readonly from: number; readonly to: number } | null {
  for (const { 0: form, index: from } of text.matchAll(PATTERN)) {
    const to = from + form.length;
    const term = at >= from && at <= to ? termOf(form) : null;
    if (term) return { term, from, to };
  }
  return null;
}

/** Those that a text has, in the glossary's order. */
export function termsIn(text: string): readonly Term[] {
  const found = new Set([...text.matchAll(PATTERN)].map(([form]) => termOf(form)));
  return GLOSSARY.filter((term) => found.has(term));
}
