import { AppError } from '@meeting-intelligence/errors';

export function meetingNotFound(): AppError {
  return new AppError('MEETING_NOT_FOUND', 'there is no meeting with this id, or it is not transcribed yet');
}
