/** What a process and all under it cost, read from /proc: processor time and resident memory. NaN where there is no /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

export interface Cost {
  /** User and system time since each process began. */
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** The sum over `pid` and its descendants. */
export function treeCost(pid: number): Cost {
  const table = processTable();
  if (!table.has(pid)) return { cpuSeconds: Number.NaN, megabytes: Number.NaN };
  let cpuSeconds = 0;
  let megabytes = 0;
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    cpuSeconds += table.get(next)?.cpuSeconds ?? 0;
    megabytes += residentMegabytes(next);
    for (const [child, { parent }] of table) if (parent === next) open.push(child);
  }
  return { cpuSeconds, megabytes };
}

/** Processor time of this process, the generator. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function processTable(): Map<number, { parent: number; cpuSeconds: number }> {
  const table = new Map<number, { parent: number; cpuSeconds: number }>();
  for (const name of listProcesses()) {
    // The second field is the program's name in parentheses, and may hold anything.
    const fields = read(`/proc/${name}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ');
    if (!fields) continue;
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    table.set(Number(name), { parent: Number(fields[1]), cpuSeconds });
  }
  return table;
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? 0 : Number(kilobytes) / 1024;
}

/** Undefined when the process has ended meanwhile. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
