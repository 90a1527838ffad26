import { FakeLanguageModel } from './fake-language-model.js';
import { languageModelContract } from './language-model.contract.js';

languageModelContract('FakeLanguageModel', () => new FakeLanguageModel());
