import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMeeting, anyText, aPublicMeeting, spoken } from '../../test/a-public-meeting.js';
import { kindsOf, tokensOf } from '../../test/parse-markdown.js';
import { markdownMinutes } from './markdown-minutes.js';

const ok = { status: 'ok', reason: null } as const;
const artifacts = { speakers: ok, summary: ok, action_items: ok, decisions: ok };
const item = {
  id: 'a1',
  owner_speaker_id: null,
  due_date: null,
  due_text: null,
  confidence: 1,
  evidence: [],
};
const decision = { id: 'd1', rationale: null, decided_by: [], confidence: 1, evidence: [] };
const [robert] = aPublicMeeting().speakers;
const ann = { ...robert!, id: 'B', label: 'B', name: null, talk_time_ms: 3_725_000 };

test('are minutes: who was there, what came of it, then what was said', () => {
  const meeting = aPublicMeeting({
    title: 'Weekly *planning*',
    duration_ms: 3_800_000,
    summary: 'They ship on Friday.\nThen they rest.',
    speakers: [robert!, ann],
    decisions: [
      { ...decision, decision: 'Ship on Friday', rationale: 'All tests are green', decided_by: ['A', 'B'] },
      { ...decision, decision: 'Rest' },
    ],
    action_items: [
      {
        ...item,
        task: 'Write the notes',
        owner: 'Speaker B',
        owner_speaker_id: 'B',
        due_date: '2026-11-27',
        due_text: 'by Friday',
      },
      { ...item, task: 'Tell everybody', owner: 'Zoë', due_text: 'soon' },
      { ...item, task: 'Rest', owner: null, due_date: '2026-11-28' },
    ],
    segments: [
      spoken('We ship on Friday.'),
      spoken('<b>Good</b>', { id: 's2', speaker_id: 'B', speaker: 'Ann', start_ms: 5_000 }),
    ],
    artifacts,
  });

  expect(markdownMinutes(meeting)).toBe(`# Weekly \\*planning\\*

- Date: 2026-11-20 09:00 UTC
- Duration: 01:03:20

## Participants

- Robert: 00:00:01
- Speaker B: 01:02:05

## Summary

They ship on Friday.

Then they rest.

## Decisions

- Ship on Friday
  - Rationale: All tests are green
  - Decided by: Robert, Speaker B
- Rest

## Action items

- [ ] Write the notes
  - Owner: Speaker B
  - Due: 2026-11-27 (“by Friday”)
- [ ] Tell everybody
  - Owner: Zoë
  - Due: “soon”
- [ ] Rest
  - Due: 2026-11-28

## Transcript

**00:00:00 Robert:** We ship on Friday.

**00:00:05 Ann:** &lt;b&gt;Good&lt;/b&gt;
`);
});

test('say in words that the analysis is not there yet', () => {
  const text = markdownMinutes(aPublicMeeting({ artifacts: null, summary: null }));

  expect(text).toContain('The analysis of this meeting is not there yet.');
  expect(text).not.toContain('None.');
});

test('say what is missing and why, and tell it from what was not found', () => {
  const text = markdownMinutes(
    aPublicMeeting({
      title: null,
      summary: null,
      decisions: [{ ...decision, decision: 'Ship' }],
      segments: [],
      artifacts: {
        ...artifacts,
        summary: { status: 'failed', reason: 'the language model refused to answer' },
        decisions: { status: 'degraded', reason: null },
      },
    }),
  );

  expect(text).toMatch(/^# Meeting\n/);
  expect(text).toContain('## Summary\n\n*Failed: the language model refused to answer*\n\n## Decisions');
  expect(text).toContain('## Decisions\n\n*Degraded*\n\n- Ship\n\n');
  expect(text).toContain('## Action items\n\nNone.\n\n## Transcript\n\nNone.\n');
});

test('nothing that anybody said makes a heading, a link or HTML', () => {
  const found = fc.record({
    task: anyText,
    rationale: anyText,
    owner: anyText,
    due_text: anyText,
    name: anyText,
    reason: anyText,
  });
  fc.assert(
    fc.property(anyMeeting, found, (meeting, { task, rationale, owner, due_text, name, reason }) => {
      const tokens = tokensOf(
        markdownMinutes({
          ...meeting,
          speakers: [{ ...robert!, name }],
          action_items: [{ ...item, task, owner, due_text }],
          decisions: [{ ...decision, decision: task, rationale, decided_by: ['A', rationale] }],
          artifacts: { ...artifacts, summary: { status: 'degraded', reason } },
        }),
      );
      const harmless = ['heading', 'paragraph', 'bullet_list', 'list_item', 'inline', 'text', 'code_inline'];
      expect([...harmless, 'strong', 'em']).toEqual(expect.arrayContaining(kindsOf(tokens)));
      expect(tokens.filter(({ type }) => type === 'heading_open').map(({ tag }) => tag)).toEqual([
        'h1',
        ...Array<string>(5).fill('h2'),
      ]);
    }),
  );
});
