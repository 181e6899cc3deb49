/** The value of a key, made when it is missing; of the others the most recently used are kept. */
export function recall<K, T>(cache: Map<K, T>, key: K, kept: number, make: () => T): T {
  const value = cache.get(key) ?? make();
  cache.delete(key);
  cache.set(key, value);
  for (const [old] of cache) {
    if (cache.size <= kept) break;
    cache.delete(old);
  }
  return value;
}
