import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startStandIn } from './testing/stand-in-under-test.js';

const evidence = z.array(z.object({ segment_id: z.string(), quote: z.string() }));
const decisions = z.object({
  decisions: z.array(
    z.object({
      decision: z.string(),
      rationale: z.string().nullable(),
      decided_by: z.array(z.string()),
      confidence: z.number(),
      evidence,
    }),
  ),
});
const summary = z.object({ summary: z.string(), segment_ids: z.array(z.string()) });

const line = (id: string, speaker: string, text: string): string =>
  JSON.stringify({ id, speaker, start_ms: 0, text });
const prompt = [
  'Meeting date: 2026-11-20',
  '<transcript>',
  line('s1', 'A', 'We decided to paint the office green.'),
  line('s2', 'B', 'That works for me.'),
  '</transcript>',
].join('\n');

const clientOf = (baseUrl: string, maxRetries = 0): OpenAI =>
  new OpenAI({ apiKey: 'any key', baseURL: `${baseUrl}/v1`, maxRetries, timeout: 3000 });
const ask = (client: OpenAI, headers: Record<string, string> = {}, name = 'decisions') =>
  client.chat.completions.parse(
    {
      model: 'gpt-whatever',
      messages: [
        { role: 'system', content: 'Find decisions.' },
        { role: 'user', content: prompt },
      ],
      response_format: zodResponseFormat(decisions, name),
    },
    { headers },
  );

describe('the chat API, with the openai SDK', () => {
  it('answers in the schema that was asked for, and says that no language model did it', async () => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant' });
    const client = clientOf(standIn.baseUrl);
    const completion = await ask(client);
    expect(completion.choices[0]?.message.parsed?.decisions).toMatchObject([
      {
        decision: 'Paint the office green',
        decided_by: ['A', 'B'],
        evidence: [{ segment_id: 's1' }, { segment_id: 's2' }],
      },
    ]);
    expect(completion.model).toMatch(/offline-rules-engine.*no language model/);
    expect(completion.usage?.total_tokens).toBeGreaterThan(20);
    const other = await client.chat.completions.parse({
      model: 'gpt-whatever',
      messages: [{ role: 'user', content: prompt }],
      response_format: zodResponseFormat(summary, 'meeting_summary'),
    });
    expect(other.choices[0]?.message.parsed?.summary).toContain('green');
    expect((await client.models.list()).data[0]?.id).toBe(completion.model);
    const stats = (await (await fetch(`${standIn.baseUrl}/stats`)).json()) as { chat: unknown };
    expect(stats.chat).toEqual({ total: 2, by_schema: { decisions: 1, meeting_summary: 1 } });
    expect(standIn.logged.join('\n')).not.toMatch(/green|any key/);
  });

  it("refuses what it cannot answer, in the provider's shape of error", async () => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant' });
    const client = clientOf(standIn.baseUrl);
    await expect(ask(client, {}, 'weather_report')).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: expect.stringContaining('speaker_names, meeting_summary, action_items, decisions') as string,
    });
    const noTranscript = client.chat.completions.parse({
      model: 'm',
      messages: [{ role: 'user', content: 'Hello' }],
      response_format: zodResponseFormat(decisions, 'decisions'),
    });
    await expect(noTranscript).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('<transcript>') as string,
    });
    await expect(
      client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: prompt }] }),
    ).rejects.toMatchObject({ status: 400 });
    const noKey = await fetch(`${standIn.baseUrl}/v1/chat/completions`, { method: 'POST' });
    expect([noKey.status, await noKey.json()]).toMatchObject([401, { error: { code: 'invalid_api_key' } }]);
  });

  it.each([
    [
      'refusal',
      async (client: OpenAI, headers: Record<string, string>) => {
        const { message } = (await ask(client, headers)).choices[0]!;
        expect([message.parsed, message.refusal]).toEqual([null, expect.stringContaining('injected')]);
      },
    ],
    [
      'wrong-schema',
      async (client: OpenAI, headers: Record<string, string>) => {
        await expect(ask(client, headers)).rejects.toBeInstanceOf(z.ZodError);
      },
    ],
    [
      'cut',
      async (client: OpenAI, headers: Record<string, string>) => {
        await expect(ask(client, headers)).rejects.toBeInstanceOf(SyntaxError);
      },
    ],
    [
      'length',
      async (client: OpenAI, headers: Record<string, string>) => {
        await expect(ask(client, headers)).rejects.toThrow(/length limit/);
      },
    ],
    [
      '429=7',
      async (client: OpenAI, headers: Record<string, string>) => {
        const error = await ask(client, headers).catch(
          (cause: unknown) => cause as InstanceType<typeof OpenAI.APIError>,
        );
        expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
        expect((error as { headers: Headers }).headers.get('retry-after')).toBe('7');
      },
    ],
    [
      '503',
      async (client: OpenAI, headers: Record<string, string>) => {
        await expect(ask(client, headers)).rejects.toMatchObject({ status: 503, type: 'server_error' });
      },
    ],
    [
      'reset',
      async (client: OpenAI, headers: Record<string, string>) => {
        await expect(ask(client, headers)).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
      },
    ],
    [
      'lost-reply',
      async (client: OpenAI, headers: Record<string, string>) => {
        await expect(ask(client, headers)).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
      },
    ],
    [
      'slow=150',
      async (client: OpenAI, headers: Record<string, string>) => {
        const start = performance.now();
        await ask(client, headers);
        expect(performance.now() - start).toBeGreaterThan(140);
      },
    ],
    [
      'hang',
      async (client: OpenAI, headers: Record<string, string>) => {
        await expect(ask(client.withOptions({ timeout: 200 }), headers)).rejects.toBeInstanceOf(
          OpenAI.APIConnectionTimeoutError,
        );
      },
    ],
  ])('meets the fault %s for one request by header', async (fault, expectFault) => {
    await using standIn = await startStandIn({ STAND_IN_MODE: 'instant' });
    const client = clientOf(standIn.baseUrl);
    await expectFault(client, { 'x-stand-in-fault': fault });
    expect((await ask(client)).choices[0]?.message.parsed?.decisions).toHaveLength(1);
  });

  it('recovers after as many faults as the switch says, and only for that schema', async () => {
    await using standIn = await startStandIn({
      STAND_IN_MODE: 'instant',
      STAND_IN_FAULTS: 'chat.decisions:429=0*2; chat.action_items:500',
    });
    const completion = await ask(clientOf(standIn.baseUrl, 2));
    expect(completion.choices[0]?.message.parsed?.decisions).toHaveLength(1);
    const faults = standIn.logged.filter((entry) => entry.includes('"fault":"status"'));
    expect(faults).toHaveLength(2);
  });
});
