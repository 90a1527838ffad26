// Something of a service in a process of its own, as it is compiled: `node victim.mjs <part>`. It says `ready` on its
// standard output, does its work for each line on its standard input, and says what it has come to know.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

const { env } = process;
const say = (what) => process.stdout.write(`${what}\n`);

async function startBus() {
  const { jobSubmitted, recordingPrepared } = await import('@meeting-intelligence/contracts');
  const { createRabbitMqEventBus } = await import('@meeting-intelligence/messaging');
  const { createLogger } = await import('@meeting-intelligence/telemetry');
  const bus = createRabbitMqEventBus(
    {
      AMQP_URL: env.AMQP_URL,
      QUEUE_PREFIX: env.QUEUE_PREFIX,
      CONCURRENCY: 1,
      RETRY_DELAYS_MS: [100],
      DEFER_DELAYS_MS: [50],
      GRACE_PERIOD_MS: 1_000,
      CLAIM_CHECK_BYTES: 262_144,
    },
    {
      logger: createLogger({ name: 'victim', version: '0' }, 'fatal'),
      service: { name: 'transcription', version: '0' },
      pipeline: [
        { event: jobSubmitted, publishedBy: ['ingest'], consumedBy: ['transcription'] },
        { event: recordingPrepared, publishedBy: ['transcription'], consumedBy: ['ingest'] },
      ],
    },
  );
  bus.subscribe({
    service: 'transcription',
    types: [jobSubmitted.type],
    deliver: async ({ body }) => {
      const event = JSON.parse(body.toString());
      say(`handling ${event.subject}`);
      await bus.publish([{ ...event, type: recordingPrepared.type }]);
      say(`published ${event.subject}`);
      return { kind: 'ack' };
    },
  });
  while (!bus.readiness().ready) await new Promise((resolve) => setTimeout(resolve, 20));
  return bus;
}

const parts = {
  messages: async () => {
    const bus = await startBus();
    // Publishes all at once, in their order.
    return async (line) => {
      const { events } = JSON.parse(line);
      await Promise.all(events.map((event) => bus.publish([event]).then(() => say(`confirmed ${event.id}`))));
    };
  },
  transaction: async () => {
    const { DataSource } = await import('typeorm');
    const source = await new DataSource({ type: 'postgres', url: env.DATABASE_URL }).initialize();
    return async () => {
      await source.transaction(async (transaction) => {
        await transaction.query('insert into inbox values (1)');
        await transaction.query('insert into jobs values (1)');
      });
      say('committed');
    };
  },
  statement: async () => {
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString: env.DATABASE_URL });
    return async () => {
      await pool.query('insert into jobs values ($1)', [1]);
      say('committed');
    };
  },
  fetch: async () => async () => {
    const body = '{"audio_url":"x"}';
    const response = await fetch(env.URL, { method: 'POST', body });
    say(`answered ${response.status}`);
  },
  look: async () => async () => {
    const response = await fetch(env.URL);
    say(`answered ${response.status}`);
  },
  axios: async () => {
    const { default: axios } = await import('axios');
    return async () => {
      const response = await axios.post(env.URL, Buffer.from('{"status":"completed"}'), { maxRedirects: 0 });
      say(`answered ${response.status}`);
    };
  },
  store: async () => {
    const { FolderObjectStore } = await import('@meeting-intelligence/storage');
    const store = new FolderObjectStore(env.FOLDER);
    return async () => {
      await store.put('recordings/one', Readable.from(['sound']));
      say('stored');
    };
  },
  clock: async () => async () => {
    const epoch = new Date(0);
    say(
      JSON.stringify({
        now: Date.now(),
        made: new Date().getTime(),
        called: Date.parse(Date()),
        monotonic: performance.timeOrigin + performance.now(),
        epoch: epoch.getTime(),
        isDate: epoch instanceof Date && epoch.constructor === Date,
      }),
    );
  },
};

const work = await parts[process.argv[2]]();
say('ready');
for await (const line of createInterface({ input: process.stdin })) {
  work(line).catch((error) => say(`failed ${error.message}`));
}
process.exit(0);
