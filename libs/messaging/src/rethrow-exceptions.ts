import { Catch, type ExceptionFilter } from '@nestjs/common';

/**
 * Lets every error of a handler, pipe, guard or interceptor reach the runner as it was thrown. Nest's own filter would
 * log it and put "Internal server error" in its place, and with it code, retry and checkpoint would be gone.
 *
 *     app.connectMicroservice({ strategy }).useGlobalFilters(new RethrowExceptions())
 *
 * Filters of a controller or handler come first.
 */
@Catch()
export class RethrowExceptions implements ExceptionFilter {
  catch(exception: unknown): never {
    throw exception;
  }
}
