/** What a rule of iptables does with whom it meets (iptables-extensions(8), "TARGET EXTENSIONS"). Pure. */
import ipaddr from 'ipaddr.js';
import type { Effect } from '../rule-set.ts';

export interface Target {
  readonly go: 'jump' | 'goto';
  readonly name: string;
  /** What stands behind it. */
  readonly args: readonly string[];
}

/** They look, count or mark, and let the next rule decide. */
const NEUTRAL =
  /^(LOG|NFLOG|ULOG|MARK|CONNMARK|CONNSECMARK|SECMARK|TRACE|AUDIT|SET|NOTRACK|CT|TCPMSS|TTL|HL|DSCP|TOS|CLASSIFY|CHECKSUM|ECN|RATEEST|TEE|TCPOPTSTRIP|IDLETIMER|LED|ACCOUNT|HMARK)$/;

/** @param idOf the chain of this name in the same table. */
export function targetOf(target: Target | undefined, idOf: (name: string) => string): Effect {
  if (!target) return { is: 'continue' };
  const { go, name, args } = target;
  if (name === 'ACCEPT') return { is: 'accept' };
  // Refused, silently dropped, or kept hanging: nobody comes in.
  if (name === 'DROP' || name === 'REJECT' || name === 'TARPIT') return { is: 'drop' };
  if (name === 'RETURN') return { is: 'return' };
  if (name === 'NOTRACK' || (name === 'CT' && args.includes('--notrack'))) return { is: 'untrack' };
  if (NEUTRAL.test(name)) return { is: 'continue' };
  if (name === 'REDIRECT') return sent(null, optionOf(args, '--to-ports'));
  if (name === 'DNAT') return dnat(optionOf(args, '--to-destination'));
  // These ask a program, or answer themselves.
  if (/^(NFQUEUE|QUEUE|SYNPROXY|TPROXY|DNPT|NETMAP)$/.test(name)) return { is: 'unknown' };
  return { is: go, chain: idOf(name) };
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function sent(to: string | null, port: string | undefined): Effect {
  return port !== undefined && /^\d{1,5}$/.test(port)
    ? { is: 'send', to, port: Number(port) }
    : { is: 'unknown' };
}

/** `172.17.0.2:5222`, `[fd00::2]:5222`, or an address alone. */
function dnat(destination = ''): Effect {
  if (ipaddr.isValid(destination)) return { is: 'send', to: destination, port: null };
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(destination) ?? [];
  const to = v6 ?? v4;
  return to !== undefined && ipaddr.isValid(to) ? sent(to, port) : { is: 'unknown' };
}
