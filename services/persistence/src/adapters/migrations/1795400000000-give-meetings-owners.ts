import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Before there were API keys all jobs belonged to `default`. */
export class GiveMeetingsOwners1795400000000 implements MigrationInterface {
  readonly name = 'GiveMeetingsOwners1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table meetings.meetings add owner text not null default 'default'`);
    // From here on a process that does not know of owners fails, and its event is stored by one that does.
    await runner.query('alter table meetings.meetings alter owner drop default');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table meetings.meetings drop owner');
  }
}
