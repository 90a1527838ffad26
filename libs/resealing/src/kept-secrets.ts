/** A secret as it is kept: sealed for its job, or plain where a build before key rings took it. */
export interface KeptSecret {
  readonly jobId: string;
  readonly secret: string;
}

export interface SealedAnew extends KeptSecret {
  /** What is to stand there instead. */
  readonly resealed: string;
}

/** The secrets of all webhooks that were ever asked for, in the order of their jobs' ids. */
export abstract class KeptSecrets {
  /**
   * The next `limit` at the most. None: that was the last.
   *
   * @param after the last job of the batch before; undefined for the first batch
   */
  abstract batch(after: string | undefined, limit: number): Promise<readonly KeptSecret[]>;

  /**
   * Replaces each that is still what it was when it was read, all of them or none. Returns how many: a service that runs
   * beside may have written another one meanwhile, and that stays.
   */
  abstract replace(secrets: readonly SealedAnew[]): Promise<number>;
}
