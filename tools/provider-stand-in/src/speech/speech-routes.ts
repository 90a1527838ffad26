import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Stats } from '../stats.js';
import { transcriptRequest } from './transcript.js';
import { toPage } from './transcript-list.js';
import type { Transcriptions } from './transcriptions.js';
import { UploadTooLarge, type UploadStore } from './upload-store.js';

export interface SpeechParts {
  readonly uploads: UploadStore;
  readonly transcriptions: Transcriptions;
  readonly stats: Stats;
}

interface ById {
  Params: { id: string };
}

const NOT_FOUND = { error: 'Transcript lookup error, transcript id not found' };

/** The AssemblyAI v2 endpoints that its SDK calls. */
export function speechRoutes(server: FastifyInstance, { uploads, transcriptions, stats }: SpeechParts): void {
  server.register((scope, _options, done) => {
    // Only here is a body a recording: it stays a stream and goes to disk as it comes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    scope.post('/v2/upload', { config: { endpoint: 'upload' } }, async (request, reply) => {
      if (!request.body) return reply.code(400).send({ error: 'Upload is empty' });
      try {
        const id = await uploads.save(request.body as Readable);
        stats.upload();
        return { upload_url: `${originOf(request)}${uploads.urlPath(id)}` };
      } catch (cause) {
        if (cause instanceof UploadTooLarge) return reply.code(413).send({ error: cause.message });
        throw cause;
      }
    });
    done();
  });

  server.get<ById>('/v2/upload/:id', async (request, reply) => {
    const path = await uploads.find(`${originOf(request)}${uploads.urlPath(request.params.id)}`);
    if (!path) return reply.code(404).send({ error: 'Upload not found' });
    return reply
      .type('application/octet-stream')
      .header('x-content-type-options', 'nosniff')
      .send(uploads.read(path));
  });

  server.post('/v2/transcript', { config: { endpoint: 'submit' } }, async (request, reply) => {
    const parsed = transcriptRequest.safeParse(request.body);
    if (!parsed.success) return reply.code(400).send({ error: z.prettifyError(parsed.error) });
    stats.submission(parsed.data.audio_url);
    return transcriptions.submit(
      parsed.data,
      request.fault?.kind === 'error' ? request.fault.message : undefined,
    );
  });

  server.get('/v2/transcript', { config: { endpoint: 'list' } }, (request, reply) => {
    const page = toPage(transcriptions.list(), request.query, originOf(request));
    return page.ok ? page.value : reply.code(400).send({ error: page.error });
  });

  server.get<ById>('/v2/transcript/:id', { config: { endpoint: 'get' } }, async (request, reply) => {
    return (await transcriptions.get(request.params.id)) ?? reply.code(404).send(NOT_FOUND);
  });

  server.delete<ById>('/v2/transcript/:id', { config: { endpoint: 'delete' } }, async (request, reply) => {
    const deleted = await transcriptions.delete(request.params.id);
    if (!deleted) return reply.code(404).send(NOT_FOUND);
    stats.deletion();
    return deleted;
  });
}

/** As the client reached us, so that the URLs we give out work for it too. */
function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}
