/** What the CMS asked of the analysis, part by part. */
import { createHash } from 'node:crypto';
import type { Analysis, AnalysisPart, MeetingDetails } from '@meeting-intelligence/contracts';

export type PartName = keyof Analysis;

const publicNames: Readonly<Record<PartName, AnalysisPart>> = {
  speakers: 'speakers',
  summary: 'summary',
  actionItems: 'action_items',
  decisions: 'decisions',
};
export const partNames = Object.keys(publicNames) as readonly PartName[];

export function isRequested(part: PartName, { analyses }: Pick<MeetingDetails, 'analyses'>): boolean {
  return analyses.includes(publicNames[part]);
}

/**
 * Tells apart the answers to questions that differ in more than the transcript: a digest of what the CMS said that goes
 * into the question of this part; empty where it said nothing.
 */
export function variantOf(
  part: PartName,
  { speakerNames, summaryTemplate }: Pick<MeetingDetails, 'speakerNames' | 'summaryTemplate'>,
): string {
  const said: Partial<Record<PartName, readonly string[]>> = {
    speakers: speakerNames,
    summary: summaryTemplate === null ? [] : [summaryTemplate],
  };
  const words = said[part] ?? [];
  if (words.length === 0) return '';
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16);
}
