import type { SealedColumn } from '@meeting-intelligence/resealing';

/** The secrets of webhooks, each sealed for its job. */
export const keptSecrets: SealedColumn = { table: 'notification.targets', id: 'job_id', column: 'secret' };
