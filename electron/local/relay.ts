/**
 * The desktop's window on a manager of another process, such as a service: what a page says is handed on over the folder's socket as it is,
 * and so is what comes back. The same frames go over both; nothing is read on the way.
 */
import { connect } from 'node:net';
import WebSocket from 'ws';
import { socketPath } from '../manager/local-socket.ts';
import { FACE_HEADER, LINE } from './line.ts';

/** Node's MessagePort, or Electron's MessagePortMain. */
export interface RelayedPort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  close(): void;
}

type Frame = string | Uint8Array;

/** What a page may say before the line is there: its first calls. */
const WAITING_BYTES = 4 * 1024 * 1024;

/** Electron hands over an event with the message in it, Node the message itself. */
function frameOf(message: unknown): Frame | undefined {
  const data = typeof message === 'object' && message !== null && 'data' in message ? message.data : message;
  if (typeof data === 'string' || data instanceof Uint8Array) return data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}

/** The line to the manager that has the folder, named as the desktop's. Rejects where none answers. */
export async function openDesktopLine(dataDir: string): Promise<WebSocket> {
  const path = await socketPath(dataDir, LINE);
  return new WebSocket('ws://localhost/', {
    createConnection: () => connect(path),
    headers: { [FACE_HEADER]: 'desktop' },
    handshakeTimeout: 10_000,
    perMessageDeflate: false,
  });
}

/** @returns what `listenOnIpc` serves ports with. A line that ends closes its port; the page asks for another. */
export function createRelay(dataDir: string): (port: RelayedPort) => void {
  return (port) => {
    let line: WebSocket | undefined;
    let over = false;
    const waiting: Frame[] = [];
    let bytes = 0;

    const end = () => {
      if (over) return;
      over = true;
      line?.terminate();
      port.close();
    };
    const send = (frame: Frame) => {
      if (line?.readyState === WebSocket.OPEN) return line.send(frame);
      waiting.push(frame);
      bytes += frame.length;
      if (bytes > WAITING_BYTES) end();
    };
    port.on('message', (message) => {
      const frame = frameOf(message);
      if (frame === undefined) end();
      else send(frame);
    });
    port.on('close', end);

    openDesktopLine(dataDir).then((opened) => {
      line = opened;
      opened.on('open', () => {
        for (const frame of waiting.splice(0)) opened.send(frame);
      });
      opened.on('message', (data: Buffer, isBinary: boolean) => {
        if (!over) port.postMessage(isBinary ? new Uint8Array(data) : data.toString('utf8'));
      });
      opened.on('close', end);
      opened.on('error', end);
      if (over) opened.terminate();
    }, end);
  };
}
