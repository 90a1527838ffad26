// A service as the launcher sees it: becomes ready, logs, drains on SIGTERM. FAKE says how it misbehaves.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const note = (what) => {
  const file = process.env.EVENTS_FILE ?? join(folder, '..', '..', 'events.txt');
  appendFileSync(file, `${basename(folder)} ${what}\n`);
};

if (process.env.FAKE === 'faulty') {
  console.error('AMQP_URL is missing');
  process.exit(78);
}

const port = Number(process.env.HEALTH_PORT ?? process.env.PORT);
const server = createServer((request, response) =>
  response.writeHead(['/ready', '/health'].includes(request.url) ? 200 : 404).end(),
);
if (process.env.FAKE !== 'silent') {
  server.listen(port, '127.0.0.1', () => {
    note('started');
    console.log(JSON.stringify({ level: 'info', msg: 'started', job_id: 'job-1' }));
  });
}
process.on('SIGTERM', () => {
  note('told to stop');
  if (process.env.FAKE === 'stubborn') return;
  setTimeout(() => {
    note('stopped');
    process.exit(0);
  }, 50);
});
setInterval(() => undefined, 1_000);
