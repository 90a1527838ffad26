import { expect, test } from 'vitest';
import { brokerFault, databaseFault } from './given-servers.js';

test.each([
  ['broker', brokerFault, 'amqp'],
  ['database', databaseFault, 'postgres'],
])('a %s that does not answer is a fault without its password', async (_, faultOf, protocol) => {
  const fault = await faultOf(`${protocol}://user:verysecret@127.0.0.1:1/name`);
  expect(fault).toMatch(/cannot use the server at 127\.0\.0\.1:1: .*ECONNREFUSED/);
  expect(fault).not.toContain('verysecret');
});

test.each([brokerFault, databaseFault])(
  'something that is no URL is a fault and not repeated',
  async (faultOf) => {
    expect(await faultOf('verysecret')).toMatch(/^expected \w+:\/\/USER:PASSWORD@HOST/);
    expect(await faultOf('https://user:verysecret@host')).not.toContain('verysecret');
  },
);
