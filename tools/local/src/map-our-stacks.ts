// Preloaded into every process the launcher starts: stacks name our sources. `--enable-source-maps` would also keep the
// maps of all libraries in memory, which are 10 MiB of the gateway.
import { setSourceMapsSupport } from 'node:module';

setSourceMapsSupport(true, { nodeModules: false });
