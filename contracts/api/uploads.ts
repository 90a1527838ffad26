/** Recordings that arrive piece by piece (tus 1.0, https://tus.io/protocols/resumable-upload) or go straight to S3. */
import { z } from 'zod';
import { defineRoute } from './define-route.js';

const uploadId = z.object({ id: z.uuid().describe('of the upload, as its `Location` had it') });

const chunk = 'application/offset+octet-stream';
const chunkBody = { [chunk]: { description: 'the bytes that follow' } };

const version = z.literal('1.0.0').describe('of the protocol');
const tusResumable = { 'Tus-Resumable': '1.0.0' };
const uploadOffset = { 'Upload-Offset': 'how many bytes are kept' };
const uploadExpires = { 'Upload-Expires': 'when what there is of it is deleted (RFC 9110)' };

const uploadChecksum = z
  .string()
  .optional()
  .describe('algorithm and digest in base64 of this body, which then may have 64 MiB: `sha256 47DEQpj8…`');
const uploadLength = z.string().regex(/^\d+$/).optional().describe('of the whole recording, in bytes');

const lockedErrors = ['UPLOAD_NOT_FOUND', 'UPLOAD_LOCKED', 'TUS_VERSION_UNSUPPORTED'];
const chunkErrors = [
  'RECORDING_TOO_LARGE',
  'UPLOAD_CHECKSUM_MISMATCH',
  'UPLOAD_INCOMPLETE',
  'UNSUPPORTED_MEDIA_TYPE',
  'STORAGE_FULL',
  'STORAGE_UNAVAILABLE',
];

export const describeUploads = defineRoute({
  method: 'OPTIONS',
  path: '/v1/uploads',
  operationId: 'describeUploads',
  tag: 'Uploads',
  summary: 'What of tus is spoken here',
  scope: null,
  responses: {
    204: {
      description: 'In its headers',
      headers: {
        ...tusResumable,
        'Tus-Version': '1.0.0',
        'Tus-Extension': 'with commas between',
        'Tus-Max-Size': 'bytes of the largest recording',
        'Tus-Checksum-Algorithm': 'with commas between',
      },
    },
  },
  errors: [],
});

export const createUpload = defineRoute({
  method: 'POST',
  path: '/v1/uploads',
  operationId: 'createUpload',
  tag: 'Uploads',
  summary: 'Begin a resumable upload',
  description:
    'Any tus 1.0 client can do it. When all bytes are here, `POST /v1/jobs` with the last part of `Location` as `upload_id` ' +
    'makes a job of it. What has not become a job after 24 hours is deleted.',
  scope: 'jobs:write',
  rate: 'creates',
  headers: z.object({
    'Tus-Resumable': version,
    'Upload-Length': uploadLength,
    'Upload-Defer-Length': z
      .literal('1')
      .optional()
      .describe('in place of `Upload-Length`: it is not known yet'),
    'Upload-Metadata': z
      .string()
      .max(4_096)
      .optional()
      .describe('pairs of a name and a value in base64; of them `filename` is shown to people'),
    'Upload-Checksum': uploadChecksum,
  }),
  body: chunkBody,
  responses: {
    201: {
      description: 'It is here, with the bytes that came along',
      headers: { ...tusResumable, Location: 'path of the upload', ...uploadOffset, ...uploadExpires },
    },
  },
  errors: ['TUS_VERSION_UNSUPPORTED', ...chunkErrors],
});

export const getUploadOffset = defineRoute({
  method: 'HEAD',
  path: '/v1/uploads/{id}',
  operationId: 'getUploadOffset',
  tag: 'Uploads',
  summary: 'How much of an upload is here',
  scope: 'jobs:write',
  params: uploadId,
  headers: z.object({ 'Tus-Resumable': version }),
  responses: {
    200: {
      description: 'In its headers',
      headers: {
        ...tusResumable,
        ...uploadOffset,
        'Upload-Length': 'of the whole recording; not there while it is not known',
        'Upload-Defer-Length': '1 while the length is not known',
        'Upload-Metadata': 'as it was given',
        ...uploadExpires,
      },
    },
  },
  errors: ['UPLOAD_NOT_FOUND', 'TUS_VERSION_UNSUPPORTED'],
});

export const appendToUpload = defineRoute({
  method: 'PATCH',
  path: '/v1/uploads/{id}',
  operationId: 'appendToUpload',
  tag: 'Uploads',
  summary: 'Send the bytes that follow',
  description:
    'As many as you like, up to all that are missing. Where the connection ends in the middle, what arrived is kept (unless ' +
    'it came with a checksum, which then cannot be compared): ask for the offset and go on.',
  scope: 'jobs:write',
  params: uploadId,
  headers: z.object({
    'Tus-Resumable': version,
    'Upload-Offset': z.string().regex(/^\d+$/).describe('what the answer before said'),
    'Upload-Length': uploadLength,
    'Upload-Checksum': uploadChecksum,
  }),
  body: chunkBody,
  responses: {
    204: { description: 'They are kept', headers: { ...tusResumable, ...uploadOffset, ...uploadExpires } },
  },
  errors: [...lockedErrors, 'UPLOAD_OFFSET_CONFLICT', ...chunkErrors],
});

export const deleteUpload = defineRoute({
  method: 'DELETE',
  path: '/v1/uploads/{id}',
  operationId: 'deleteUpload',
  tag: 'Uploads',
  summary: 'Give an upload up',
  description: 'What there is of it is deleted. The job that it became stays.',
  scope: 'jobs:write',
  params: uploadId,
  headers: z.object({ 'Tus-Resumable': version }),
  responses: { 204: { description: 'It is gone', headers: tusResumable } },
  errors: [...lockedErrors, 'STORAGE_UNAVAILABLE'],
});

const presignedUpload = z.object({
  upload_id: z.uuid().describe('for `POST /v1/jobs`, once the file is there'),
  url: z.url().describe('where the form goes'),
  fields: z
    .record(z.string(), z.string())
    .describe('of the form, before its last part, which is the recording, named `file`'),
  expires_at: z.iso.datetime().describe('until when the form is taken: 15 minutes from now'),
});
export type PresignedUploadResource = z.output<typeof presignedUpload>;

export const presignUpload = defineRoute({
  method: 'POST',
  path: '/v1/uploads/presign',
  operationId: 'presignUpload',
  tag: 'Uploads',
  summary: 'Upload straight to S3',
  description:
    'A form that S3 takes from a browser: one object, up to the size limit, for 15 minutes. `POST /v1/jobs` with `upload_id` ' +
    'makes a job of it within 24 hours. Only where recordings are kept in S3; else `501`.',
  scope: 'jobs:write',
  rate: 'creates',
  responses: {
    201: {
      description: 'The form',
      content: {
        'application/json': {
          schema: presignedUpload,
          example: {
            upload_id: '0b7c3d52-6a0f-4c0e-9d3b-2f1c5b1a7e90',
            url: 'https://recordings.s3.eu-central-1.amazonaws.com/',
            fields: {
              key: 'incoming/0b7c3d52-6a0f-4c0e-9d3b-2f1c5b1a7e90.direct',
              policy: 'eyJleHBpcmF0aW9uIjoi…',
              'x-amz-algorithm': 'AWS4-HMAC-SHA256',
              'x-amz-credential': 'AKIA…/20261120/eu-central-1/s3/aws4_request',
              'x-amz-date': '20261120T100000Z',
              'x-amz-signature': 'b1946ac9…',
            },
            expires_at: '2026-11-20T10:15:00.000Z',
          },
        },
      },
    },
  },
  errors: ['PRESIGNING_UNSUPPORTED', 'TOO_MANY_UPLOADS', 'STORAGE_UNAVAILABLE'],
});
