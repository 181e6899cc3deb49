/** One thing that leaves the page: made, copied or saved, and said. */
import type { Notice } from '../../state/index.ts';
import type { Page } from '../context.ts';
import { made, type Made } from './content.ts';
import type { Format, How } from './formats.ts';

export async function handOut(page: Page, format: Format, how: How): Promise<void> {
  const one = await made(page, format);
  if (one) page.session.announce('refused' in one ? refusal(one) : await given(page, one, how));
}

function refusal({ refused, todo }: Extract<Made, { readonly refused: string }>): Notice {
  return { tone: 'calm', what: refused, todo };
}

async function given(
  page: Page,
  one: Exclude<Made, { readonly refused: string }>,
  how: How,
): Promise<Notice> {
  const { name, type, content, what } = one;
  const size = sizeOf(content);
  if (how === 'save') {
    page.deeds.save(name, content, type);
    return { tone: 'calm', what: `Saved ${name}: ${what}, ${size}.`, todo: one.todo ?? '' };
  }
  const done =
    typeof content === 'string' ? await page.deeds.copy(content) : await copyPicture(content, type);
  return done
    ? { tone: 'calm', what: `Copied: ${what}, ${size}.`, todo: one.todo ?? '' }
    : { tone: 'calm', what: 'The browser did not let the page copy.', todo: 'Save it instead.' };
}

async function copyPicture(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [type]: new Blob([bytes], { type }) })]);
    return true;
  } catch {
    return false;
  }
}

function sizeOf(content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content).length : content.length;
  return bytes < 1000 ? `${bytes} bytes` : `${Math.round(bytes / 1000)} kB`;
}
