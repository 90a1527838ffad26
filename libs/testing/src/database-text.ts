type Query = (sql: string) => Promise<readonly unknown[]>;

/** Every row of every table that is not PostgreSQL's own, as text: to look for what must not be in a database. */
export async function databaseText(query: Query): Promise<string> {
  const tables = await query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const texts: string[] = [];
  for (const { name } of tables as { name: string }[]) {
    const rows = (await query(`select row::text as line from ${name} as row`)) as { line: string }[];
    texts.push(name, ...rows.map(({ line }) => line));
  }
  return texts.join('\n');
}
