import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { chatRoutes } from './chat/chat-routes.js';
import type { Config } from './config.js';
import { faultRoutes } from './faults/fault-routes.js';
import { CHAT_SCHEMAS, type ChatSchema, type Endpoint } from './faults/fault-rule.js';
import { FaultSwitches } from './faults/fault-switches.js';
import { injectFaults } from './faults/inject-faults.js';
import type { Log } from './log.js';
import { InstantSpeechEngine } from './speech/instant-speech-engine.js';
import { OfflineSpeechEngine } from './speech/offline-speech-engine.js';
import { Slots } from './speech/slots.js';
import { speechRoutes } from './speech/speech-routes.js';
import { TranscriptStore } from './speech/transcript-store.js';
import { Transcriptions } from './speech/transcriptions.js';
import { UploadStore } from './speech/upload-store.js';
import { Stats } from './stats.js';

const SWEEP_EVERY_MS = 3_600_000;
const KEEP_MS = 48 * 3_600_000;

/** Builds the whole stand-in; `close()` stops engines, sweeping and open requests. */
export async function createServer(config: Config, log: Log): Promise<FastifyInstance> {
  const stats = new Stats();
  const switches = new FaultSwitches(config.faultRules);
  const uploads = await UploadStore.open(config.dataDir);
  const store = await TranscriptStore.open(config.dataDir);
  const engine =
    config.mode === 'instant'
      ? new InstantSpeechEngine(config.words)
      : await OfflineSpeechEngine.create(new Slots(config.concurrency), config.searchPath);
  const transcriptions = new Transcriptions(
    config.dataDir,
    uploads,
    store,
    engine,
    new Slots(config.concurrency),
    (message, detail) => log('error', message, detail),
  );

  const server = fastify({ logger: false, forceCloseConnections: true, requestTimeout: 0 });
  acceptEmptyJson(server);
  requireKeys(server);
  injectFaults(server, switches, endpointOf);
  logRequests(server, stats, log);
  answerErrors(server, log);
  speechRoutes(server, { uploads, transcriptions, stats });
  chatRoutes(server, stats);
  faultRoutes(server, switches);
  server.get('/health', () => ({ status: 'ok', mode: config.mode, speech_engine: engine.name }));
  server.get('/stats', () => stats.report());

  const sweep = (): void => {
    transcriptions
      .sweep(new Date(Date.now() - KEEP_MS))
      .then((removed) => removed > 0 && log('info', 'swept old data', { removed }))
      .catch((cause: unknown) => log('error', 'sweeping failed', { cause: String(cause) }));
  };
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS);
  server.addHook('onClose', async () => {
    clearInterval(sweeping);
    await transcriptions.close();
  });
  await transcriptions.resume();
  sweep();
  return server;
}

/** The assemblyai SDK sends its DELETE as JSON without a body, which fastify refuses by default. */
function acceptEmptyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

/** The speech API takes the raw key, the chat API a bearer token; any that is not empty will do. */
function requireKeys(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const { endpoint } = request.routeOptions.config;
    const isChat = request.url.startsWith('/v1/');
    if (!endpoint && !isChat) return;
    const header = request.headers.authorization ?? '';
    const key = isChat ? /^Bearer\s+(\S.*)$/i.exec(header)?.[1] : header.trim();
    if (key) return;
    await reply.code(401).send(errorBody(request, 401, 'Authentication error, API token missing/invalid'));
  });
}

function endpointOf(request: FastifyRequest): Endpoint | undefined {
  const { endpoint } = request.routeOptions.config;
  if (endpoint !== 'chat') return endpoint;
  const body = request.body as { response_format?: { json_schema?: { name?: unknown } } } | undefined;
  const name = body?.response_format?.json_schema?.name;
  return (CHAT_SCHEMAS as readonly unknown[]).includes(name) ? `chat.${name as ChatSchema}` : 'chat';
}

function logRequests(server: FastifyInstance, stats: Stats, log: Log): void {
  const report = (request: FastifyRequest, status: number | 'aborted', ms: number): void => {
    const fault = request.fault?.kind;
    if (fault) stats.fault(fault);
    // The route, not the URL: upload names are as good as a key.
    const route = request.routeOptions.url ?? '(unknown)';
    log('info', 'request', {
      method: request.method,
      route,
      status,
      ms: Math.round(ms),
      ...(fault && { fault }),
    });
  };
  const answered = new WeakSet<object>();
  server.addHook('onResponse', (request, reply, done) => {
    answered.add(request.raw);
    if (request.routeOptions.url !== '/health') report(request, reply.statusCode, reply.elapsedTime);
    done();
  });
  server.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished && !answered.has(request.raw))
        report(request, 'aborted', reply.elapsedTime);
    });
    done();
  });
}

function answerErrors(server: FastifyInstance, log: Log): void {
  server.setErrorHandler((error: FastifyError & { param?: string | null }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (!error.statusCode)
      log('error', 'request failed', { route: request.routeOptions.url, cause: error.message });
    const message = error.statusCode ? error.message : 'Internal error of the stand-in; its log says more.';
    return reply.code(status).send(errorBody(request, status, message, error.param));
  });
  server.setNotFoundHandler((request, reply) => reply.code(404).send(errorBody(request, 404, 'Not found')));
}

/** Each API has its own shape of error. */
function errorBody(request: FastifyRequest, status: number, message: string, param?: string | null): unknown {
  if (!request.url.startsWith('/v1/')) return { error: message };
  const type =
    status === 429 ? 'rate_limit_exceeded' : status >= 500 ? 'server_error' : 'invalid_request_error';
  const code = { 401: 'invalid_api_key', 429: 'rate_limit_exceeded' }[status] ?? null;
  return { error: { message, type, param: param ?? null, code } };
}
