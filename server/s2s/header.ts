/** Stream headers between servers (RFC 6120 §4.7, XEP-0220 §2.4.1): reading theirs, writing ours. Pure. */
import { type Element, escapeXML } from 'ltx';
import { parseJid } from '../kernel/jid.ts';
import { NS } from '../kernel/stanza.ts';
import { type Fault, namespaceFault, readLang, VERSION } from '../kernel/stream-header.ts';

export interface PeerHeader {
  /** Domains as `prepareDomain` writes them; null for what is none, undefined where there is no such attribute. */
  readonly to: string | null | undefined;
  readonly from: string | null | undefined;
  readonly id: string | undefined;
  /** RFC 6120 §4.7.5: no version means 0.9, which knows neither features nor TLS. */
  readonly modern: boolean;
  /** It declares the namespace of dialback. */
  readonly dialback: boolean;
  readonly lang: string | undefined;
  readonly fault: Fault | undefined;
}

export function readPeerHeader(header: Element): PeerHeader {
  const { to, from, id, version } = header.attrs;
  const major = Number(VERSION.exec(version ?? '')?.[1] ?? 0);
  const read = {
    ...{ to: domainOf(to), from: domainOf(from), id },
    modern: major >= 1,
    dialback: Object.values(header.attrs).includes(NS.dialback),
    lang: readLang(header.attrs['xml:lang']),
  };
  return { ...read, fault: namespaceFault(header, NS.server) };
}

function domainOf(text: string | undefined): string | null | undefined {
  if (text === undefined) return undefined;
  const jid = parseJid(text);
  return jid && jid.local === '' && jid.isBare ? jid.domain : null;
}

/** @param header `version` is left out towards a peer that has none. */
export function writePeerHeader(header: {
  from: string;
  to?: string | undefined;
  id?: string | undefined;
  modern?: boolean;
}): string {
  const optional = (name: string, value: string | undefined) =>
    value === undefined ? '' : ` ${name}='${escapeXML(value)}'`;
  return (
    `<?xml version='1.0'?><stream:stream xmlns='${NS.server}' xmlns:db='${NS.dialback}' xmlns:stream='${NS.streams}'` +
    `${optional('from', header.from)}${optional('to', header.to)}${optional('id', header.id)}` +
    `${header.modern === false ? '' : " version='1.0'"} xml:lang='en'>`
  );
}
