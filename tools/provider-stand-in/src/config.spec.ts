import { describe, expect, it } from 'vitest';
import { ConfigurationFaults, readConfig } from './config.js';

describe('configuration', () => {
  it('has defaults for everything and treats empty values as not set', () => {
    expect(readConfig({ PORT: '', HOST: '' })).toMatchObject({
      port: 4010,
      host: '127.0.0.1',
      mode: 'real',
      faultRules: [],
    });
  });

  it('lists every fault at once', () => {
    const faulty = {
      PORT: '70000',
      STAND_IN_MODE: 'magic',
      STAND_IN_CONCURRENCY: '0',
      STAND_IN_FAULTS: 'get:boom; x:500',
    };
    let thrown: unknown;
    try {
      readConfig(faulty);
    } catch (cause) {
      thrown = cause;
    }
    expect(thrown).toBeInstanceOf(ConfigurationFaults);
    const { faults } = thrown as ConfigurationFaults;
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(
      expect.arrayContaining(['PORT', 'STAND_IN_MODE', 'STAND_IN_CONCURRENCY', 'STAND_IN_FAULTS']),
    );
    expect(faults.filter((fault) => fault.startsWith('STAND_IN_FAULTS'))).toHaveLength(2);
  });
});
