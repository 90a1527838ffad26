export interface Providers {
  /** Whether the stand-in is needed for at least one half. */
  readonly standIn: boolean;
  /** Whether speech is recognised on this machine. */
  readonly offlineSpeech: boolean;
  readonly transcriptionEnv: Readonly<Record<string, string>>;
  readonly analysisEnv: Readonly<Record<string, string>>;
  /** For people: which engine does which half. */
  readonly labels: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A real provider for the half whose key is given, the offline stand-in for the other. */
export function chooseProviders(env: Environment, standInUrl: string): Providers {
  const speechKey = env.ASSEMBLYAI_API_KEY;
  const languageKey = env.OPENAI_API_KEY;
  const model = env.OPENAI_MODEL;
  return {
    standIn: !speechKey || !languageKey,
    offlineSpeech: !speechKey,
    transcriptionEnv: speechKey
      ? { ASSEMBLYAI_API_KEY: speechKey, ...optional('ASSEMBLYAI_BASE_URL', env.ASSEMBLYAI_BASE_URL) }
      : { ASSEMBLYAI_API_KEY: 'offline-stand-in', ASSEMBLYAI_BASE_URL: standInUrl },
    analysisEnv: {
      ...(languageKey
        ? { OPENAI_API_KEY: languageKey, ...optional('OPENAI_BASE_URL', env.OPENAI_BASE_URL) }
        : { OPENAI_API_KEY: 'offline-stand-in', OPENAI_BASE_URL: `${standInUrl}/v1` }),
      ...optional('OPENAI_MODEL', model),
    },
    labels: [
      `speech: ${speechKey ? `AssemblyAI${at(env.ASSEMBLYAI_BASE_URL)}` : OFFLINE_SPEECH}`,
      `language: ${languageKey ? `OpenAI${at(env.OPENAI_BASE_URL)}` : OFFLINE_LANGUAGE}`,
    ],
  };
}

const OFFLINE_SPEECH =
  'offline stand-in (pocketsphinx on this machine; set ASSEMBLYAI_API_KEY for the real thing)';
const OFFLINE_LANGUAGE = 'offline stand-in (rules, no language model; set OPENAI_API_KEY for the real thing)';

function optional(name: string, value: string | undefined): Record<string, string> {
  return value ? { [name]: value } : {};
}

function at(url: string | undefined): string {
  return url ? ` API at ${url}` : '';
}
