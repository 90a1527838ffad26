/**
 * How fast the dead-letters command is, and in how much memory. Fills a private broker and runs the compiled command as an
 * operator does: a process each time. `npm run build && npx node bench/dead-letters.ts [COUNT]` (default 20,000).
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { jobSubmitted } from '@meeting-intelligence/contracts';
import { rootEvent } from '@meeting-intelligence/messaging';
import { startPrivateRabbitMq } from '@meeting-intelligence/testing';
import { connect } from 'amqplib';

const MAIN = fileURLToPath(new URL('../tools/dead-letters/dist/main.js', import.meta.url));
const WORK = 'transcription.job.submitted.v1';
/** As large as the claim check lets a body be, every hundredth. */
const LARGE = 'x'.repeat(250_000);

const count = Number(process.argv[2] ?? 20_000);
const broker = await startPrivateRabbitMq();
try {
  await declare();
  await measure('list of nothing', ['list', '--json']);
  await fill();
  console.log(`RabbitMQ ${broker.version}, ${count.toLocaleString('en-US')} dead letters in one queue`);
  await measure('list', ['list', '--json']);
  await measure('list, again', ['list', '--json']);
  await measure('groups', ['groups']);
  await measure('replay half of them, every second one', ['replay', '--code', 'AUDIO_UNREADABLE']);
  await measure('replay the rest', ['replay', '--all']);
} finally {
  await broker.stop();
}

async function declare(): Promise<void> {
  const connection = await connect(broker.amqpUrl);
  const channel = await connection.createChannel();
  const quorum = { 'x-queue-type': 'quorum' };
  await channel.assertQueue(`${WORK}.dead`, {
    durable: true,
    arguments: { ...quorum, 'x-delivery-limit': 2_147_483_647 },
  });
  await channel.assertExchange('pipeline.return', 'direct');
  await channel.assertQueue(WORK, { durable: true, arguments: quorum });
  await channel.bindQueue(WORK, 'pipeline.return', WORK);
  await connection.close();
}

async function fill(): Promise<void> {
  const connection = await connect(broker.amqpUrl);
  const channel = await connection.createConfirmChannel();
  for (let index = 0; index < count; index += 1) {
    const event = rootEvent(jobSubmitted(jobSubmitted.example), {
      source: 'ingest',
      subject: randomUUID(),
      owner: 'cms',
      generation: 1,
    });
    const body = index % 100 === 0 ? { ...event, checkpoint: LARGE } : event;
    const code = index % 2 === 0 ? 'AUDIO_UNREADABLE' : 'UNEXPECTED';
    channel.sendToQueue(`${WORK}.dead`, Buffer.from(JSON.stringify(body)), {
      persistent: true,
      messageId: event.id,
      headers: {
        'x-copy': randomUUID(),
        'x-job-id': event.subject,
        'x-dead-reason': 'permanent',
        'x-dead-at': new Date().toISOString(),
        'x-error-class': 'AppError',
        'x-error-code': code,
        'x-error-message': `expected audio, got ${index}`,
        'x-error-stack': stackOf(code),
      },
    });
    if (index % 500 === 499) await channel.waitForConfirms();
  }
  await channel.waitForConfirms();
  await connection.close();
}

function stackOf(code: string): string {
  const frame = `    at PrepareRecording.handle (/app/services/transcription/dist/${code}.js:10:20)\n`;
  return `AppError: no audio\n${frame.repeat(30)}`;
}

async function measure(what: string, args: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args, '--amqp-url', broker.amqpUrl], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let peakKiB = 0;
  const watch = setInterval(() => {
    readFile(`/proc/${child.pid}/status`, 'utf8')
      .then((status) => (peakKiB = Math.max(peakKiB, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))))
      .catch(() => undefined);
  }, 50);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(
    `${what}: ${seconds} s, at most ${Math.round(peakKiB / 1024)} MiB, status ${String(status)} (${said.trim().replaceAll('\n', '; ')})`,
  );
}
