import { expect, test } from 'vitest';
import { ConfigError, findProgram, loadConfig, program } from './index.js';

const fields = { TOOL_PATH: program('the tool', 'node') };

test('a program is found in the PATH, and comes out with its whole path', () => {
  expect(loadConfig(fields, {}).TOOL_PATH).toMatch(/^\/.+\/node$/);
  expect(loadConfig(fields, { TOOL_PATH: process.execPath }).TOOL_PATH).toBe(process.execPath);
});

test.each(['no-such-program', '/no/such/program', './node', '/etc/passwd', '/tmp'])(
  '%s is a fault of the environment',
  (TOOL_PATH) => {
    expect(() => loadConfig(fields, { TOOL_PATH })).toThrow(ConfigError);
    expect(() => loadConfig(fields, { TOOL_PATH })).toThrow(/TOOL_PATH: expected a program/);
  },
);

test('folders of the PATH that depend on where one stands are not looked into', () => {
  expect(findProgram('node', `.:bin:${process.execPath.replace(/\/node$/, '')}`)).toBe(process.execPath);
  expect(findProgram('node', '.:bin:')).toBeUndefined();
});
