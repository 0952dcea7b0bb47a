/**
 * Hears a router that started again, or got another address outside: both protocols tell everybody on the network
 * (RFC 6886 §3.2.1, RFC 6887 §14.1.2). What it says is not believed, only taken as a reason to ask.
 */
import { createSocket } from 'node:dgram';
import type { Logger } from 'pino';

const GROUP = '224.0.0.1';
const PORT = 5350;

/** @returns how to stop. Where another program has the port, nothing is heard, and the look every few minutes finds it. */
export function hearAnnouncements(parts: {
  readonly log: Pick<Logger, 'info'>;
  /** The router; null where there is none. */
  readonly gateway: () => string | null;
  readonly heard: () => void;
}): () => void {
  const { log, gateway, heard } = parts;
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.unref();
  socket.on('error', (error) =>
    log.info({ subsystem: 'routers', cause: error.message }, 'announcements are not heard'),
  );
  socket.on('message', (bytes, { address, port }) => {
    if (address === gateway() && port === 5351 && bytes.length >= 4) heard();
  });
  socket.bind({ port: PORT, exclusive: false }, () => {
    try {
      socket.addMembership(GROUP);
    } catch {
      // Every machine is a member of the group of all machines: some systems say so by an error.
    }
  });
  return () => socket.close();
}
