import { claimPort, freePort, isPortFree, portFault } from '@meeting-intelligence/testing';

const PREFERRED_PORT = 8080;
const HOST = '0.0.0.0';
const FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'ports below 1024 are for root',
};

/**
 * The given port, which has to be usable; without one (or with 0) 8080 if nobody has it, else any free one.
 * @throws naming PORT
 */
export async function gatewayPort(given: string | undefined): Promise<number> {
  if (given === undefined || given === '' || given === '0') {
    const preferred =
      given !== '0' && (await isPortFree(PREFERRED_PORT, HOST)) && (await claimPort(PREFERRED_PORT));
    return preferred ? PREFERRED_PORT : freePort(HOST);
  }
  if (!/^\d+$/.test(given) || Number(given) > 65_535)
    throw new Error(`PORT: expected a port, got "${given}"`);
  const fault = await portFault(Number(given), HOST);
  if (fault) throw new Error(`PORT: cannot listen on ${given} (${FAULTS[fault] ?? fault})`);
  return Number(given);
}
