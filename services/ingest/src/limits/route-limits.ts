import { apiRoutes, isStream, takesUploads, uploadMediaTypes } from '@meeting-intelligence/contracts';
import type { FastifyRequest } from 'fastify';
import type { Rate } from './request-rates.js';

export interface RouteLimits {
  readonly rate: Rate;
  readonly takesUploads: boolean;
  readonly isStream: boolean;
}

/** `POST /v1/jobs` → what is counted of it (contracts/api). */
const limits = new Map<string, RouteLimits>(
  apiRoutes.map((route) => [
    `${route.method} ${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    { rate: route.rate ?? 'reads', takesUploads: takesUploads(route), isStream: isStream(route) },
  ]),
);

const ofAnyOther: RouteLimits = { rate: 'reads', takesUploads: false, isStream: false };

export function limitsOf({ method, routeOptions: { url } }: FastifyRequest): RouteLimits {
  // Fastify answers HEAD by the handler of GET.
  return limits.get(`${method === 'HEAD' ? 'GET' : method} ${url}`) ?? ofAnyOther;
}

/** Whether what comes is a recording, or a part of one. */
export function isUpload(request: FastifyRequest): boolean {
  const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  return limitsOf(request).takesUploads && uploadMediaTypes.includes(mediaType);
}
