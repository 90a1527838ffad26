import { asName, isFirstName } from './first-names.js';

const NAME = String.raw`(\p{L}[\p{L}'-]+)`;
/** Sure by their form: what follows is a name even if no list has it. */
const SURE = [
  new RegExp(String.raw`\b(?:my name is|my name's|i am called|they call me|you can call me) ${NAME}`, 'giu'),
];
/** Only sure when what follows is a first name: "this is great", "I'm sorry", "I'm going". */
const IF_A_NAME = [
  new RegExp(
    String.raw`\b(?:this is|it is|it's|i'm|i am) ${NAME}(?= from\b| here\b| speaking\b| with the\b)`,
    'giu',
  ),
  // The recogniser often hears an opening "this is" as "says" or "as"; elsewhere those words report somebody else.
  new RegExp(String.raw`^(?:(?:hello|hi|good \w+)[,.]? )?(?:says|as) ${NAME}(?= from the\b)`, 'giu'),
  new RegExp(String.raw`\b(?:i'm|i am) ${NAME}(?=[,.!;]|$| and i\b| the\b| your\b)`, 'giu'),
  new RegExp(String.raw`\bthis is ${NAME}(?=[,.!;]|$| and i\b| the\b)`, 'giu'),
  new RegExp(
    String.raw`(?:^|[.!?,;] )(?:hi |hello |hey )?${NAME} (?:here|speaking)(?=[,.!;]|$| from\b)`,
    'giu',
  ),
];
const NEVER_A_NAME = /^(?:the|a|an|not|now|very|so|just|here|going|what|that|it|all|my|our|your)$/i;

/** First names by which the speaker of this text introduces him- or herself, in order. */
export function introducedNames(text: string): readonly string[] {
  const plain = text.replaceAll('’', "'");
  const found = [
    ...SURE.flatMap((pattern) => matches(plain, pattern).filter((word) => !NEVER_A_NAME.test(word))),
    ...IF_A_NAME.flatMap((pattern) =>
      matches(plain, pattern).filter((word) => isFirstName(word) || isWrittenAsName(word, plain)),
    ),
  ];
  return [...new Set(found.map(asName))];
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

/** "This is Nkechi from sales": unknown, but a capital inside a sentence that is not all capitals says "name". */
function isWrittenAsName(word: string, text: string): boolean {
  return (
    /^\p{Lu}\p{Ll}/u.test(word) &&
    new RegExp(String.raw`\b(?:this is|i'm|i am) ${word} from\b`, 'iu').test(text)
  );
}
