import { FakeSpeechToText } from './fake-speech-to-text.js';
import { speechToTextContract } from './speech-to-text.contract.js';

const fake = new FakeSpeechToText();
speechToTextContract('FakeSpeechToText', () => fake);
