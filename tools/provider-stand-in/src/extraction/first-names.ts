import nlp from 'compromise';

/** Names the lexicon of compromise lacks, or knows only as a word. */
const FURTHER_NAMES = new Set(
  (
    'aditi aiko amara anika anil anjali arjun art asha bill björn chidi christian chinedu dawn deepak emre enrique frank günter haruto ' +
    'heike hiro hiroshi holly ines ivy jasmine jean jens jordan joy jörg jun jürgen kaito katrin kavita kenji lars lena leo lily max mehmet meera ming minh naomi neha nikhil ' +
    'nisha ola petra priya rahul raj rajesh ravi robin rohan rose ruby sanjay sakura shreya sina sunita sven svetlana tariq ' +
    'thabo thandi ulrich uwe victoria vikram virginia will xin yara yasmin yuki yusuf zanele'
  ).split(' '),
);

/** True for words that are people's first names, in any case of letters: recognised speech has no capitals. */
export function isFirstName(word: string): boolean {
  const plain = word.toLowerCase();
  return FURTHER_NAMES.has(plain) || nlp(plain).has('^#FirstName$');
}

/** "Will" and "May" begin sentences as verbs far more often than as names. */
export const isAlsoVerb = (name: string): boolean =>
  /^(?:will|may|mark|hope|grant|bill|drew|pat|rob|sue)$/i.test(name);

export const asName = (word: string): string =>
  word.toLowerCase().replace(/(^|[-'])\p{L}/gu, (initial) => initial.toUpperCase());
