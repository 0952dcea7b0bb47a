/**
 * What a face gives to the manager: where things are, the clock, the network cards, the person's screen.
 * The manager itself never asks Electron or the environment; tests hand in a host of their own.
 */
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces, release, type as systemType } from 'node:os';
import type { Elevation } from './firewall/elevate.ts';

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms`; never keeps the process alive by itself. */
  after(ms: number, run: () => void): Timer;
}

export interface Host {
  readonly face: 'desktop' | 'headless';
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** What this machine runs, in its maker's words. */
  readonly system: string;
  readonly hostname: string;
  /** The data folder, absolute. */
  readonly dataDir: string;
  /** A plain Node 24 to run the server with: never Electron's own binary, its fuse against that is off. */
  readonly node: string;
  /** Entry files that `node` runs. */
  readonly entries: { readonly server: string; readonly cli: string; readonly leash: string };
  /** Text of the third-party notices. */
  readonly licences: string;
  readonly clock: Clock;
  /** How the manager may become root for a moment; without it, it cannot. */
  readonly elevation?: Elevation | undefined;
  /** `IP` or `IP:PORT`: the one resolver that is asked about the office's domains, instead of the system's and public ones. */
  readonly resolver?: string | undefined;
  /** Addresses of this machine that others could use, private IPv4 first; never loopback or link-local ones. */
  addresses(): string[];
  /** Opens an https or xmpp link on the person's screen; does nothing where there is none. */
  openExternal(url: string): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** `Debian GNU/Linux 12 (bookworm)`; elsewhere the kernel's own words. */
export function systemName(
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): string {
  if (process.platform !== 'linux') return `${systemType()} ${release()}`;
  try {
    const pretty = /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(readFile('/etc/os-release'));
    if (pretty?.[1]) return pretty[1];
  } catch {
    // No such file: an uncommon distribution. The kernel's name is still true.
  }
  return `${systemType()} ${release()}`;
}

const isPrivate4 = (address: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);

/** Addresses of this machine's network cards, as `Host.addresses` wants them. */
export function machineAddresses(cards = networkInterfaces()): string[] {
  const found = Object.values(cards)
    .flatMap((addresses) => addresses ?? [])
    .filter((card) => !card.internal && !/^(fe80:|169\.254\.)/i.test(card.address));
  const rank = (address: string) => (isPrivate4(address) ? 0 : address.includes(':') ? 2 : 1);
  return [...new Set(found.map((card) => card.address))].sort((a, b) => rank(a) - rank(b));
}

/** This machine's name as DNS could have it, without a trailing dot; `localhost` when it has none. */
export function machineName(name = hostname()): string {
  const clean = name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/[^a-z0-9.-]/g, '-');
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(clean) ? clean : 'localhost';
}
