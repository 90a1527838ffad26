import { Injectable } from '@nestjs/common';

/** Answers that stay open until something happens: streams and long polls. When the service stops they are all ended first. */
@Injectable()
export class OpenAnswers {
  private readonly ends = new Set<() => void>();
  private isStopping = false;

  /** Calls `end` when the service stops, at once if it is stopping already, unless the returned function was called before. */
  add(end: () => void): () => void {
    if (this.isStopping) end();
    else this.ends.add(end);
    return () => void this.ends.delete(end);
  }

  get count(): number {
    return this.ends.size;
  }

  endAll(): void {
    this.isStopping = true;
    for (const end of this.ends) end();
    this.ends.clear();
  }
}
