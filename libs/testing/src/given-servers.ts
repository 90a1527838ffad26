import { connect } from 'amqplib';
import { Client } from 'pg';

const PROBE_TIMEOUT_MS = 5_000;

/** Why the broker at this URL cannot be used; undefined when it can. Never shows the password. */
export function brokerFault(url: string): Promise<string | undefined> {
  return faultOf(url, /^amqps?:$/, 'amqp://USER:PASSWORD@HOST:PORT', async () => {
    const connection = await connect(url, { timeout: PROBE_TIMEOUT_MS });
    connection.on('error', () => undefined);
    await connection.close();
  });
}

/** Why the PostgreSQL at this URL cannot be used; undefined when it can. Never shows the password. */
export function databaseFault(url: string): Promise<string | undefined> {
  return faultOf(url, /^postgres(ql)?:$/, 'postgres://USER:PASSWORD@HOST:PORT/NAME', async () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: PROBE_TIMEOUT_MS });
    client.on('error', () => undefined);
    await client.connect().finally(() => client.end().catch(() => undefined));
  });
}

async function faultOf(
  given: string,
  protocol: RegExp,
  expected: string,
  probe: () => Promise<void>,
): Promise<string | undefined> {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  // What was given is not repeated: in a malformed URL nobody can tell which part is the password.
  if (url === undefined || !protocol.test(url.protocol)) return `expected ${expected}`;
  try {
    await probe();
    return undefined;
  } catch (error) {
    return `cannot use the server at ${url.host}: ${withoutPassword(error as Error, url)}`;
  }
}

function withoutPassword(error: Error, { password }: URL): string {
  // Node tries every address of a name; the message of such an error is empty.
  const message = error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
  return password === '' ? message : message.replaceAll(password, '****');
}
