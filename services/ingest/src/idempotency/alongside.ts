import type { Transaction } from '@meeting-intelligence/messaging';

/** Takes effect together with what a request does, or prevents it by throwing (`HeldKey.hold`). */
export type Alongside = (transaction: Transaction) => Promise<void>;

/** Of a request without an `Idempotency-Key`. */
export const nothingAlongside: Alongside = () => Promise.resolve();
