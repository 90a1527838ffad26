#!/usr/bin/env node
// Prometheus, Jaeger or a collector as the launcher sees them: listens where its configuration says, notes what happens.
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';

const name = basename(process.env.HOME);
const note = (what) => appendFileSync(join(process.env.HOME, '..', '..', 'events.txt'), `${name} ${what}\n`);
process.on('SIGTERM', () => {
  note('stopped');
  process.exit(0);
});
const option = (prefix) => process.argv.find((one) => one.startsWith(prefix))?.slice(prefix.length);

const listenAddress = option('--web.listen-address=');
const config = listenAddress === undefined ? JSON.parse(readFileSync(option('file:'), 'utf8')) : undefined;
const addresses = [
  listenAddress,
  config?.receivers.otlp.protocols.http.endpoint,
  config?.extensions?.jaeger_query.http.endpoint,
].filter(Boolean);
if (config?.exporters.otlphttp) note(`passes on to ${config.exporters.otlphttp.endpoint}`);
note('started');
// A copy of another name never answers, as one that takes long to start.
const isNeverReady = process.argv[1].endsWith('never-ready.mjs');
for (const address of isNeverReady ? [] : addresses) {
  const { hostname, port } = new URL(`http://${address}`);
  const answer = ({ url }, response) => (url === '/die' ? process.exit(7) : response.end());
  createServer(answer).listen(Number(port), hostname);
}
if (isNeverReady) setInterval(() => undefined, 60_000);
