/** Swagger UI from our own folder: it works without the internet, and nobody else learns who reads it. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const manifest = 'swagger-ui-dist/package.json';
const library = dirname(require.resolve(manifest));

/** Their files change with it alone. */
export const assetsVersion = (require(manifest) as { readonly version: string }).version;

/** Relative to /docs, so that it also works behind a proxy that adds a prefix. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Meeting Intelligence API</title>
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"><noscript>This page needs JavaScript; <a href="openapi.json">openapi.json</a> does not.</noscript></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

/** No validator badge: it would send the address of the description to a server of Swagger's. */
export const start = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: false,
  validatorUrl: null,
});
`;

/** Files of the library that the page loads. */
export const assets: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  'swagger-ui-bundle.js': {
    file: join(library, 'swagger-ui-bundle.js'),
    type: 'text/javascript; charset=utf-8',
  },
  'swagger-ui.css': { file: join(library, 'swagger-ui.css'), type: 'text/css; charset=utf-8' },
  'favicon-32x32.png': { file: join(library, 'favicon-32x32.png'), type: 'image/png' },
};

/** The page runs and loads what is ours alone. The library draws its icons as data URLs. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
