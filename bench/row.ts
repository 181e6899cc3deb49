/**
 * One line of the budget table. Each `bench/*.bench.ts` exports `measure(): Promise<readonly Row[]>`; the driver
 * prints all rows together.
 */
export interface Row {
  /** What was measured, in the words of the budget. */
  readonly what: string;
  /** The budget with its unit, such as '≤ 100 ms'; empty for a figure that is shown for comparison. */
  readonly budget: string;
  /** This machine's figure with its unit, a median unless it says otherwise. */
  readonly figure: string;
  /** Whether the figure keeps to the budget; absent where there is none. */
  readonly within?: boolean;
}
