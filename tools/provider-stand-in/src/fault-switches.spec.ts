import { AssemblyAI } from 'assemblyai';
import { describe, expect, it } from 'vitest';
import { startStandIn, type StandInUnderTest } from './testing/stand-in-under-test.js';

const POLL = { pollingInterval: 20, pollingTimeout: 5000 };

async function switchTo({ baseUrl }: StandInUnderTest, faults: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${baseUrl}/faults`, { method: 'PUT', headers, body: JSON.stringify({ faults }) });
}

const call = (standIn: StandInUnderTest, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${standIn.baseUrl}${path}`, { ...init, headers: { authorization: 'k', ...init.headers } });

const submissions = async (standIn: StandInUnderTest): Promise<number> =>
  ((await (await call(standIn, '/stats')).json()) as { submissions: { total: number } }).submissions.total;

describe('failure switches of the speech API, at run time', () => {
  it('turn an upload, a submission and a look-up away with a status, as often as they say', async () => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant' });
    const client = new AssemblyAI({ apiKey: 'k', baseUrl: standIn.baseUrl });
    expect((await switchTo(standIn, 'upload:503*1; submit:429=3*1; get:500*1')).status).toBe(200);
    await expect(client.files.upload(Buffer.alloc(2_000_000))).rejects.toThrow(/status 503/);
    const url = await client.files.upload(Buffer.from('recording'));
    const body = JSON.stringify({ audio_url: url });
    const refused = await call(standIn, '/v2/transcript', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await submissions(standIn)).toBe(0);
    const { id } = await client.transcripts.submit({ audio: url });
    await expect(client.transcripts.get(id)).rejects.toThrow(/status 500/);
    expect((await client.transcripts.waitUntilReady(id, POLL)).status).toBe('completed');
    expect(await submissions(standIn)).toBe(1);
  });

  it('lose the reply of a submission that was carried out, which the list then shows', async () => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant' });
    const client = new AssemblyAI({ apiKey: 'k', baseUrl: standIn.baseUrl });
    const url = await client.files.upload(Buffer.from('recording'));
    await switchTo(standIn, 'submit:lost-reply*1');
    await expect(client.transcripts.submit({ audio: url })).rejects.toThrow();
    const { transcripts } = await client.transcripts.list();
    expect(transcripts.map(({ audio_url }) => audio_url)).toEqual([url]);
    expect(await submissions(standIn)).toBe(1);
  });

  it('make a submitted transcript fail later', async () => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant' });
    const client = new AssemblyAI({ apiKey: 'k', baseUrl: standIn.baseUrl });
    await switchTo(standIn, 'submit:error=The audio is too short*1');
    const transcript = await client.transcripts.transcribe({ audio: Buffer.from('recording') }, POLL);
    expect(transcript).toMatchObject({ status: 'error', error: 'The audio is too short' });
  });

  it('cut JSON, answer in another schema, reset and hang', async () => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant' });
    await switchTo(standIn, 'list:cut*1; list:wrong-schema*1; list:reset*1; list:hang*1; list:slow=120*1');
    await expect((await call(standIn, '/v2/transcript')).json()).rejects.toBeInstanceOf(SyntaxError);
    expect(await (await call(standIn, '/v2/transcript')).json()).toEqual({ unexpected: [true] });
    await expect(call(standIn, '/v2/transcript')).rejects.toThrow();
    await expect(call(standIn, '/v2/transcript', { signal: AbortSignal.timeout(150) })).rejects.toThrow(
      /timeout/i,
    );
    const start = performance.now();
    expect((await call(standIn, '/v2/transcript')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(110);
  });

  it('are listed, validated and switched off', async () => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant', STAND_IN_FAULTS: '*:500' });
    expect((await call(standIn, '/v2/transcript')).status).toBe(500);
    expect((await call(standIn, '/health')).status).toBe(200);
    const refused = await switchTo(standIn, 'nowhere:500; get:explode');
    expect([refused.status, ((await refused.json()) as { faults: string[] }).faults.length]).toEqual([
      400, 2,
    ]);
    expect(await (await call(standIn, '/faults')).json()).toMatchObject({
      rules: [{ target: '*', applied: 1, left: null }],
    });
    expect((await call(standIn, '/faults', { method: 'DELETE' })).status).toBe(204);
    expect((await call(standIn, '/v2/transcript')).status).toBe(200);
    const badHeader = await call(standIn, '/v2/transcript', { headers: { 'x-stand-in-fault': 'refusal' } });
    expect(badHeader.status).toBe(400);
  });

  it('do not keep a closing stand-in from closing while requests hang', async () => {
    const standIn = await startStandIn({
      STAND_IN_MODE: 'instant',
      STAND_IN_FAULTS: 'list:hang*1; list:slow=60000*1',
    });
    const hanging = [call(standIn, '/v2/transcript'), call(standIn, '/v2/transcript')].map((request) =>
      request.catch(() => 'cut off'),
    );
    await expect
      .poll(async () =>
        ((await (await call(standIn, '/faults')).json()) as { rules: { left: number }[] }).rules.every(
          ({ left }) => left === 0,
        ),
      )
      .toBe(true);
    await standIn[Symbol.asyncDispose]();
    expect((await Promise.all(hanging))[0]).toBe('cut off');
  });
});
