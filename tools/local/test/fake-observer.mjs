#!/usr/bin/env node
// Prometheus, Jaeger or a collector as the launcher sees them: listens where its configuration says, notes what happens.
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';

const name = basename(process.env.HOME);
const note = (what) => appendFileSync(join(process.env.HOME, '..', '..', 'events.txt'), `${name} ${what}\n`);
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
for (const address of addresses) {
  const { hostname, port } = new URL(`http://${address}`);
  createServer((_, response) => response.end()).listen(Number(port), hostname);
}
process.on('SIGTERM', () => {
  note('stopped');
  process.exit(0);
});
