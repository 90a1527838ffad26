/** Where a service keeps texts that are sealed for jobs. The names are ours, never from outside. */
export interface SealedColumn {
  /** With its schema: `notification.targets`. */
  readonly table: string;
  /** The column that has the id of the job; no two rows have the same. */
  readonly id: string;
  readonly column: string;
}
