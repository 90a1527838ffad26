import { storable, tellingOutages } from '@meeting-intelligence/database';
import type { PublicMeeting } from '@meeting-intelligence/contracts';
import type { Transaction } from '@meeting-intelligence/messaging';
import type { DataSource } from 'typeorm';
import type { AnalysisOutcome } from '../arrival.js';
import { meetingIdOf, Meetings, type JobOfMeeting, type TranscriptOutcome } from '../meetings.js';
import { speakersOf } from '../speakers-of.js';
import { insertAll } from './insert-all.js';
import { ActionItemRow, DecisionRow, MeetingRow, SegmentRow, SpeakerRow } from './tables.js';
import { toPublicMeeting } from './to-public-meeting.js';

export class TypeOrmMeetings extends Meetings {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async putTranscript(
    transaction: Transaction,
    { jobId, owner }: JobOfMeeting,
    outcome: TranscriptOutcome,
  ) {
    const { meeting, transcript, engine } = storable(outcome);
    const meetingId = meetingIdOf(jobId);
    const speakers = speakersOf(transcript.segments);
    await transaction.delete(MeetingRow, { id: meetingId });
    await transaction.insert(MeetingRow, {
      id: meetingId,
      jobId,
      owner,
      title: meeting.title,
      recordedAt: new Date(meeting.recordedAt),
      language: transcript.language,
      durationMs: transcript.durationMs,
      metadata: meeting.metadata,
      externalId: meeting.externalId,
      analyses: meeting.analyses,
      transcriptionEngine: engine,
    });
    await insertAll(
      transaction,
      SpeakerRow,
      speakers.map((speaker, position) => ({ meetingId, position, ...speaker })),
    );
    await insertAll(
      transaction,
      SegmentRow,
      transcript.segments.map((segment, position) => ({ meetingId, position, ...segment })),
    );
    return { speakers: speakers.length, segments: transcript.segments.length };
  }

  override async putAnalysis(
    transaction: Transaction,
    jobId: string,
    outcome: AnalysisOutcome,
  ): Promise<void> {
    const { analysis, artifacts, engine } = storable(outcome);
    const meetingId = meetingIdOf(jobId);
    await transaction.update(
      MeetingRow,
      { id: meetingId },
      {
        summary: analysis.summary,
        artifacts: {
          speakers: artifacts.speakers,
          summary: artifacts.summary,
          action_items: artifacts.actionItems,
          decisions: artifacts.decisions,
        },
        analysisEngine: engine,
      },
    );
    await transaction.update(
      SpeakerRow,
      { meetingId, nameSource: 'analysis' },
      { name: null, nameSource: null, confidence: null },
    );
    for (const { label, name, confidence } of analysis.speakers) {
      if (name === null) continue;
      await transaction.update(
        SpeakerRow,
        { meetingId, label },
        { name, nameSource: 'analysis', confidence },
      );
    }
    await this.putItems(transaction, meetingId, analysis);
  }

  override async delete(transaction: Transaction, jobId: string): Promise<void> {
    await transaction.delete(MeetingRow, { id: meetingIdOf(jobId) });
  }

  override async read(transaction: Transaction, jobId: string): Promise<PublicMeeting> {
    const found = await load(transaction, { id: meetingIdOf(jobId) }, false);
    if (!found) throw new Error('expected the meeting of the job to be stored');
    return found;
  }

  override find(meetingId: string, owner: string): Promise<PublicMeeting | undefined> {
    // One snapshot for all tables: a later generation may replace the meeting in between.
    return tellingOutages(() =>
      this.dataSource.transaction('REPEATABLE READ', (transaction) =>
        load(transaction, { id: meetingId, owner }, true),
      ),
    );
  }

  private async putItems(
    transaction: Transaction,
    meetingId: string,
    { actionItems, decisions }: AnalysisOutcome['analysis'],
  ): Promise<void> {
    const speakers = await transaction.findBy(SpeakerRow, { meetingId });
    const labels = new Set(speakers.map(({ label }) => label));
    const starts = await segmentStarts(transaction, meetingId);
    // What names a segment or a speaker that is not in the transcript would be a dead link.
    const evidenceOf = (evidence: (typeof decisions)[number]['evidence']) =>
      evidence.flatMap(({ segmentId, quote }) => {
        const start_ms = starts.get(segmentId);
        return start_ms === undefined ? [] : [{ segment_id: segmentId, start_ms, quote }];
      });

    await transaction.delete(ActionItemRow, { meetingId });
    await transaction.delete(DecisionRow, { meetingId });
    await insertAll(
      transaction,
      ActionItemRow,
      actionItems.map(({ ownerLabel, evidence, ...item }, position) => ({
        ...item,
        meetingId,
        id: `a${position + 1}`,
        position,
        ownerLabel: ownerLabel !== null && labels.has(ownerLabel) ? ownerLabel : null,
        evidence: evidenceOf(evidence),
      })),
    );
    await insertAll(
      transaction,
      DecisionRow,
      decisions.map(({ decidedBy, evidence, ...item }, position) => ({
        ...item,
        meetingId,
        id: `d${position + 1}`,
        position,
        decidedBy: decidedBy.filter((label) => labels.has(label)),
        evidence: evidenceOf(evidence),
      })),
    );
  }
}

async function segmentStarts(transaction: Transaction, meetingId: string): Promise<Map<string, number>> {
  const rows = await transaction.find(SegmentRow, {
    where: { meetingId },
    select: { meetingId: true, id: true, startMs: true },
  });
  return new Map(rows.map(({ id, startMs }) => [id, startMs]));
}

async function load(
  transaction: Transaction,
  which: { readonly id: string; readonly owner?: string },
  withWords: boolean,
): Promise<PublicMeeting | undefined> {
  const meeting = await transaction.findOneBy(MeetingRow, which);
  if (!meeting) return undefined;
  const meetingId = meeting.id;
  const ofMeeting = { where: { meetingId }, order: { position: 'asc' } } as const;
  const segments = transaction
    .createQueryBuilder(SegmentRow, 'segment')
    .where({ meetingId })
    .orderBy('segment.position');
  return toPublicMeeting({
    meeting,
    speakers: await transaction.find(SpeakerRow, ofMeeting),
    segments: await (withWords ? segments.addSelect('segment.words') : segments).getMany(),
    actionItems: await transaction.find(ActionItemRow, ofMeeting),
    decisions: await transaction.find(DecisionRow, ofMeeting),
  });
}
