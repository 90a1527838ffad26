import {
  createApiKeyBody,
  listApiKeysQuery,
  rotateApiKeyBody,
  type IssuedApiKey,
  type PublicApiKey,
} from '@meeting-intelligence/contracts';
import { LOGGER } from '@meeting-intelligence/service';
import type { Logger } from '@meeting-intelligence/telemetry';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { checked } from '../http/checked.js';
import { ApiKeys } from './api-keys.js';
import { cursorAt, positionAt } from './key-cursor.js';
import { KeyManagement, type IssuedKey } from './key-management.js';
import { keyResource } from './key-resource.js';
import { RequireScope } from './require-scope.js';

@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly management: KeyManagement,
    private readonly keys: ApiKeys,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @RequireScope('admin')
  async create(@Body() body: unknown): Promise<IssuedApiKey> {
    const issued = await this.management.create(checked(createApiKeyBody, body));
    this.note('an API key was made', issued.key.id);
    return issuedResource(issued);
  }

  @Get()
  @Header('cache-control', 'no-store')
  @RequireScope('admin')
  async list(
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ data: readonly PublicApiKey[]; next_cursor: string | null }> {
    const { limit, cursor } = checked(listApiKeysQuery, query);
    const after = cursor === undefined ? undefined : positionAt(cursor);
    const found = await this.keys.list({ limit: limit + 1, after });
    const page = found.slice(0, limit);
    const next = found.length > limit ? cursorAt(page.at(-1)!) : null;
    if (next) void reply.header('link', `</v1/api-keys?limit=${limit}&cursor=${next}>; rel="next"`);
    return { data: page.map(keyResource), next_cursor: next };
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RequireScope('admin')
  async rotate(@Param('id') id: string, @Body() body: unknown): Promise<IssuedApiKey> {
    const { grace_seconds } = checked(rotateApiKeyBody, body ?? {});
    const issued = await this.management.rotate(id, grace_seconds * 1_000);
    this.note('an API key was rotated', id);
    return issuedResource(issued);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('admin')
  async revoke(@Param('id') id: string): Promise<void> {
    await this.management.revoke(id);
    this.note('an API key was revoked', id);
  }

  /** Who did it is in the context of the line. */
  private note(what: string, id: string): void {
    this.logger.info({ changed_key_id: id }, what);
  }
}

function issuedResource({ key, text }: IssuedKey): IssuedApiKey {
  return { ...keyResource(key), key: text };
}
