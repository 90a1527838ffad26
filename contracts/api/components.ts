/** The schemas that the description names; any other stands where it is used. */
import type { z } from 'zod';
import { artifactStatus, engine, jobError } from '../common.js';
import { publicJob } from '../job.js';
import {
  publicActionItem,
  publicArtifacts,
  publicDecision,
  publicMeeting,
  publicSegment,
  publicSpeaker,
} from '../meeting.js';
import { problem } from './problem.js';

export const components: Readonly<Record<string, z.ZodType>> = {
  Job: publicJob,
  JobError: jobError,
  Meeting: publicMeeting,
  Speaker: publicSpeaker,
  Segment: publicSegment,
  ActionItem: publicActionItem,
  Decision: publicDecision,
  Artifacts: publicArtifacts,
  ArtifactStatus: artifactStatus,
  Engine: engine,
  Problem: problem,
};
