import { AppError } from '@meeting-intelligence/errors';
import { MeetingsApi, type MeetingAnswer } from '../meetings-api.js';

export class FakeMeetingsApi extends MeetingsApi {
  readonly meetings = new Map<string, unknown>();
  readonly queries: string[] = [];
  isAway = false;

  async get(id: string, query: string): Promise<MeetingAnswer> {
    if (this.isAway) throw new AppError('SERVICE_UNAVAILABLE', 'persistence cannot be reached: ECONNREFUSED');
    this.queries.push(query);
    const meeting = this.meetings.get(id);
    if (meeting === undefined) return { kind: 'not-found' };
    return { kind: 'found', body: Buffer.from(JSON.stringify(meeting)), contentType: 'application/json' };
  }
}
