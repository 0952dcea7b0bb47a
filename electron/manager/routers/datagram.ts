/** One question by UDP to one address, asked again until it is answered or the time is over. */
import { isIPv6 } from 'node:net';
import { systemCode } from '../problem.ts';
import { converse } from './conversation.ts';

export interface Question<T> {
  /** The router; IPv6 with its zone: `fe80::1%eth0`. */
  readonly gateway: string;
  readonly port: number;
  /** Our address towards it. */
  readonly source: string;
  readonly bytes: Buffer;
  /** How long to wait after each sending, in milliseconds; the sum is the time it all takes. */
  readonly waits: readonly number[];
  /** What the answer says; undefined for bytes that are none of ours. Throws what the answer means. */
  readonly read: (bytes: Buffer) => T | undefined;
}

/** SPEC: RFC 6887 §7: "with a maximum UDP payload length of 1100 octets"; NAT-PMP's are smaller still. */
const MOST_BYTES = 1100;
/** Whoever shouts this often is not answering us. */
const MOST_ANSWERS = 32;

/** Rejects with `RouterSilent` where nobody answers, and with what `read` throws. */
export const ask = <T>(
  { gateway, port, source, bytes, waits, read }: Question<T>,
  signal: AbortSignal,
): Promise<T> =>
  converse(
    {
      ...{ type: isIPv6(gateway) ? 'udp6' : 'udp4', source, mostAnswers: MOST_ANSWERS },
      begin(socket, later, silent) {
        const send = (time: number) => {
          const wait = waits[time];
          if (wait === undefined) return silent('no answer');
          socket.send(bytes, (error) => {
            if (error) silent(systemCode(error) ?? error.message);
          });
          later(wait, () => send(time + 1));
        };
        // SPEC: RFC 6886 §3.3: "the client MUST check the source IP address, and silently discard the packet if the address is
        // not the address of the gateway to which the request was sent". A connected socket hears nobody else.
        socket.connect(port, gateway, () => send(0));
      },
      hear: (answer) => (answer.length > MOST_BYTES ? undefined : read(answer)),
    },
    signal,
  );
