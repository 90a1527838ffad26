import { assertAllowedUrl, type EgressPolicy } from '@meeting-intelligence/egress';
import { AppError } from '@meeting-intelligence/errors';
import { RejectedRequest, type Fault } from '@meeting-intelligence/http';

/** What the text of a URL tells is told at once; what its name leads to shows when a request is sent there. */
export function refuseBlockedUrls(
  urls: Readonly<Record<string, string | undefined>>,
  policy: EgressPolicy,
): void {
  const faults = Object.entries(urls).flatMap(([name, url]): Fault[] => {
    const detail = url === undefined ? undefined : refusalOf(url, policy);
    return detail === undefined ? [] : [{ pointer: `/${name}`, code: 'invalid', detail }];
  });
  const [first] = faults;
  if (first) throw new RejectedRequest('URL_BLOCKED', first.detail, { faults });
}

function refusalOf(url: string, policy: EgressPolicy): string | undefined {
  try {
    assertAllowedUrl(url, policy);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
