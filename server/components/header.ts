/** Stream headers of components (XEP-0114 §3): reading theirs, writing ours. Pure. */
import { type Element, escapeXML } from 'ltx';
import { parseJid } from '../kernel/jid.ts';
import { NS, type StreamCondition } from '../kernel/stanza.ts';
import { NS_COMPONENT } from './content.ts';

export interface ComponentHeader {
  /** The component's own domain; undefined when it named none. */
  readonly domain: string | undefined;
  readonly lang: string | undefined;
  readonly fault: { readonly condition: StreamCondition; readonly text: string } | undefined;
}

const LANG = /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/;
const MAX_LANG = 35;

/** Reads `<stream:stream>`; the first thing wrong with it is the fault. No version is asked for: XEP-0114 is older than that. */
export function readComponentHeader(header: Element): ComponentHeader {
  const { to, xmlns } = header.attrs;
  const lang = header.attrs['xml:lang'];
  const jid = to === undefined ? undefined : parseJid(to);
  const domain = jid && !jid.local && !jid.resource ? jid.domain : undefined;
  const read = {
    domain,
    lang: lang !== undefined && LANG.test(lang) && lang.length <= MAX_LANG ? lang : undefined,
  };
  const wrong = (condition: StreamCondition, text: string) => ({ ...read, fault: { condition, text } });

  if (header.getNS() !== NS.streams) return wrong('invalid-namespace', 'not the stream namespace');
  if (header.getName() !== 'stream') return wrong('bad-format', 'a stream begins with <stream>');
  // RFC 6120 §4.8.5: "an implementation MAY accept only the prefix 'stream' for the stream namespace".
  if (header.name !== 'stream:stream' && header.name !== 'stream')
    return wrong('bad-namespace-prefix', 'the prefix of the stream namespace is "stream"');
  // XEP-0114 §3: "If the server does not recognize or support the namespace specified in the stream header […], it MUST return an
  // <invalid-namespace/> stream error."
  if (header.name === 'stream:stream' && xmlns !== NS_COMPONENT)
    return wrong('invalid-namespace', `the content namespace is ${NS_COMPONENT}`);
  if (to === undefined) return wrong('improper-addressing', 'the header needs a "to"');
  if (domain === undefined) return wrong('host-unknown', 'not a domain');
  return { ...read, fault: undefined };
}

/** Ours: `from` is the component's own domain, as XEP-0114 §3 shows it. */
export function writeComponentHeader({ id, from }: { id: string; from: string | undefined }): string {
  const address = from === undefined ? '' : ` from='${escapeXML(from)}'`;
  return `<?xml version='1.0'?><stream:stream xmlns='${NS_COMPONENT}' xmlns:stream='${NS.streams}' id='${id}'${address} xml:lang='en'>`;
}
