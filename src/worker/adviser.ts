/** What advice is made of: a chunk of the thread that compiles. */
import { assertNever } from '../base/index.ts';
import type { AdviceRequest, Replies } from '../protocol/index.ts';
import {
  bareText,
  findKernelStrengthenings,
  findOrderings,
  findStrengthenings,
  loadMoreFor,
  rewrite,
} from '../scenario/index.ts';
import { Unusable } from './failure.ts';
import { NOT_LOADED } from './late-part.ts';

/** Rejects as work that fails, or where what the text needs of the prelude does not come. */
export async function advise(body: AdviceRequest): Promise<Replies[AdviceRequest['do']]> {
  await loadMoreFor(body.text).catch(() => {
    throw new Unusable(NOT_LOADED);
  });
  return advised(body);
}

function advised(body: AdviceRequest): Replies[AdviceRequest['do']] {
  switch (body.do) {
    case 'orderings':
      return findOrderings(body.text);
    case 'strengthenings':
      return body.arches === 'lkmm'
        ? findKernelStrengthenings(body.text)
        : findStrengthenings(body.text, body.arches);
    case 'rewrite':
      return rewrite(body.bare ? bareOf(body.text) : body.text, body.edits);
    default:
      return assertNever(body);
  }
}

let last = { text: '', bare: '' };

/** Many versions are made of one text. */
function bareOf(text: string): string {
  if (last.text !== text) last = { text, bare: bareText(text) };
  return last.bare;
}
