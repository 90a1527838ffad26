import { isStream, takesUploads, uploadMediaTypes } from '@meeting-intelligence/contracts';
import type { FastifyRequest } from 'fastify';
import { apiRouteOf } from '../http/api-route-of.js';
import { mediaTypeOf } from '../http/media-type.js';
import type { Rate } from './request-rates.js';

export interface RouteLimits {
  readonly rate: Rate;
  readonly takesUploads: boolean;
  readonly isStream: boolean;
}

const ofAnyOther: RouteLimits = { rate: 'reads', takesUploads: false, isStream: false };

/** What is counted of a request, by its operation (contracts/api). */
export function limitsOf(request: FastifyRequest): RouteLimits {
  const route = apiRouteOf(request);
  if (!route) return ofAnyOther;
  return { rate: route.rate ?? 'reads', takesUploads: takesUploads(route), isStream: isStream(route) };
}

/** Whether what comes is a recording, or a part of one. */
export function isUpload(request: FastifyRequest): boolean {
  return limitsOf(request).takesUploads && uploadMediaTypes.includes(mediaTypeOf(request));
}
