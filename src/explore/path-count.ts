/**
 * How many interleavings reach an end. Counted are the different sequences of choices from the start, leaving out
 * steps that change nothing (a poll that reads the same value again). Where a longer cycle lies on some way to the
 * end there are infinitely many and the count is null.
 *
 * Counts outgrow 64 bits long before the states outgrow memory, and a BigInt a state would be slow. So the sums are
 * made once in floating point, exact below 2^53, and where that is not enough again modulo as many primes as the size
 * of the result needs; the Chinese remainder theorem puts the exact number together.
 */
import { LOOPED, type Components } from './components.ts';
import type { Graph } from './graph.ts';

/** Ends to count together: states, and the states before steps that report a violation and go on. */
export interface EndGroup {
  readonly states: readonly number[];
  readonly reportedFrom: readonly number[];
}

const STATES_A_SLICE = 20_000;

/** The number of interleavings of each group, decimal, or null. Marks in `flags` what lies behind a cycle. */
export function* countPaths(
  graph: Graph,
  { flags, order }: Components,
  groups: readonly EndGroup[],
): Generator<void, (string | null)[]> {
  yield* markLooped(graph, order, flags);
  const ends = groups.map(({ states, reportedFrom }) => [...states, ...reportedFrom]);
  const countable = ends.map((states) => states.every((state) => ((flags[state] as number) & LOOPED) === 0));

  const counts = new Float64Array(graph.store.size);
  yield* addUp(graph, order, flags, counts, Number.POSITIVE_INFINITY);
  const rough = ends.map((states) => states.reduce((sum, state) => sum + (counts[state] as number), 0));
  const largest = Math.max(0, ...rough.filter((_, group) => countable[group]));
  if (largest <= Number.MAX_SAFE_INTEGER) {
    return rough.map((count, group) => (countable[group] ? String(count) : null));
  }
  if (!Number.isFinite(largest)) return rough.map(() => null);

  const primes = primesFor(Math.log2(largest) + 2);
  const remainders: number[][] = groups.map(() => []);
  for (const prime of primes) {
    counts.fill(0);
    yield* addUp(graph, order, flags, counts, prime);
    ends.forEach((states, group) => {
      remainders[group]?.push(states.reduce((sum, state) => (sum + (counts[state] as number)) % prime, 0));
    });
  }
  return remainders.map((parts, group) => (countable[group] ? String(combine(parts, primes)) : null));
}

/** Spreads LOOPED to everything behind a cycle. */
function* markLooped(graph: Graph, order: Int32Array, flags: Uint8Array): Generator<void, void> {
  const { starts, edges, expanded } = graph;
  for (let place = order.length - 1; place >= 0; place--) {
    if (place % STATES_A_SLICE === 0) yield;
    const state = order[place] as number;
    if (state >= expanded || ((flags[state] as number) & LOOPED) === 0) continue;
    for (let edge = starts[state] as number; edge < (starts[state + 1] as number); edge++) {
      const raw = edges[edge] as number;
      const target = raw < 0 ? ~raw : raw;
      flags[target] = (flags[target] as number) | LOOPED;
    }
  }
}

/** counts[s] = number of paths from the start to s modulo `modulus`; what lies behind a cycle is left out. */
function* addUp(
  graph: Graph,
  order: Int32Array,
  flags: Uint8Array,
  counts: Float64Array,
  modulus: number,
): Generator<void, void> {
  const { starts, edges, expanded } = graph;
  counts[0] = 1;
  for (let place = order.length - 1; place >= 0; place--) {
    if (place % STATES_A_SLICE === 0) yield;
    const state = order[place] as number;
    if (state >= expanded || ((flags[state] as number) & LOOPED) !== 0) continue;
    const count = counts[state] as number;
    for (let edge = starts[state] as number; edge < (starts[state + 1] as number); edge++) {
      const raw = edges[edge] as number;
      const target = raw < 0 ? ~raw : raw;
      if (target === state) continue;
      const sum = (counts[target] as number) + count;
      counts[target] = sum >= modulus ? sum - modulus : sum;
    }
  }
}

/** The largest primes below 2^31, as many as have a product of `bits` bits. */
function primesFor(bits: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2 ** 31 - 1; primes.length * 30.9 < bits; candidate -= 2) {
    if (isPrime(candidate)) primes.push(candidate);
  }
  return primes;
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) {
    if (odd % divisor === 0) return false;
  }
  return true;
}

/** The smallest number with these remainders. */
function combine(remainders: readonly number[], primes: readonly number[]): bigint {
  let result = 0n;
  let product = 1n;
  primes.forEach((prime, nth) => {
    const p = BigInt(prime);
    const missing = (((BigInt(remainders[nth] ?? 0) - result) % p) + p) % p;
    result += product * ((missing * inverse(product % p, p)) % p);
    product *= p;
  });
  return result;
}

function inverse(value: bigint, prime: bigint): bigint {
  let power = 1n;
  let base = value;
  for (let exponent = prime - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) power = (power * base) % prime;
    base = (base * base) % prime;
  }
  return power;
}
