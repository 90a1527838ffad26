import type { TranscriptFormat } from '@meeting-intelligence/contracts';

export interface MeetingAnswer {
  /** The job that the meeting came of, where persistence says so. */
  readonly jobId?: string;
  readonly body: Buffer;
  readonly contentType: string;
}

/** What a client says about the export that it wants; the headers as they came. */
export interface ExportRequest {
  readonly format?: TranscriptFormat;
  readonly download?: '0' | '1';
  readonly accept?: string;
  readonly ifNoneMatch?: string;
}

export interface ExportAnswer {
  readonly jobId?: string;
  /** 304: the client has it already. 406: in no media type that it accepts; the body is a problem document. */
  readonly status: 200 | 304 | 406;
  /** Those that are for the client. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Meetings as the persistence service shows them. */
export abstract class MeetingsApi {
  /**
   * Undefined for a meeting that is not there, or not of this owner.
   *
   * @throws AppError SERVICE_UNAVAILABLE
   */
  abstract find(id: string, owner: string): Promise<MeetingAnswer | undefined>;

  /**
   * Undefined for a meeting that is not there, or not of this owner.
   *
   * @throws AppError SERVICE_UNAVAILABLE
   */
  abstract export(id: string, owner: string, asked: ExportRequest): Promise<ExportAnswer | undefined>;
}
