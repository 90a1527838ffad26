export { AppError, toAppError, type AppErrorOptions } from './app-error.js';
export { errorCodes, type Code, type ErrorCode } from './codes.js';
