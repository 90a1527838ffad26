import type { Analysis } from '@meeting-intelligence/contracts';

type Speakers = Analysis['speakers'];
type ActionItem = Analysis['actionItems'][number];

/** A label gets the name of its speaker, a name the label of the one speaker who is called so. */
export function resolveOwners(items: readonly ActionItem[], speakers: Speakers): ActionItem[] {
  return items.map((item) => {
    const ownerLabel = item.ownerLabel ?? labelOf(item.owner, speakers);
    const owner = speakers.find(({ label }) => label === ownerLabel)?.name ?? item.owner;
    return { ...item, owner, ownerLabel };
  });
}

/** "Anna" means Anna Smith, unless there are two Annas. */
function labelOf(name: string | null, speakers: Speakers): string | null {
  if (name === null) return null;
  const wanted = name.toLowerCase();
  const called = speakers.filter((speaker) => speaker.name?.toLowerCase() === wanted);
  const firstNamed = speakers.filter((speaker) => firstWord(speaker.name) === firstWord(name));
  const isFirstNameOnly = !/\s/.test(wanted.trim());
  const matches =
    called.length > 0 ? called : firstNamed.filter(({ name }) => isFirstNameOnly || !/\s/.test(name ?? ''));
  return matches.length === 1 ? (matches[0]?.label ?? null) : null;
}

function firstWord(name: string | null): string | undefined {
  return name?.trim().toLowerCase().split(/\s+/)[0];
}
