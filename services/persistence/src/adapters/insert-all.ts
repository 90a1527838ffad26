import type { Transaction } from '@meeting-intelligence/messaging';
import type { EntityTarget, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';

/** PostgreSQL takes 65 535 parameters a statement; 500 rows of our widest table need 5 000. */
const rowsPerStatement = 500;

/** For thousands of rows: an eight-hour meeting has that many segments. */
export async function insertAll<Row extends ObjectLiteral>(
  transaction: Transaction,
  table: EntityTarget<Row>,
  rows: readonly QueryDeepPartialEntity<Row>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await transaction
      .createQueryBuilder()
      .insert()
      .into(table)
      .values(rows.slice(start, start + rowsPerStatement))
      .updateEntity(false)
      .execute();
  }
}
