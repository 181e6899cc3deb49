/**
 * Whether guesses about loads that are still pending can all come true. A compare-and-swap that is guessed to fail says
 * `old != 0`; when the loop around it asks `old != 0` again, there is nothing left to guess.
 *
 * Guesses about one load are tried on values that stand for all others. Compared as it is with constants, those are the
 * constants and their neighbours. Masked by constants and compared for equality, bits that are alike in every constant
 * are alike: all of them clear, all set, or some of them:
 *
 *     (h & ~1) == 0, h == 16      bit 0, bit 4, all others: 2 × 2 × 3 values
 *
 * Whatever else is computed: guesses that say of one expression that it is true and that it is false.
 */
import { binaryOn, unaryOn, type BinaryOp } from '../../base/index.ts';
import { constant, isKnown, type Val } from './value.ts';

/** A condition over pending loads, and whether it is guessed to be true. */
export interface Claim {
  readonly val: Val;
  readonly holds: boolean;
}

const LOGIC: ReadonlySet<BinaryOp> = new Set<BinaryOp>(['==', '!=', '&&', '||']);
const ORDER: ReadonlySet<BinaryOp> = new Set<BinaryOp>(['<', '<=', '>', '>=']);
const MASKS: ReadonlySet<BinaryOp> = new Set<BinaryOp>(['&', '|', '^']);

/** So many values are tried at most. */
const MOST = 3 ** 6;

/** Whether `claim` cannot be true together with the older ones; false where that is not known. */
export function contradicts(older: readonly Claim[], claim: Claim): boolean {
  const plain = normal(claim);
  const text = JSON.stringify(plain.val);
  const isOpposite = (one: Claim) => one.holds !== plain.holds && JSON.stringify(one.val) === text;
  if (older.map(normal).some(isOpposite)) return true;
  const about = aboutOf(claim.val);
  if (about === null) return false;
  const others = older.filter(({ val }) => aboutOf(val)?.load === about.load);
  const claims = [claim, ...others];
  const values = valuesFor(claims.flatMap(({ val }) => aboutOf(val) ?? []));
  const fits = (x: number) => claims.every(({ val, holds }) => (valueAt(val, x) !== 0) === holds);
  return values !== null && !values.some(fits);
}

/** The same without what negates the whole, operands of an equality in a fixed order. */
function normal({ val, holds }: Claim): Claim {
  if (typeof val === 'number' || 'c' in val) return { val, holds };
  if ('v' in val) return normal({ val: val.v, holds });
  if ('u' in val && val.u === '!') return normal({ val: val.a, holds: !holds });
  if (!('o' in val) || (val.o !== '==' && val.o !== '!=')) return { val, holds };
  const same = val.o === '==' ? holds : !holds;
  if (val.b === 0) return normal({ val: val.a, holds: !same });
  const turned = JSON.stringify(val.a) > JSON.stringify(val.b);
  return { val: { o: '==', a: turned ? val.b : val.a, b: turned ? val.a : val.b }, holds: same };
}

/** What a condition speaks of. */
interface About {
  readonly load: number;
  readonly constants: readonly number[];
  readonly masks: boolean;
  readonly orders: boolean;
}

/** Null where it is not about one load, or computes more than is tried here. */
function aboutOf(v: Val): About | null {
  const loads = new Set<number>();
  const constants = [0];
  let masks = false;
  let orders = false;
  const look = (one: Val): boolean => {
    if (isKnown(one)) return constants.push(constant(one)) > 0;
    if ('ld' in one) return loads.add(one.ld).size === 1;
    if ('v' in one) return look(one.v);
    if ('u' in one) {
      masks ||= one.u === '~';
      return (one.u === '~' || one.u === '!') && look(one.a);
    }
    if (!('o' in one)) return false;
    masks ||= MASKS.has(one.o);
    orders ||= ORDER.has(one.o);
    if (ORDER.has(one.o) ? !isPlain(one.a) || !isPlain(one.b) : !MASKS.has(one.o) && !LOGIC.has(one.o))
      return false;
    return look(one.a) && look(one.b);
  };
  const [load] = look(v) ? loads : [];
  return load === undefined ? null : { load, constants, masks, orders };
}

function isPlain(v: Val): boolean {
  return isKnown(v) || 'ld' in v || ('v' in v && isPlain(v.v));
}

/** Values of the load that stand for all; null where it is both masked and ordered, or there are too many. */
function valuesFor(abouts: readonly About[]): readonly number[] | null {
  const constants = abouts.flatMap((about) => about.constants);
  if (!abouts.some(({ masks }) => masks))
    return constants.flatMap((c) => [(c - 1) | 0, c - 1, c, c + 1, (c + 1) | 0]);
  if (abouts.some(({ orders }) => orders) || constants.some((c) => (c | 0) !== c)) return null;
  const alike = new Map<string, number[]>();
  for (let bit = 0; bit < 32; bit++) {
    const sign = constants.map((c) => (c >>> bit) & 1).join('');
    alike.set(sign, [...(alike.get(sign) ?? []), 1 << bit]);
  }
  let values = [0];
  for (const bits of alike.values()) {
    const [one = 0] = bits;
    const all = bits.reduce((sum, bit) => sum | bit, 0);
    values = values.flatMap((x) => (bits.length > 1 ? [x, x | one, x | all] : [x, x | one]));
    if (values.length > MOST) return null;
  }
  return values;
}

/** The condition's value where its load takes `x`. */
function valueAt(v: Val, x: number): number {
  if (isKnown(v)) return constant(v);
  if ('u' in v) return unaryOn(v.u, valueAt(v.a, x));
  if ('o' in v) return binaryOn(v.o, valueAt(v.a, x), valueAt(v.b, x));
  return 'v' in v ? valueAt(v.v, x) : x;
}
