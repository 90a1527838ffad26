import { findActionItems } from '../extraction/action-items.js';
import { findDecisions } from '../extraction/decisions.js';
import { asKnown } from '../extraction/known-names.js';
import { layOut } from '../extraction/laid-out-summary.js';
import { Participants } from '../extraction/participants.js';
import { toSentences } from '../extraction/sentences.js';
import { nameSpeakers } from '../extraction/speaker-names.js';
import { summarise } from '../extraction/summary.js';
import type { ChatSchema } from '../faults/fault-rule.js';
import type { Meeting } from './transcript-block.js';

interface EvidenceAnswer {
  readonly segment_id: string;
  readonly quote: string;
}

export interface Answers {
  speaker_names: {
    speakers: { label: string; name: string | null; confidence: number; segment_ids: readonly string[] }[];
  };
  meeting_summary: { summary: string; segment_ids: readonly string[] };
  action_items: {
    action_items: {
      task: string;
      owner_name: string | null;
      owner_label: string | null;
      due_text: string | null;
      due_date: string | null;
      confidence: number;
      evidence: EvidenceAnswer[];
    }[];
  };
  decisions: {
    decisions: {
      decision: string;
      rationale: string | null;
      decided_by: readonly string[];
      confidence: number;
      evidence: EvidenceAnswer[];
    }[];
  };
}

type Rules = { readonly [Schema in ChatSchema]: (meeting: Meeting) => Answers[Schema] };

/** One set of rules for each schema that the project's analysis service asks for. */
export const answerBySchema: Rules = {
  speaker_names: ({ segments, knownNames }) => ({
    speakers: nameSpeakers(segments, toSentences(segments)).map(
      ({ label, name, confidence, segmentIds }) => ({
        label,
        name: name && asKnown(name, knownNames),
        confidence,
        segment_ids: segmentIds,
      }),
    ),
  }),

  meeting_summary: (meeting) => {
    const actionItems = actionItemsOf(meeting);
    const decisions = findDecisions(toSentences(meeting.segments));
    const evidence = [...actionItems, ...decisions];
    const important = new Set(
      evidence.flatMap((found) => found.evidence.slice(0, 1)).map(({ quote }) => quote),
    );
    const sentences = toSentences(meeting.segments);
    const names = new Map(
      nameSpeakers(meeting.segments, sentences).flatMap(({ label, name }) => (name ? [[label, name]] : [])),
    );
    const { summary, segmentIds } = summarise(sentences, important, names);
    const found = {
      summary,
      decisions: decisions.map(({ decision }) => decision),
      tasks: actionItems.map(({ task }) => task),
    };
    return { summary: layOut(found, meeting.summaryTemplate), segment_ids: segmentIds };
  },

  action_items: (meeting) => ({
    action_items: actionItemsOf(meeting).map(({ task, owner, due, confidence, evidence }) => ({
      task,
      owner_name: owner?.name ?? null,
      owner_label: owner?.label ?? null,
      due_text: due?.text ?? null,
      due_date: due?.date ?? null,
      confidence,
      evidence: evidence.map(toEvidence),
    })),
  }),

  decisions: ({ segments }) => ({
    decisions: findDecisions(toSentences(segments)).map(
      ({ decision, rationale, decidedBy, confidence, evidence }) => ({
        decision,
        rationale,
        decided_by: decidedBy,
        confidence,
        evidence: evidence.map(toEvidence),
      }),
    ),
  }),
};

function actionItemsOf({ segments, date }: Meeting): ReturnType<typeof findActionItems> {
  const sentences = toSentences(segments);
  return findActionItems(sentences, new Participants(nameSpeakers(segments, sentences)), date);
}

const toEvidence = ({ segmentId, quote }: { segmentId: string; quote: string }): EvidenceAnswer => ({
  segment_id: segmentId,
  quote,
});
