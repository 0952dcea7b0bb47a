/**
 * Another server in a conversation script, without a stream: what would leave for it is handed over by the kernel's seam
 * (`kernel/outside.ts`), what it sends is routed as a stream does that has proved who it is.
 */
import { type Element, parse } from 'ltx';
import { parseJid } from '../../server/kernel/jid.ts';
import { parseXml } from '../../server/kernel/xml.ts';
import type { TestServer } from './server.ts';

export interface RemoteServer {
  readonly domain: string;
  /** What came for it and was not looked at yet, in order. */
  readonly received: Element[];
  send(xml: string): void;
  /** The next that came, or comes. */
  next(what: string): Promise<Element>;
  /** Resolves when all it sent is handled, and what that caused for it has come. */
  settle(): Promise<void>;
  close(): void;
}

/** Longest wait for something to come. */
const WAIT_MS = 10_000;

export function attachRemote(domain: string, { server, host }: TestServer): RemoteServer {
  const received: Element[] = [];
  const waiting = new Map<string, () => void>();
  const wake: (() => void)[] = [];
  let pings = 0;

  const detach = server.outside.attach(
    domain,
    ({ stanza }) => {
      // As it would be on the wire: what the server does to it later is not seen.
      const copy = parse(stanza.toString());
      const answered = copy.name === 'iq' && waiting.get(copy.attrs.id ?? '');
      if (answered) return answered();
      received.push(copy);
      for (const call of wake.splice(0)) call();
    },
    { remote: true },
  );

  function send(xml: string): void {
    const stanza = parseXml(
      xml.replace(/^<(\w+)(?![^>]*\sxmlns=['"]jabber:client)/, "<$1 xmlns='jabber:client'"),
    );
    const from = parseJid(stanza.attrs.from ?? '');
    if (from?.domain !== domain) throw new Error(`${domain} cannot send from "${stanza.attrs.from}"`);
    server.router.route(stanza);
  }

  return {
    domain,
    received,
    send,
    async next(what) {
      const deadline = Date.now() + WAIT_MS;
      while (received.length === 0) {
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`waited for ${what}; nothing came`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      return received.shift()!;
    },
    async settle() {
      const id = `settled-${++pings}`;
      await new Promise<void>((resolve) => {
        waiting.set(id, resolve);
        send(`<iq type='get' id='${id}' from='${domain}' to='${host}'><ping xmlns='urn:xmpp:ping'/></iq>`);
      });
      waiting.delete(id);
    },
    close: detach,
  };
}
