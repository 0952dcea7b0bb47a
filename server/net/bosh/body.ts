/** The `<body/>` wrapper: read from a request, written into an answer. Pure. Specs: XEP-0124 1.11.2 §6, XEP-0206 1.4. */
import { type Element, escapeXML } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import type { XmlLimits } from '../../kernel/xml.ts';
import { readDocument } from '../../kernel/xml-document.ts';

export const NS_BOSH = 'http://jabber.org/protocol/httpbind';
const NS_XBOSH = 'urn:xmpp:xbosh';

export interface BoshRequest {
  /** Undefined when it is missing or no number of its kind. */
  readonly rid: number | undefined;
  readonly sid: string | undefined;
  readonly attrs: Readonly<Record<string, string | undefined>>;
  readonly restart: boolean;
  readonly terminate: boolean;
  /** Seconds. */
  readonly pause: number | undefined;
  /** Whole elements, each a document of its own. */
  readonly payloads: readonly string[];
}

/** XEP-0124 §17.2: terminal binding conditions, as far as one program that is both connection manager and server has them. */
export type TerminalCondition =
  | 'bad-request'
  | 'host-unknown'
  | 'improper-addressing'
  | 'item-not-found'
  | 'other-request'
  | 'policy-violation'
  | 'remote-stream-error'
  | 'see-other-uri'
  | 'undefined-condition';

/** XEP-0124 §14.1: "a large, random, positive integer" never "above 9007199254740991". */
const NUMBER = /^\d{1,16}$/;

export function readNumber(text: string | undefined): number | undefined {
  if (text === undefined || !NUMBER.test(text)) return undefined;
  const value = Number(text);
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** Undefined: not a `<body/>`, or XML that XMPP does not allow. */
export function readBody(bytes: Uint8Array, limits: XmlLimits): BoshRequest | undefined {
  const read = readDocument(bytes, limits);
  if ('fault' in read) return undefined;
  const { element } = read;
  if (element.name !== 'body' || element.getNS() !== NS_BOSH) return undefined;
  // XEP-0124 §6: "The <body/> wrapper MUST NOT contain any XML character data".
  if (element.children.some((child) => typeof child === 'string' && child.trim() !== '')) return undefined;
  const attrs: Record<string, string | undefined> = element.attrs;
  const restart = xbosh(attrs, 'restart');
  return {
    rid: readNumber(attrs.rid),
    sid: attrs.sid,
    attrs,
    restart: restart === 'true' || restart === '1',
    terminate: attrs.type === 'terminate',
    pause: readNumber(attrs.pause),
    payloads: element.getChildElements().map(asDocument),
  };
}

/** An attribute in the namespace of XEP-0206, whatever its prefix. */
export function xbosh(attrs: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const declared = Object.keys(attrs).find((key) => key.startsWith('xmlns:') && attrs[key] === NS_XBOSH);
  return declared && attrs[`${declared.slice('xmlns:'.length)}:${name}`];
}

/**
 * COMPAT: XEP-0206 §2: "Many existing XMPP-specific implementations of BOSH clients and connection managers do not specify the
 * namespace of <message/>, <presence/>, or <iq/> elements".
 */
function asDocument(payload: Element): string {
  const namespace = payload.getNS();
  payload.attrs.xmlns = namespace === undefined || namespace === NS_BOSH ? NS.client : namespace;
  return payload.toString();
}

/** @param attrs undefined ones are left out; `payloads` are documents of their own. */
export function writeBody(
  attrs: Readonly<Record<string, string | number | undefined>>,
  payloads: readonly string[] = [],
): string {
  const all = Object.entries(attrs)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}='${escapeXML(String(value))}'`)
    .join('');
  const head = `<body xmlns='${NS_BOSH}'${all}`;
  // XEP-0206 §2: with <stream:features/> or <stream:error/> the wrapper "MUST include the namespace xmlns:stream".
  const stream = payloads.some((payload) => payload.startsWith('<stream:'))
    ? ` xmlns:stream='${NS.streams}'`
    : '';
  return payloads.length === 0 ? `${head}/>` : `${head}${stream}>${payloads.join('')}</body>`;
}

/** The attributes of the answer that creates a session. */
export const xboshAttributes = { 'xmlns:xmpp': NS_XBOSH, 'xmpp:restartlogic': 'true' };

/** The frame that opens, or opens anew, the stream in a session. */
export function openFrame({ attrs }: BoshRequest, host: string): string {
  const given = {
    to: attrs.to || host,
    from: attrs.from,
    'xml:lang': attrs['xml:lang'],
    // XEP-0206 §3: "The client SHOULD include a 'version' attribute"; the old ones that do not mean this, too.
    version: xbosh(attrs, 'version') ?? '1.0',
  };
  const written = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}='${escapeXML(value as string)}'`);
  return `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'${written.join('')}/>`;
}

export const CLOSE_FRAME = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";
