import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Data folder of a server: what it was started in. */
export function workingFolder(pid: number): string {
  return readlinkSync(`/proc/${pid}/cwd`);
}

/** The distinct addresses a process listens on, as the kernel tells (Linux; IPv4 dotted, IPv6 raw). */
export function listeningAddresses(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    }),
  );
  const rows = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/)),
  );
  const listening = rows.filter((row) => row[3] === '0A' && sockets.has(row[9] ?? ''));
  return [...new Set(listening.map((row) => addressOf(row[1]?.split(':')[0] ?? '')))];
}

function addressOf(hex: string): string {
  if (hex.length !== 8) return hex;
  return Buffer.from(hex, 'hex').reverse().join('.');
}
