/** What comes to a web server in front of a chat server that is there, and one that is not. */
import { createServer } from 'node:http';
import { freePort } from '../../../support/ports.ts';
import { tried } from './visits.ts';

/** A chat server behind it: answers, refuses, or takes too long. */
export async function behind(): Promise<{ port: number; close(): void }> {
  const port = await freePort();
  const server = createServer((request, response) => {
    if (request.url?.includes('slow')) return;
    response.statusCode = request.url?.includes('denied') ? 403 : 200;
    request.resume().on('end', () => response.end('{}'));
  }).listen(port, '127.0.0.1');
  return { port, close: () => void server.close().closeAllConnections() };
}

/** Resolves when a web server answers there, whatever it says; or when it has had its time. */
export const answers = (port: number): Promise<void> =>
  tried(async () => {
    while (!(await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)))
      await new Promise((resolve) => setTimeout(resolve, 50));
  });

export async function browse(port: number): Promise<void> {
  const ask = (path: string, options: RequestInit = {}) =>
    tried(() =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        ...options,
        headers: { host: 'chat.office.test', 'user-agent': 'Gajim 1.8.4', ...options.headers },
      }),
    );
  await ask('/api/status');
  await ask('/api/denied');
  await ask('/upload/0123456789abcdef/plan%20of%20otto.pdf', { method: 'PUT', body: 'x'.repeat(100) });
  await ask('/upload/0123456789abcdef/large.mp4', { method: 'PUT', body: 'x'.repeat(3_000_000) });
  await ask('/slow');
  await ask('/gone/ws', { headers: { 'x-test': '1' } });
  await ask('/upload-gone/x');
  await ask('/.env');
  await ask('/nothing.html');
  await ask('/secret/');
  await ask('/http-bind', { method: 'POST', body: '<body/>' });
}
