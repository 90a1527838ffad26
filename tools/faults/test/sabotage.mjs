// Preloaded into a service (`node --import`) by the tests of the judge: changes compiled code while it is loaded, as if
// somebody had made that mistake. SABOTAGE is JSON: [{"file": END OF ITS PATH, "find": TEXT, "replace": TEXT}].
import { registerHooks } from 'node:module';

const changes = JSON.parse(process.env.SABOTAGE ?? '[]');

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const wanted = changes.filter(({ file }) => url.endsWith(file));
    if (wanted.length === 0) return loaded;
    let source = Buffer.from(loaded.source).toString();
    for (const { file, find, replace } of wanted) {
      // The code has moved on: a test that sabotages nothing shows nothing.
      if (!source.includes(find)) throw new Error(`nothing to sabotage in ${file}: ${find}`);
      source = source.replace(find, replace);
    }
    return { ...loaded, source };
  },
});
