import type { z } from 'zod';

const SHOWN = 5;

/** Where, what was expected, what kind of thing came. Never the value itself: it may be a secret or someone's words. */
export function describeIssues({ issues }: z.ZodError): string {
  const shown = issues
    .slice(0, SHOWN)
    .map((issue) => `${issue.path.map(String).join('.') || '(root)'}: ${reason(issue)}`);
  if (issues.length > SHOWN) shown.push(`and ${issues.length - SHOWN} more`);
  return shown.join('; ');
}

function reason(issue: z.core.$ZodIssue): string {
  // Zod's own messages name types, formats and limits; only those of a `custom` or `unrecognized_keys` issue can quote.
  return issue.code === 'unrecognized_keys' ? 'has fields that are not known' : issue.message;
}
