import { asName, isAlsoVerb, isFirstName } from './first-names.js';
import type { SpeakerName } from './speaker-names.js';

export interface Person {
  readonly name: string | null;
  readonly label: string | null;
  /** The name was misheard or unknown and this is the likeliest person. */
  readonly isGuess: boolean;
}

/** Finds out who is meant by a name in the transcript. */
export class Participants {
  private readonly known: readonly { name: string; label: string }[];

  constructor(speakers: readonly SpeakerName[]) {
    this.known = speakers.flatMap(({ name, label }) => (name ? [{ name, label }] : []));
  }

  speaking(label: string): Person {
    return {
      name: this.known.find((speaker) => speaker.label === label)?.name ?? null,
      label,
      isGuess: false,
    };
  }

  /** "Lauren" is Laura when a Laura is in the room and no Lauren: the recogniser confuses names that sound alike. */
  called(word: string): Person | undefined {
    const name = asName(word);
    const exact = this.known.find((speaker) => speaker.name === name);
    if (exact) return { ...exact, isGuess: false };
    if (!isFirstName(word)) return undefined;
    const alike = this.known.filter((speaker) => soundAlike(speaker.name, name));
    if (alike.length === 1) return { ...alike[0]!, isGuess: true };
    return isAlsoVerb(word) ? undefined : { name, label: null, isGuess: false };
  }
}

function soundAlike(a: string, b: string): boolean {
  if (!a.startsWith(b.charAt(0))) return false;
  const allowed = Math.min(a.length, b.length) >= 5 ? 2 : 1;
  return editDistance(a.toLowerCase(), b.toLowerCase()) <= allowed;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, replaced);
    }
    previous = current;
  }
  return previous[b.length]!;
}
