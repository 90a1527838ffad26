interface Found {
  readonly summary: string;
  readonly decisions: readonly string[];
  readonly tasks: readonly string[];
}

const HEADING = /^\s*(?:#+\s*\S.*|\S.*:)\s*$/;
const NOTHING = 'Nothing was said.';

/**
 * A template is read for its headings only: lines that begin with `#` or end with `:`. Those that speak of decisions or
 * of tasks get these; the first of the others gets the summary. Whatever else a template says needs a language model.
 */
export function layOut({ summary, decisions, tasks }: Found, template: string | undefined): string {
  const headings = template?.split(/\r?\n/).filter((line) => HEADING.test(line)) ?? [];
  if (headings.length === 0) return summary;
  const rest = [summary];
  const sections = headings.map((heading) => {
    if (/decision/i.test(heading)) return [heading, listed(decisions)];
    if (/action|task|to.?do|next/i.test(heading)) return [heading, listed(tasks)];
    return [heading, rest.pop() ?? NOTHING];
  });
  return sections.map(([heading, content]) => `${heading?.trim()}\n${content}`).join('\n\n');
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? NOTHING : items.map((item) => `- ${item}`).join('\n');
}
