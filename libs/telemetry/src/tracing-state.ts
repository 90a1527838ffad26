let isOn = false;

/** For whoever has registered a provider of tracers: spans are made from now on. */
export function beginTracing(): void {
  isOn = true;
}

/** Whether anybody gets spans. Where nobody does, nothing is put together for them: no export, no cost. */
export function isTracing(): boolean {
  return isOn;
}
