import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssemblyAI } from 'assemblyai';
import { describe, expect, it } from 'vitest';
import { startStandIn, type StandInUnderTest } from './testing/stand-in-under-test.js';

const INSTANT = { STAND_IN_MODE: 'instant' };
const POLL = { pollingInterval: 20, pollingTimeout: 10_000 };

const clientOf = ({ baseUrl }: StandInUnderTest): AssemblyAI =>
  new AssemblyAI({ apiKey: 'any key', baseUrl });
const statsOf = async ({
  baseUrl,
}: StandInUnderTest): Promise<{
  uploads: number;
  submissions: { total: number; by_audio_url: Record<string, number> };
}> => (await fetch(`${baseUrl}/stats`)).json() as never;

describe('the speech API, with the assemblyai SDK', () => {
  it('serves an upload back byte by byte and deletes it with its transcript', async () => {
    await using standIn = await startStandIn(INSTANT);
    const client = clientOf(standIn);
    const recording = randomBytes(3_000_000);
    const url = await client.files.upload(recording);
    const served = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(createHash('sha256').update(served).digest('hex')).toBe(
      createHash('sha256').update(recording).digest('hex'),
    );

    const { id } = await client.transcripts.transcribe({ audio: url, speaker_labels: true }, POLL);
    expect((await client.transcripts.delete(id)).text).toBe('Deleted by user.');
    expect((await fetch(url)).status).toBe(404);
    await expect(client.transcripts.get(id)).rejects.toThrow(/not found/);
    expect(await readdir(join(standIn.dataDir, 'uploads'))).toEqual([]);
  });

  it('labels the instant engine plainly and derives its text from the recording', async () => {
    await using standIn = await startStandIn(INSTANT);
    const client = clientOf(standIn);
    const [first, again, other] = await Promise.all(
      ['one', 'one', 'two'].map((audio) =>
        client.transcripts.transcribe(
          { audio: Buffer.from(audio), speaker_labels: true, speakers_expected: 3 },
          POLL,
        ),
      ),
    );
    expect(first?.status).toBe('completed');
    expect((first as { speech_model_used?: string }).speech_model_used).toMatch(/^instant/);
    expect(first?.text).toMatch(/Instant placeholder/);
    expect(again?.text).toBe(first?.text);
    expect(other?.text).not.toBe(first?.text);
    expect(new Set(first?.utterances?.map(({ speaker }) => speaker))).toEqual(new Set(['A', 'B', 'C']));
  });

  it('lets a client find the transcript of an upload, page by page', async () => {
    await using standIn = await startStandIn(INSTANT);
    const client = clientOf(standIn);
    const url = await client.files.upload(Buffer.from('recording'));
    const submitted = await client.transcripts.submit({ audio: url });
    for (let i = 0; i < 4; i++) await client.transcripts.submit({ audio: url });
    const ids: string[] = [];
    let page = await client.transcripts.list({ limit: 2 });
    for (;;) {
      expect(page.transcripts.every(({ audio_url }) => audio_url === url)).toBe(true);
      ids.push(...page.transcripts.map(({ id }) => id));
      if (!page.page_details.prev_url) break;
      page = await client.transcripts.list(page.page_details.prev_url);
    }
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
    expect(ids.at(-1)).toBe(submitted.id);
    expect((await statsOf(standIn)).submissions.by_audio_url).toEqual({ [url]: 5 });
  });

  it.each([
    ['another language', { language_code: 'de' }, /English only.*"de"/],
    [
      'a recording that is elsewhere',
      { audio: 'http://169.254.169.254/latest' },
      /only transcribes recordings that were uploaded/,
    ],
    ['an empty recording', { audio: '' }, /empty/],
  ])('ends a transcript of %s in an error that says why', async (_what, parameters, reason) => {
    await using standIn = await startStandIn(INSTANT);
    const client = clientOf(standIn);
    const audio = 'audio' in parameters && parameters.audio !== '' ? parameters.audio : undefined;
    const url = audio ?? (await upload(standIn, 'audio' in parameters ? '' : 'words'));
    const transcript = await client.transcripts.transcribe(
      { speaker_labels: true, ...parameters, audio: url },
      POLL,
    );
    expect(transcript).toMatchObject({ status: 'error', error: expect.stringMatching(reason) as string });
  });

  it('wants a key, refuses nonsense and answers in the shape of the provider', async () => {
    await using standIn = await startStandIn(INSTANT);
    const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${standIn.baseUrl}/v2/transcript`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    const noKey = await post('{}');
    expect([noKey.status, await noKey.json()]).toEqual([
      401,
      { error: expect.stringContaining('API token') as string },
    ]);
    const authorization = 'k';
    expect((await post('{}', { authorization })).status).toBe(400);
    expect((await post('{', { authorization })).status).toBe(400);
    expect((await post('{"audio_url":"file:///etc/passwd"}', { authorization })).status).toBe(400);
    const unknown = await fetch(`${standIn.baseUrl}/v2/transcript/..%2f..%2fx`, {
      headers: { authorization },
    });
    expect(unknown.status).toBe(404);
    expect(standIn.logged.join('\n')).not.toContain('passwd');
  });

  it('keeps the terms to look out for, and refuses what the provider would', async () => {
    await using standIn = await startStandIn(INSTANT);
    const client = clientOf(standIn);
    const audio = await upload(standIn, 'words');
    const terms = ['Kubernetes', 'rate limiter'];
    const { id } = await client.transcripts.submit({ audio, keyterms_prompt: terms });
    expect(await client.transcripts.get(id)).toMatchObject({ keyterms_prompt: terms });

    for (const [refused, reason] of [
      [{ keyterms_prompt: ['one two three four five six seven'] }, /at most 6 words/],
      [{ keyterms_prompt: [' '] }, /not empty/],
      [{ keyterms_prompt: Array.from({ length: 101 }, (_, index) => `term ${index}`) }, /200 words in all/],
      [{ keyterms_prompt: 'Kubernetes' as never }, /array/],
      [{ keyterms_prompt: terms, prompt: 'A talk on servers.' }, /same request/],
      [{ word_boost: terms }, /use keyterms_prompt/],
    ] as const) {
      await expect(client.transcripts.submit({ audio, ...refused } as never)).rejects.toThrow(reason);
    }
  });

  it('still has finished transcripts and finishes the others after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
    let id: string;
    {
      await using standIn = await startStandIn(INSTANT, folder);
      id = (await clientOf(standIn).transcripts.submit({ audio: Buffer.from('kept') })).id;
    }
    await using standIn = await startStandIn(INSTANT, folder);
    expect((await clientOf(standIn).transcripts.waitUntilReady(id, POLL)).status).toBe('completed');
    await rm(folder, { recursive: true });
  });

  it('removes an upload that was broken off', async () => {
    await using standIn = await startStandIn(INSTANT);
    const abort = new AbortController();
    const endless = new ReadableStream({
      pull: (controller) => (
        controller.enqueue(new Uint8Array(65536)),
        new Promise((go) => setTimeout(go, 5))
      ),
    });
    const sending = fetch(`${standIn.baseUrl}/v2/upload`, {
      method: 'POST',
      headers: { authorization: 'k', 'content-type': 'application/octet-stream' },
      body: endless,
      duplex: 'half',
      signal: abort.signal,
    });
    const uploads = join(standIn.dataDir, 'uploads');
    await expect.poll(() => readdir(uploads)).toHaveLength(1);
    abort.abort();
    await expect(sending).rejects.toThrow();
    await expect.poll(() => readdir(uploads)).toHaveLength(0);
    expect((await statsOf(standIn)).uploads).toBe(0);
  });
});

async function upload({ baseUrl }: StandInUnderTest, body: string): Promise<string> {
  const headers = { authorization: 'k', 'content-type': 'application/octet-stream' };
  const response = await fetch(`${baseUrl}/v2/upload`, { method: 'POST', headers, body });
  return ((await response.json()) as { upload_url: string }).upload_url;
}
