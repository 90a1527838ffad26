import type { Job } from '../job.js';

/** Behind this job the next page begins. */
export interface ListPosition {
  /** To the microsecond, as PostgreSQL has it; a Date has less. */
  readonly createdAt: string;
  readonly id: string;
}

export interface JobFilter {
  readonly status?: string;
  readonly lane?: string;
  readonly externalId?: string;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  readonly isUnfinished?: boolean;
}

export interface JobPage {
  /** The newest first. */
  readonly jobs: readonly Job[];
  /** Undefined when these are the last. */
  readonly next: ListPosition | undefined;
}

export abstract class JobList {
  /** @throws AppError DATABASE_UNAVAILABLE */
  abstract page(
    owner: string,
    options: JobFilter & { readonly limit: number; readonly after?: ListPosition },
  ): Promise<JobPage>;
}
