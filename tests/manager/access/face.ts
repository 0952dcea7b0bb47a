/** A headless face for one test, asked as raw as it gets: neither Host nor path is tidied up, no cookie is kept by itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import { type Headless, startHeadless } from '../../../electron/headless.ts';
import type { Host } from '../../../electron/manager/host.ts';
import { createDispatcher } from '../../../electron/transport/dispatcher.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What the cookie is from now on; undefined when none was set. */
  readonly cookie: string | undefined;
}

export async function startFace(more: Partial<Host> = {}) {
  const folder = temporaryFolder();
  const page = join(folder.path, 'page');
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><html><head><title>x</title></head></html>');
  const dataDir = join(folder.path, 'data');
  const open = (port: number) =>
    startHeadless({ host: testHost(dataDir, more), listen: { address: '127.0.0.1', port }, folder: page });
  /** What the door gave beside a cookie, until a line of that cookie takes it. */
  const tickets = new Map<string, string>();
  let face: Headless = await open(0);
  const port = Number(new URL(face.address).port);
  const own = `127.0.0.1:${port}`;

  function http(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body: string | object = '',
  ): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type: Record<string, string> = text === '' ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port, method, path, headers: { host: own, ...type, ...headers } },
        (answer) => {
          let got = '';
          answer.on('data', (chunk) => {
            got += chunk;
          });
          answer.on('end', () => {
            const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
            const ticket = answer.headers['x-chatelaine-ticket'];
            if (cookie !== undefined && typeof ticket === 'string') tickets.set(cookie, ticket);
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: got, cookie });
          });
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });
  }
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    http('POST', path, { 'x-chatelaine': '1', ...headers }, body);

  return {
    ...{ http, post, port, own, dataDir },
    get face() {
      return face;
    },
    async open() {
      face = await open(port);
    },
    async restart() {
      await face.close();
      face = await open(port);
    },
    byLink: (headers: Record<string, string> = {}) =>
      post('/access', { token: new URL(face.newLink()).hash.slice('#token='.length) }, headers),
    byPassword: (password: string, headers: Record<string, string> = {}) =>
      post('/access/enter', { by: 'password', password }, headers),
    /** Resolves to 101 when the socket opened, else to the status it was refused with. */
    socket: (cookie: string) =>
      new Promise<number>((resolve) => {
        const opened = new WebSocket(`ws://${own}/rpc`, { headers: { origin: `http://${own}`, cookie } });
        opened.on('open', () => {
          opened.close();
          resolve(101);
        });
        opened.on('unexpected-response', (_, answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        opened.on('error', () => resolve(0));
      }),
    /** The contract as a page of this browser calls it, over the one line of its page: confirmed where the door gave a ticket. */
    as(cookie: string, origin = `http://${own}`) {
      const { sessions, confirmations } = face.manager.access;
      const session = sessions.find(cookie.split('=')[1]!)!;
      const line = `the page of ${cookie}`;
      const ticket = tickets.get(cookie);
      tickets.delete(cookie);
      if (ticket !== undefined) confirmations.claim(line, session.id, ticket);
      const { browser, address } = session;
      const caller = { session: session.id, browser, address, origin, line };
      return createRouterClient(createDispatcher(face.manager), { context: caller });
    },
    get desktop() {
      return createRouterClient(createDispatcher(face.manager), { context: { session: null } });
    },
    async close() {
      await face.close();
      folder[Symbol.dispose]();
    },
  };
}

export type Face = Awaited<ReturnType<typeof startFace>>;
