/**
 * A stream in frames, each a document of its own. Specs: RFC 7395 §3.3 (WebSocket); XEP-0206 is carried the same way.
 * Reads `<open/>`, `<close/>` and whole elements, and writes them with every namespace they need.
 * It knows nothing of WebSocket messages or HTTP requests; those are in server/net/.
 */
import { Element, escapeXML } from 'ltx';
import type { Framing } from './framing.ts';
import { NS } from './stanza.ts';
import type { XmlFault, XmlHandlers, XmlLimits, XmlReader } from './xml.ts';
import { readDocument } from './xml-document.ts';

/** RFC 7395 §3.3.2, the "framed stream namespace". */
export const NS_FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';

const NOT_OPEN: XmlFault = { condition: 'invalid-namespace', text: 'A stream begins with <open/>.' };
const TWICE: XmlFault = { condition: 'bad-format', text: 'There is a stream already.' };

function createFrameReader(handlers: XmlHandlers, limits: XmlLimits): XmlReader {
  let opened = false;
  let over = false;

  function fault(fault: XmlFault) {
    over = true;
    handlers.fault(fault);
  }

  return {
    write(chunk) {
      if (over) return;
      const read = readDocument(chunk, limits);
      if ('fault' in read) return fault(read.fault);
      const { element } = read;
      const framing = element.getNS() === NS_FRAMING;
      if (framing && element.name === 'close') {
        over = true;
        return handlers.footer();
      }
      if (framing && element.name === 'open') {
        if (opened) return fault(TWICE);
        opened = true;
        return handlers.header(asStreamTag(element));
      }
      // RFC 7395 §3.4: the first message is an <open/> of that namespace; §3.3.2: another is answered with <invalid-namespace/>.
      if (!opened) return fault(NOT_OPEN);
      handlers.element(element);
    },
    // RFC 7395 §3.7: a restart is a new <open/>, without a <close/> before it.
    reset() {
      opened = false;
    },
    stop() {
      over = true;
    },
  };
}

/** RFC 7395 §3.3.1: the attributes of `<open/>` are those of `<stream:stream>`, with their meaning and restrictions. */
const asStreamTag = ({ attrs }: Element): Element =>
  new Element('stream:stream', { ...attrs, xmlns: NS.client, 'xmlns:stream': NS.streams });

/** Our own XML: quotes in values are escaped, so this finds the declaration of the root and nothing else. */
const DECLARED = /^<[^\s/>]+(?:\s+(?!xmlns=)[^\s=]+=(?:"[^"]*"|'[^']*'))*\s+xmlns=/;
const ROOT_NAME = /^<[^\s/>]+/;

/**
 * RFC 7395 §3.3.3: a frame is a document that stands by itself, with all its namespaces: what a stream's own tag declares, each
 * one declares.
 */
function standalone(text: string): string {
  const declaration = text.startsWith('<stream:')
    ? ` xmlns:stream='${NS.streams}'`
    : DECLARED.test(text)
      ? ''
      : ` xmlns='${NS.client}'`;
  return declaration === '' ? text : text.replace(ROOT_NAME, (name) => name + declaration);
}

export const frameFraming: Framing = {
  reader: createFrameReader,
  header(header) {
    const attrs = Object.entries({ ...header, 'xml:lang': 'en' })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ` ${name}='${escapeXML(value as string)}'`);
    return `<open xmlns='${NS_FRAMING}'${attrs.join('')}/>`;
  },
  child: standalone,
  footer: `<close xmlns='${NS_FRAMING}'/>`,
  // RFC 7395 §3.8: white space must not be sent to keep a connection alive: a message begins with "<".
  keepalive: undefined,
};
