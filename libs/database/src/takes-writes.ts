import type { Socket } from 'node:net';
import type { DataSource } from 'typeorm';

/** Longer than a probe waits: a connection that does not answer by then is given up, and the next question gets another. */
const answersWithinMs = 2_000;

interface Row {
  readonly transaction_read_only: 'on' | 'off';
}

/**
 * A check of readiness, for who writes: a standby answers too, and so does a primary that a failover made read-only. What it
 * asks ends: one question that hangs would be the answer to all that come after it.
 */
export function databaseTakesWrites(dataSource: DataSource): { name: string; check(): Promise<void> } {
  return {
    name: 'database',
    check: async () => {
      const runner = dataSource.createQueryRunner();
      try {
        const socket = socketOf(await runner.connect());
        const giveUp = setTimeout(() => socket?.destroy(), answersWithinMs).unref();
        // "on" in a standby as well.
        const asked: Promise<unknown> = runner.query('show transaction_read_only');
        const [row] = (await asked.finally(() => clearTimeout(giveUp))) as Row[];
        if (row?.transaction_read_only !== 'off') throw new Error('the database is read-only');
      } finally {
        await runner.release();
      }
    },
  };
}

/** TypeORM does not type what it got from `pg`, nor does that its socket. */
function socketOf(client: unknown): Socket | undefined {
  return (client as { readonly connection?: { readonly stream?: Socket } }).connection?.stream;
}
