/** Whether a port is free, and who listens on it if not. The name is known on Linux only, and only where we may look. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { ProblemError, problem, systemCode } from './problem.ts';

/** Opens the port for a moment. Resolves to the system's refusal, or undefined when it is free. */
function tryPort(port: number, address?: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(systemCode(error) ?? 'unknown'));
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Refused with `port.in-use` or `port.forbidden`. */
export async function assertPortFree(port: number, address?: string): Promise<void> {
  const refusal = await tryPort(port, address);
  if (refusal === 'EADDRINUSE') throw problem('port.in-use', { port, by: await portOwner(port) });
  if (refusal === 'EACCES') throw problem('port.forbidden', { port });
}

const LISTEN = '0A';

/** SPEC: proc(5), /proc/net/tcp: columns sl, local_address (hex address:port), rem_address, st, …, inode. */
export function listeningInode(table: string, port: number): string | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[3] === LISTEN && columns[1]?.endsWith(`:${wanted}`)) return columns[9];
  }
  return undefined;
}

/** The name of the program that listens on `port`; undefined where the system does not tell us. */
export async function portOwner(port: number): Promise<string | undefined> {
  const empty = () => '';
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(empty)),
  );
  const inode = tables.map((table) => listeningInode(table, port)).find(Boolean);
  if (!inode) return undefined;
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of processes) {
    // Other people's processes do not show their files to us: then we do not know.
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(empty)));
    if (links.includes(`socket:[${inode}]`)) {
      return await nameOf(pid);
    }
  }
  return undefined;
}

/** Node names its threads, so that what the system calls the process says nothing; then its file's name does. */
async function nameOf(pid: string): Promise<string | undefined> {
  const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
  if (name !== 'MainThread') return name || undefined;
  return basename(await readlink(`/proc/${pid}/exe`).catch(() => name));
}

/** A `port.in-use` that does not say by whom, completed where the system tells; anything else as it is. */
export async function withPortOwner(error: unknown): Promise<unknown> {
  if (!(error instanceof ProblemError) || error.code !== 'port.in-use') return error;
  const { port, by } = error.data as { port: number; by?: string };
  return problem('port.in-use', { port, by: by ?? (await portOwner(port)) }, error);
}
