import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { KillSwitch } from './kill-switch.js';

type Naming = (from: string, to: string) => Promise<void>;

/** Where the folder store of libs/storage keeps what does not have its name yet. */
const PARTIAL = '/.partial/';

/** Changes node:fs/promises: kill points around the moment in which an object of the folder store gets its name. */
export function watchStoring(killSwitch: KillSwitch): void {
  const files = createRequire(import.meta.url)('node:fs/promises') as { rename: Naming; link: Naming };
  for (const name of ['rename', 'link'] as const) {
    const original = files[name];
    files[name] = async (from, to) => {
      if (!from.includes(PARTIAL)) return original(from, to);
      killSwitch.pass('before-store', () => to);
      await original(from, to);
      killSwitch.pass('after-store', () => to);
    };
  }
  syncBuiltinESMExports(); // for those who import them by name
}
