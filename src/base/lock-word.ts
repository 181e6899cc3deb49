/** The word of a lock with readers: 0 free, -1 held by a writer, else how many read. */

/** What a writer that waits for the readers adds to it; there are fewer readers than half of that. */
export const WRITER_WAITS = 1024;
