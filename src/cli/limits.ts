/** States that a search stores unless --limit says otherwise; about half a gigabyte. */
export const DEFAULT_LIMIT = 5_000_000;
