// Preloaded into every process the launcher starts (`node --import`). The IPC channel closes when the launcher
// dies, however it dies; then this process stops as if it had been told to, and after a while anyway.
const LAST_CALL_MS = 15_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), LAST_CALL_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// The channel must not keep a process alive that is done.
process.channel?.unref();
