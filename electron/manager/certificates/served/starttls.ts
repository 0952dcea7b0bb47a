/** The few words of XMPP before TLS begins, as a client or another server says them. Specs: RFC 6120 §4.2, §5.4.2. */
import type { Socket } from 'node:net';

/** Features of a busy server take a few hundred bytes. */
const MAX_BYTES = 16 * 1024;

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');

/**
 * Resolves when the server says that TLS may begin; throws a sentence when it says anything else.
 * WHY no parser: of what comes two words are looked for, nothing is believed, and nothing follows them before TLS.
 */
export async function askForTls(
  socket: Socket,
  { to, between }: { to: string; between: 'client' | 'server' },
): Promise<void> {
  const read = reader(socket);
  socket.write(
    `<?xml version='1.0'?><stream:stream to='${escapeXml(to)}' version='1.0' xmlns='jabber:${between}' xmlns:stream='http://etherx.jabber.org/streams'>`,
  );
  const features = await read(/<\/(?:\w+:)?features\s*>|<(?:\w+:)?features\s*\/>|<(?:\w+:)?error[\s>]/);
  if (/<(?:\w+:)?error[\s>]/.test(features)) throw new Error(`it answers ${streamError(features)}`);
  // SPEC: RFC 6120 §5.4.2.1: the receiving entity includes the STARTTLS feature when it can negotiate TLS.
  if (!features.includes('urn:ietf:params:xml:ns:xmpp-tls')) throw new Error('it offers no STARTTLS');
  socket.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  const answer = await read(/<(?:\w+:)?(?:proceed|failure)[\s/>]/);
  if (/failure/.test(answer)) throw new Error('it refuses STARTTLS');
}

const streamError = (text: string): string =>
  /<(?:\w{1,20}:)?([a-z-]{1,40})[^<>]*urn:ietf:params:xml:ns:xmpp-streams/.exec(text)?.[1] ??
  'a stream error';

/** Reads until a pattern is there; what was read before is forgotten at each call. */
function reader(socket: Socket): (wanted: RegExp) => Promise<string> {
  return (wanted) =>
    new Promise((resolve, reject) => {
      let text = '';
      const done = (act: () => void) => {
        socket.off('data', more).off('error', failed).off('close', closed);
        // TLS reads the socket itself from here on.
        socket.pause();
        act();
      };
      const more = (chunk: Buffer) => {
        text += chunk.toString('latin1');
        if (wanted.test(text)) done(() => resolve(text));
        else if (text.length > MAX_BYTES) done(() => reject(new Error('it speaks too much before TLS')));
      };
      const failed = (error: Error) => done(() => reject(error));
      const closed = () => done(() => reject(new Error('it hangs up')));
      socket.on('data', more).on('error', failed).on('close', closed);
      socket.resume();
    });
}
