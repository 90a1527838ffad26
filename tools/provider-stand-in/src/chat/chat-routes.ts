import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Fault } from '../faults/fault-rule.js';
import type { Stats } from '../stats.js';
import { answerBySchema } from './answers.js';
import { chatRequest, findPrompt, type ChatRequest } from './chat-request.js';
import { readMeeting, UnreadableTranscript } from './transcript-block.js';

export const RULES_ENGINE = 'offline-rules-engine (phrase rules, no language model)';
/** Eight hours of talk are about a megabyte of JSON lines. */
const MAX_BODY_BYTES = 32 * 1024 ** 2;
const CHARACTERS_PER_TOKEN = 4;

/** A request the real API would refuse with status 400. */
export class BadChatRequest extends Error {
  readonly statusCode = 400;

  constructor(
    message: string,
    readonly param: string | null = null,
  ) {
    super(message);
  }
}

export function chatRoutes(server: FastifyInstance, stats: Stats): void {
  const created = Math.floor(Date.now() / 1000);
  server.get('/v1/models', () => ({
    object: 'list',
    data: [{ id: RULES_ENGINE, object: 'model', created, owned_by: 'provider-stand-in' }],
  }));

  const config = { endpoint: 'chat' } as const;
  server.post('/v1/chat/completions', { config, bodyLimit: MAX_BODY_BYTES }, (request) => {
    const parsed = chatRequest.safeParse(request.body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      throw new BadChatRequest(issue.message, issue.path.join('.'));
    }
    const answer = JSON.stringify(answerTo(parsed.data));
    stats.chat(parsed.data.response_format.json_schema.name);
    return completion(findPrompt(parsed.data)!, spoil(answer, request.fault));
  });
}

function answerTo(request: ChatRequest): unknown {
  const prompt = findPrompt(request);
  try {
    const meeting = prompt === undefined ? undefined : readMeeting(prompt);
    if (!meeting) throw new BadChatRequest('No user message has a <transcript> block', 'messages');
    return answerBySchema[request.response_format.json_schema.name](meeting);
  } catch (cause) {
    if (cause instanceof UnreadableTranscript) throw new BadChatRequest(cause.message, 'messages');
    throw cause;
  }
}

interface Reply {
  readonly content: string | null;
  readonly refusal: string | null;
  readonly finishReason: 'stop' | 'length';
}

/** What a bad day at a language model looks like: the HTTP answer is fine, the words are not. */
function spoil(answer: string, fault: Fault | undefined): Reply {
  switch (fault?.kind) {
    case 'refusal':
      return { content: null, refusal: 'I cannot help with that (injected fault).', finishReason: 'stop' };
    case 'length':
      return { content: answer.slice(0, answer.length / 2), refusal: null, finishReason: 'length' };
    case 'cut':
      return { content: answer.slice(0, answer.length / 2), refusal: null, finishReason: 'stop' };
    case 'wrong-schema':
      return { content: JSON.stringify({ unexpected: [true] }), refusal: null, finishReason: 'stop' };
    default:
      return { content: answer, refusal: null, finishReason: 'stop' };
  }
}

function completion(prompt: string, { content, refusal, finishReason }: Reply): Record<string, unknown> {
  const promptTokens = Math.ceil(prompt.length / CHARACTERS_PER_TOKEN);
  const completionTokens = Math.ceil((content ?? refusal ?? '').length / CHARACTERS_PER_TOKEN);
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: RULES_ENGINE,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal, annotations: [] },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
    system_fingerprint: null,
  };
}
