import type { FastifyReply } from 'fastify';
import type { Upload } from '../upload.js';

export function tellOffset(reply: FastifyReply, { received, expiresAt }: Upload): void {
  void reply.header('upload-offset', String(received)).header('upload-expires', expiresAt.toUTCString());
}
