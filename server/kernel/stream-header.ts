/** Stream headers (RFC 6120 §4.7): reading the client's, writing ours. Pure. */
import { type Element, escapeXML } from 'ltx';
import { type Jid, parseJid } from './jid.ts';
import { NS, type StreamCondition } from './stanza.ts';

export interface ClientHeader {
  /** The domain the client wants, after IDNA; undefined when it named none. */
  readonly to: string | undefined;
  /** Who the client says it is. */
  readonly from: Jid | undefined;
  readonly lang: string | undefined;
  readonly fault: { condition: StreamCondition; text: string } | undefined;
}

const LANG = /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/;

/** Reads `<stream:stream>`; the first thing wrong with it is the fault. */
export function readHeader(header: Element): ClientHeader {
  const { to, from, version } = header.attrs;
  const lang = header.attrs['xml:lang'];
  const domain = to === undefined ? undefined : parseJid(to);
  const read = {
    to: domain && !domain.local && !domain.resource ? domain.domain : undefined,
    from: from === undefined ? undefined : parseJid(from),
    lang: lang !== undefined && LANG.test(lang) && lang.length <= 35 ? lang : undefined,
  };
  const fault = (condition: StreamCondition, text: string) => ({ ...read, fault: { condition, text } });
  // RFC 6120 §4.9.3.10: the stream namespace is not "http://etherx.jabber.org/streams", or the content namespace is not ours.
  if (header.getNS() !== NS.streams) return fault('invalid-namespace', 'not the stream namespace');
  if (header.getName() !== 'stream') return fault('bad-format', 'a stream begins with <stream>');
  if (header.attrs.xmlns !== NS.client)
    return fault('invalid-namespace', 'the content namespace is jabber:client');
  // RFC 6120 §4.7.5: no version means 0.9, and the server "MUST" treat the major number as a number.
  if (!/^[1-9]\d{0,2}\.\d{1,3}$/.test(version ?? ''))
    return fault('unsupported-version', 'version 1.0 is needed');
  if (to !== undefined && read.to === undefined) return fault('host-unknown', 'not a domain');
  return { ...read, fault: undefined };
}

/** Our side of the header; the declaration comes with every one (RFC 6120 §11.5). */
export function writeHeader(header: {
  id: string;
  from: string;
  to?: string | undefined;
  lang?: string | undefined;
}): string {
  const to = header.to === undefined ? '' : ` to='${escapeXML(header.to)}'`;
  return (
    `<?xml version='1.0'?><stream:stream xmlns='${NS.client}' xmlns:stream='${NS.streams}'` +
    ` id='${header.id}' from='${escapeXML(header.from)}'${to} version='1.0' xml:lang='${header.lang ?? 'en'}'>`
  );
}

/** RFC 6120 §4.9.2: the condition, then words, then the application's own condition. */
export function writeStreamError(condition: string, text?: string, application?: Element): string {
  const words =
    text === undefined ? '' : `<text xmlns='${NS.streamErrors}' xml:lang='en'>${escapeXML(text)}</text>`;
  return `<stream:error><${condition} xmlns='${NS.streamErrors}'/>${words}${application ?? ''}</stream:error>`;
}
