/** Which of two entries in flight can only be done when the other is (rules 3, 4, 12). */
import type { Entry, Part } from '../cpu/part.ts';

/** The entry at i, younger than the one at `index`, can only be done when that is. */
export function comesAfter(q: Part['queue'], e: Readonly<Entry>, i: number, index: number): boolean {
  const first = q[index];
  if (!first || i < index) return false;
  if (e.kind === 'effect') return e.release;
  if (!isAccess(e)) return false;
  if (e.kind === 'store' && e.release) return true;
  if (first.acquire !== 'no' || first.al) return true;
  if (e.pair === first.id) return true;
  return q.slice(index + 1, i).some(({ fence }) => {
    switch (fence) {
      case 'dmb.sy':
      case 'dsb.sy':
      case 'mfence':
        return true;
      case 'dmb.ld':
      case 'dsb.ld':
        return first.kind === 'load' && !first.noRet;
      case 'dsb.st':
        return first.kind === 'store';
      case 'dmb.st':
        return first.kind === 'store' && e.kind === 'store';
      default:
        return false;
    }
  });
}

export function isAccess({ kind }: Readonly<Entry>): boolean {
  return kind === 'load' || kind === 'store';
}
