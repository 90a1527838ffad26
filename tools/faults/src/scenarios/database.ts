/** PostgreSQL goes away in the middle of transactions, and comes back. */
import type { Arena, Scenario } from '../scenario.js';
import { met } from './evidence.js';

/** What a service says of a session that was idle, and of one that was at work. */
const LOST = /lost a connection to the database|DATABASE_UNAVAILABLE/;

export const databaseFaults: readonly Scenario[] = [
  {
    name: 'database/restart',
    shows: 'PostgreSQL is restarted under load: transactions are cut off, some between commit and answer',
    inject: (arena) => goneAndBack(arena, 1, () => Promise.resolve()),
  },
  {
    name: 'database/kill',
    shows: '`kill -9` of PostgreSQL under load, twice: it recovers, and so do the services',
    inject: (arena) => goneAndBack(arena, 2, () => arena.system.servers.postgres.kill()),
  },
  {
    name: 'database/sessions-ended-at-commit',
    shows: 'PostgreSQL ends the session of every tenth transaction at its commit',
    quick: true,
    async inject({ system, load, jobs }) {
      const { databases } = system;
      const trigger = (schema: string, table: string) => `
        create sequence if not exists judge.commits;
        create or replace function judge.end_session() returns trigger language plpgsql as $$
        begin
          if nextval('judge.commits') % 10 = 5 then perform pg_terminate_backend(pg_backend_pid()); end if;
          return null;
        end $$;
        create constraint trigger end_session after insert or update on ${schema}.${table}
          deferrable initially deferred for each row execute function judge.end_session()`;
      const places = [
        ['ingest', 'ingest', 'job_events'],
        ['persistence', 'meetings', 'inbox'],
        ['notification', 'notification', 'deliveries'],
      ] as const;
      const logs = await system.watchLogs();
      for (const [service, schema, table] of places) {
        await databases.query(service, `create schema if not exists judge; ${trigger(schema, table)}`);
      }
      try {
        load.post(2 * jobs, 50);
        const ended = await met(
          () =>
            logs.count(({ text }) => text.includes('terminating connection due to administrator command')),
          3,
          'a session that was ended at its commit',
        );
        await load.allAccepted();
        return { proof: `${ended} sessions were ended at their commit` };
      } finally {
        for (const [service, schema, table] of places) {
          await databases.query(service, `drop trigger if exists end_session on ${schema}.${table}`);
        }
      }
    },
  },
  {
    name: 'database/starts-after-the-services',
    shows: 'the services are started while there is no PostgreSQL: they wait for it',
    async inject({ system, load, jobs }) {
      await system.stopServices();
      await system.servers.postgres.kill();
      const logs = await system.watchLogs();
      await Promise.all(system.allServices.map((service) => service.launch()));
      await met(
        () => logs.count(({ text }) => text.includes('the database is not there yet')),
        3,
        'a service without a database',
      );
      await system.servers.postgres.restart();
      await Promise.all(system.allServices.map((service) => service.ready()));
      load.post(jobs);
      return { proof: 'three services began without a database' };
    },
  },
];

async function goneAndBack({ system, load, jobs }: Arena, times: number, before: () => Promise<void>) {
  load.post(2 * jobs * times, 100);
  const logs = await system.watchLogs();
  let lost = 0;
  for (let round = 1; round <= times; round += 1) {
    await met(() => load.accepted.length, 3 * round, 'an accepted job');
    await before();
    await system.servers.postgres.restart();
    lost = await met(() => logs.count(({ text }) => LOST.test(text)), lost + 1, 'a lost session');
  }
  return { proof: `${lost} sessions were lost` };
}
