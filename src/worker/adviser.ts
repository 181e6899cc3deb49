/** What advice is made of: a chunk of the thread that compiles. */
import { assertNever } from '../base/index.ts';
import type { AdviceRequest, Replies } from '../protocol/index.ts';
import { findOrderings, findStrengthenings, rewrite } from '../scenario/index.ts';

export function advise(body: AdviceRequest): Replies[AdviceRequest['do']] {
  switch (body.do) {
    case 'orderings':
      return findOrderings(body.text);
    case 'strengthenings':
      return findStrengthenings(body.text, body.arches);
    case 'rewrite':
      return rewrite(body.text, body.edits);
    default:
      return assertNever(body);
  }
}
