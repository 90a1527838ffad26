// Step of `npm test`: installs the programs of the operating system that the tests use, if they are missing.
import { installServerPackages } from '@meeting-intelligence/testing';
import { neededPrograms } from './servers.js';

const given = { amqpUrl: process.env.AMQP_URL, databaseUrl: process.env.DATABASE_URL };

try {
  await installServerPackages({
    needs: neededPrograms(given, true),
    announce: (line) => process.stderr.write(`${line}\n`),
  });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
