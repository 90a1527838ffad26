import type { DataSource } from 'typeorm';

/** A check of the start: whether the schema has every migration that this build knows. `openDatabase` applies them. */
export function migrationsApplied(dataSource: DataSource): { name: string; check(): Promise<void> } {
  return {
    name: 'migrations',
    check: async () => {
      if (await dataSource.showMigrations())
        throw new Error('the database lacks migrations that this build needs');
    },
  };
}
