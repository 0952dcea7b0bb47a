/**
 * Loaded into the server's process before its own code: when the manager is gone, the server stops in order.
 *
 * The manager holds the other end of standard input and never writes to it. However the manager ends, kill -9 included,
 * the system closes that end; then this process asks itself to stop, as a service manager would. So no server is left
 * holding its ports with nobody looking after it. One that hangs over stopping is ended after a while.
 */
import { Socket } from 'node:net';

// A plain socket and not process.stdin: that one would stay in the way of a server that wants to end by itself.
const STOP_WITHIN_MS = 15_000;
const leash = new Socket({ fd: 0, readable: true, writable: false });
leash.on('error', () => undefined);
leash.on('close', () => {
  if (process.listenerCount('SIGTERM') === 0) process.exit(0);
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  process.emit('SIGTERM', 'SIGTERM');
});
leash.resume();
leash.unref();
