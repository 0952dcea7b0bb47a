/** What a stream says, gathered until a request is there to carry it. */
import { parseXml } from '../../kernel/xml.ts';
import { type BoshRequest, writeBody, xboshAttributes } from './body.ts';
import type { BoshTerms } from './rules.ts';

export interface Outgoing {
  readonly some: boolean;
  readonly bytes: number;
  /** A frame of our own stream (kernel/framing-frames.ts). */
  add(frame: string): void;
  /** All there is, as a body. */
  take(): string;
  /** The same, and the end of the session. */
  takeLast(): string;
}

type Attributes = Record<string, string | number | undefined>;

export function createOutgoing(parts: { sid: string; terms: BoshTerms; first: BoshRequest }): Outgoing {
  const { sid, terms, first } = parts;
  let payloads: string[] = [];
  let bytes = 0;
  let attrs: Attributes = {};
  let created = false;
  let failed = false;

  /** XEP-0124 §7.2 and XEP-0206 §4: what the first answer says besides. */
  const creation = (from: string, id: string): Attributes => ({
    ...{ sid, wait: terms.wait, requests: terms.requests, inactivity: terms.inactivity, hold: terms.hold },
    ...{ polling: terms.polling, maxpause: terms.maxpause, from, authid: id },
    // §7.2, §17.1: to a client that named no version, we are of the kind that has none.
    ...(!terms.legacy && { ver: terms.version }),
    ...(first.attrs.ack === '1' && { ack: first.rid }),
    ...xboshAttributes,
    'xmpp:version': '1.0',
  });

  function take(more: Attributes): string {
    const body = writeBody({ ...attrs, ...more }, payloads);
    [payloads, bytes, attrs] = [[], 0, {}];
    return body;
  }

  return {
    get some() {
      return payloads.length > 0 || Object.keys(attrs).length > 0;
    },
    get bytes() {
      return bytes;
    },
    add(frame) {
      if (frame.startsWith('<open ')) {
        const { from = '', id = '' } = parseXml(frame).attrs;
        attrs = created ? {} : creation(from, id);
        created = true;
        return;
      }
      if (frame.startsWith('<close ')) return;
      if (frame.startsWith('<stream:error')) failed = true;
      payloads.push(frame);
      bytes += frame.length;
    },
    take: () => take({}),
    takeLast: () =>
      // XEP-0124 §17.2: stream errors are "only […] reported using the 'remote-stream-error' condition".
      take({ type: 'terminate', condition: failed ? 'remote-stream-error' : undefined }),
  };
}
