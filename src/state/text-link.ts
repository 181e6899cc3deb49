/** The link to a text of which no run can be shown: it carries the text, and opens what there is to say of it. */
import { formatLink, packScenario } from '../permalink/index.ts';

const NOTHING = { settings: {}, model: 'arm', keys: [], step: 0 } as const;

/** The part of the address behind `#`; null where the text is too long for a link. */
export async function linkToText(text: string): Promise<string | null> {
  const packed = await packScenario(text);
  if (!packed.ok) return null;
  return formatLink({ ...NOTHING, scenario: packed.value, text }, { statements: [], rests: [] });
}
