import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AppError } from '@meeting-intelligence/errors';
import { entityTagsIn, isAmong } from '@meeting-intelligence/http';
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { apiDescription } from './api-description.js';
import { assets, assetsVersion, contentSecurityPolicy, page, start } from './docs-page.js';

/** The description of the API, for programs and for people, without a key. */
@Controller()
export class DescriptionController {
  private readonly document = JSON.stringify(apiDescription());
  private readonly documentTag = tagOf(this.document);

  /** Also for pages of any origin (http/allow-origins.ts): nobody learns anything from it that is not public. */
  @Get('openapi.json')
  describe(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    answer(reply, known, this.documentTag, 'application/json; charset=utf-8', () => this.document);
  }

  @Get('docs')
  docs(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    void reply.header('content-security-policy', contentSecurityPolicy);
    answer(reply, known, tagOf(page), 'text/html; charset=utf-8', () => page);
  }

  @Get('docs/:asset')
  asset(
    @Param('asset') name: string,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    if (name === 'start.js')
      return answer(reply, known, tagOf(start), 'text/javascript; charset=utf-8', () => start);
    const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
    if (!asset) throw new AppError('NOT_FOUND', 'there is nothing at this path');
    answer(reply, known, `"${assetsVersion}"`, asset.type, () => createReadStream(asset.file));
  }
}

function answer(
  reply: FastifyReply,
  known: string | undefined,
  tag: string,
  type: string,
  content: () => string | NodeJS.ReadableStream,
): void {
  void reply.header('etag', tag).header('cache-control', 'public, no-cache');
  if (isAmong(entityTagsIn(known), tag)) return void reply.status(304).send();
  void reply.type(type).send(content());
}

function tagOf(content: string): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}
