import type { SealedColumn } from '@meeting-intelligence/resealing';

/** The orders of jobs (opening/job-orders.ts), each sealed for its job. */
export const keptOrders: SealedColumn = { table: 'ingest.jobs', id: 'id', column: 'sealed_order' };
