import { ConfigurationFaults, readConfig } from './config.js';
import { logToStdout as log } from './log.js';
import { createServer } from './server.js';

/** `EX_CONFIG` of sysexits.h: the environment is at fault, starting again will not help. */
const EXIT_CONFIGURATION = 78;

try {
  const config = readConfig();
  const server = await createServer(config, log);
  let closing: Promise<void> | undefined;
  const close = (): void => {
    closing ??= server.close().then(
      () => log('info', 'closed'),
      (cause: unknown) => {
        process.exitCode = 1;
        log('error', 'closing failed', { cause: String(cause) });
      },
    );
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  await server.listen({ port: config.port, host: config.host });
  const [address] = server.addresses();
  log('info', 'listening', {
    port: typeof address === 'object' ? address.port : address,
    host: config.host,
    mode: config.mode,
  });
} catch (cause) {
  if (cause instanceof ConfigurationFaults) {
    for (const fault of cause.faults) log('error', 'bad configuration', { fault });
    process.exitCode = EXIT_CONFIGURATION;
  } else {
    log('error', 'could not start', { cause: cause instanceof Error ? cause.message : String(cause) });
    process.exitCode = 1;
  }
}
