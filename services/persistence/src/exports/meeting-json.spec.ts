import { expect, test } from 'vitest';
import { aPublicMeeting } from '../../test/a-public-meeting.js';
import { meetingJson } from './meeting-json.js';

test('is the meeting itself', () => {
  expect(JSON.parse(meetingJson(aPublicMeeting()))).toEqual(aPublicMeeting());
});
