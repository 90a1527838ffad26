import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { meetingTranscribed } from '@meeting-intelligence/contracts';
import { autoTeardown, eventually, freePort, leakCheck, testDatabase } from '@meeting-intelligence/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import { transcribed, twoSpeakers } from './a-meeting.js';
import { RunningPersistence } from './running-persistence.js';

const leaks = leakCheck();
const teardown = autoTeardown(afterEach);

afterAll(() => leaks.assertNone());

/** The way to a database, which can be closed and opened again. */
class Gate {
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly target: URL,
    private readonly port: number,
  ) {}

  static async to(databaseUrl: string): Promise<Gate> {
    return new Gate(new URL(databaseUrl), await freePort());
  }

  get url(): string {
    const url = new URL(this.target);
    url.port = String(this.port);
    return url.href;
  }

  async open(): Promise<void> {
    this.server = createServer((socket) =>
      this.join(socket, connect(Number(this.target.port), this.target.hostname)),
    );
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }

  private join(inner: Socket, outer: Socket): void {
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  }
}

/** Hands a transcript to `persistence` and waits for what follows. */
async function stores(persistence: RunningPersistence): Promise<void> {
  const jobId = randomUUID();
  await persistence.bus.publish([transcribed(jobId, twoSpeakers)]);
  await eventually(() => expect(persistence.published(jobId, meetingTranscribed.type)).toHaveLength(1));
}

test('while the database is away reads answer 503 and the service is not ready; then it goes on', async () => {
  const gate = teardown.use(await Gate.to(teardown.use(await testDatabase()).url));
  await gate.open();
  const persistence = teardown.use(await RunningPersistence.start(gate.url));
  await stores(persistence);
  expect(await (await persistence.getReadiness()).json()).toMatchObject({
    details: { database: { status: 'up' } },
  });

  await gate.close();
  const response = await persistence.getMeeting(randomUUID());
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  // Its answer is good for two seconds.
  await eventually(async () => expect((await persistence.getReadiness()).status).toBe(503));

  await gate.open();
  await stores(persistence);
});
