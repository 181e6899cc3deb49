/** Marks a `switch` over a union as complete: the compiler refuses the call when a member is missing. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

/** Our own mistake, as opposed to the user's (those are `Diagnostic` values): throws when `condition` is false. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`internal: ${what}`);
}
