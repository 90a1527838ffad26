import type { PublicMeeting, TranscriptFormat } from '@meeting-intelligence/contracts';
import { markdownMinutes } from './markdown-minutes.js';
import { meetingJson } from './meeting-json.js';
import { plainText } from './plain-text.js';
import { subRip } from './sub-rip.js';
import { webVtt } from './web-vtt.js';

interface Export {
  readonly mediaType: string;
  readonly render: (meeting: PublicMeeting) => string;
}

/** The order decides where a client has no preference. */
export const transcriptFormats: Readonly<Record<TranscriptFormat, Export>> = {
  json: { mediaType: 'application/json', render: meetingJson },
  txt: { mediaType: 'text/plain', render: plainText },
  vtt: { mediaType: 'text/vtt', render: webVtt },
  srt: { mediaType: 'application/x-subrip', render: subRip },
  md: { mediaType: 'text/markdown', render: markdownMinutes },
};
