/** Stream headers (RFC 6120 §4.7): reading the client's, writing ours. Pure. */
import { type Element, escapeXML } from 'ltx';
import { type Jid, parseJid } from './jid.ts';
import { NS, type StreamCondition } from './stanza.ts';

export interface ClientHeader {
  /** The domain the client wants, after IDNA; undefined when it named none. */
  readonly to: string | undefined;
  /** Who the client says it is; null when that is no address. */
  readonly from: Jid | null | undefined;
  readonly lang: string | undefined;
  /** What ours answers with; undefined when the client's has none. */
  readonly version: string | undefined;
  readonly fault: { condition: StreamCondition; text: string } | undefined;
}

/** A language tag as RFC 5646 writes it; undefined for what is none. */
export const readLang = (lang: string | undefined): string | undefined =>
  lang !== undefined && LANG.test(lang) && lang.length <= MAX_LANG ? lang : undefined;

const LANG = /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/;
const MAX_LANG = 35;
const OUR_VERSION = '1.0';

/** Reads `<stream:stream>`; the first thing wrong with it is the fault. */
export function readHeader(header: Element): ClientHeader {
  const { to, from, version } = header.attrs;
  const domain = to === undefined ? undefined : parseJid(to);
  const read = {
    to: domain && !domain.local && !domain.resource ? domain.domain : undefined,
    from: from === undefined ? undefined : (parseJid(from) ?? null),
    lang: readLang(header.attrs['xml:lang']),
    version: answerVersion(version),
  };
  const found = namespaceFault(header, NS.client) ?? versionFault(version) ?? addressFault(to, read.to);
  return { ...read, fault: found && { condition: found[0], text: found[1] } };
}

export type Fault = readonly [StreamCondition, string];

/** @param content the namespace of the stanzas that are to come. */
export function namespaceFault(header: Element, content: string): Fault | undefined {
  // RFC 6120 §4.8.1: the root "MUST be qualified by the namespace 'http://etherx.jabber.org/streams'", else "a stream error,
  // which SHOULD be <invalid-namespace/>".
  if (header.getNS() !== NS.streams) return ['invalid-namespace', 'not the stream namespace'];
  if (header.getName() !== 'stream') return ['bad-format', 'a stream begins with <stream>'];
  // RFC 6120 §4.8.2: "prefix-free canonicalization": every first-level element names its namespace itself.
  if (header.name === 'stream') return undefined;
  // RFC 6120 §4.8.5: "an implementation MAY accept only the prefix 'stream' for the stream namespace".
  if (header.name !== 'stream:stream')
    return ['bad-namespace-prefix', 'the prefix of the stream namespace is "stream"'];
  // RFC 6120 §4.9.3.10: "the content namespace declared as the default namespace is not supported".
  if (header.attrs.xmlns !== content) return ['invalid-namespace', `the content namespace is ${content}`];
  return undefined;
}

/** RFC 6120 §4.7.5: major and minor are integers of their own, and leading zeros "MUST be ignored by recipients". */
export const VERSION = /^0*(\d{1,9})\.0*(\d{1,9})$/;

function versionFault(version: string | undefined): Fault | undefined {
  const major = VERSION.exec(version ?? '')?.[1];
  // RFC 6120 §4.7.5: no version means 0.9, which knew nothing of features.
  return Number(major ?? 0) >= 1 ? undefined : ['unsupported-version', `version ${OUR_VERSION} is needed`];
}

/**
 * RFC 6120 §4.7.5: "either the value supplied by the initiating entity or the highest version number supported by the
 * receiving entity, whichever is lower"; to a header without one, the answer SHOULD NOT have one.
 */
function answerVersion(version: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  const [, major, minor] = VERSION.exec(version) ?? [];
  return major === '0' ? `0.${minor}` : OUR_VERSION;
}

function addressFault(given: string | undefined, to: string | undefined): Fault | undefined {
  // RFC 6120 §4.7.2: "the initiating entity MUST include the 'to' attribute".
  if (given === undefined) return ['improper-addressing', 'the header needs a "to"'];
  return to === undefined ? ['host-unknown', 'not a domain'] : undefined;
}

/**
 * Our side of the header; the declaration comes with every one (RFC 6120 §11.5). Its language is that of our own words:
 * RFC 6120 §4.7.4: where the client's is not supported, "the identifier for the default language of the receiving entity".
 */
export function writeHeader(header: {
  id: string;
  from: string;
  to?: string | undefined;
  version?: string | undefined;
}): string {
  const optional = (name: string, value: string | undefined) =>
    value === undefined ? '' : ` ${name}='${escapeXML(value)}'`;
  return (
    `<?xml version='1.0'?><stream:stream xmlns='${NS.client}' xmlns:stream='${NS.streams}' id='${header.id}'` +
    `${optional('from', header.from)}${optional('to', header.to)}${optional('version', header.version)} xml:lang='en'>`
  );
}

/** RFC 6120 §4.9.2: the condition, then words, then the application's own condition. */
export function writeStreamError(condition: string, text?: string, application?: Element): string {
  const words =
    text === undefined ? '' : `<text xmlns='${NS.streamErrors}' xml:lang='en'>${escapeXML(text)}</text>`;
  return `<stream:error><${condition} xmlns='${NS.streamErrors}'/>${words}${application ?? ''}</stream:error>`;
}
