import { apiRoutes, openApi, type OpenApiDocument } from '@meeting-intelligence/contracts';
import { errorCodes, type Code } from '@meeting-intelligence/errors';
import { statusOfCode } from '@meeting-intelligence/http';

/** The OpenAPI document that the gateway serves; the same is committed as contracts/openapi.json. */
export function apiDescription(): OpenApiDocument {
  return openApi(apiRoutes, (code) => {
    const status = statusOfCode(code as Code);
    if (!(code in errorCodes) || status === undefined)
      throw new Error(`expected an error code of libs/errors that libs/http has a status for, got ${code}`);
    return { status, meaning: errorCodes[code as Code].meaning };
  });
}
