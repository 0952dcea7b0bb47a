/**
 * SSDP (UPnP Device Architecture 1.1 §1.3): who here is an internet gateway? Asked of all by multicast and of the router
 * itself, because some boxes hear only one of the two. Nobody but the router is believed.
 */
import { converse } from '../conversation.ts';

const GROUP = '239.255.255.250';
const PORT = 1900;
const TARGETS = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
];
/** Sent twice, for UDP loses one now and then; MX 1 asks for an answer within a second. */
const SENDINGS_MS = [0, 700];
const TIME_MS = 3_000;
const MOST_BYTES = 2048;
const MOST_ANSWERS = 64;

const search = (target: string): Buffer =>
  Buffer.from(
    `M-SEARCH * HTTP/1.1\r\nHOST: ${GROUP}:${PORT}\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ${target}\r\n\r\n`,
  );

/** The address of the description in an answer; undefined for what is none. */
export function readLocation(bytes: Buffer): string | undefined {
  if (bytes.length > MOST_BYTES) return undefined;
  const text = bytes.toString('latin1');
  if (!/^HTTP\/1\.[01] 200/.test(text)) return undefined;
  return /^location:[ \t]*(\S{1,1000})[ \t]*$/im.exec(text)?.[1];
}

/**
 * The router's own description, as it says. Rejects with `RouterSilent` where it says nothing.
 * @param source our address towards it, whose network card is asked.
 */
export const findDescription = (gateway: string, source: string, signal: AbortSignal): Promise<string> =>
  converse(
    {
      ...{ type: 'udp4', source, mostAnswers: MOST_ANSWERS },
      begin(socket, later, silent) {
        socket.setMulticastTTL(2);
        try {
          socket.setMulticastInterface(source);
        } catch {
          // The card went away in this moment: the router itself is asked all the same.
        }
        for (const ms of SENDINGS_MS)
          later(ms, () => {
            // A network without multicast refuses one of them; silence is told at the end.
            for (const target of TARGETS)
              for (const to of [GROUP, gateway]) socket.send(search(target), PORT, to, () => undefined);
          });
        later(TIME_MS, () => silent('no answer'));
      },
      hear: (bytes, { address }) => (address === gateway ? readLocation(bytes) : undefined),
    },
    signal,
  );
