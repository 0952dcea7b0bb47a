/** Partner offices that ask over the web, and strangers who do: who is handed on to the manager, and who makes whom wait. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let site: TestServer;
let url: string;
beforeAll(async () => {
  const loopback = { address: '127.0.0.1', port: 0 };
  const listen = [
    { type: 'c2s', tls: 'direct', ...loopback },
    { type: 'http', tls: 'none', ...loopback },
  ];
  site = await startTestServer({ config: { listen } });
  const port = site.server.ports.find(({ tls }) => tls !== 'direct')?.port ?? 0;
  url = `http://127.0.0.1:${port}/.well-known/chatelaine-reach`;
});
afterAll(() => site.stop());

const run = async (name: string, args: object = {}) => {
  const spec = site.server.commands().find((one) => one.name === name)!;
  return (await spec.run(spec.args.parse(args))) as { question: { id: string; address: string } | null };
};
/** A proxy on this machine says whom it brings. */
const post = (address: string) =>
  fetch(url, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': address } }).then(
    ({ status }) => status,
  );

test('without a manager nothing is there; with one, a flood of strangers makes no partner wait', async () => {
  expect(await post('192.0.2.1')).toBe(404);
  const stop = new AbortController();
  const turnedAway = (async () => {
    while (!stop.signal.aborted) {
      const { question } = await run('partner_probe_next');
      if (question) await run('partner_probe_answer', { id: question.id, status: 400, body: '{}' });
    }
  })();
  const flood: number[] = [];
  for (let n = 0; n < 50; n++) flood.push(await post('192.0.2.1'));
  expect(flood.slice(0, 5)).toEqual([400, 400, 400, 400, 400]);
  expect(flood.at(-1)).toBe(429);
  expect(await post('198.51.100.7')).toBe(400);
  stop.abort();
  // Ends the wait for a next one.
  await post('198.51.100.7');
  await turnedAway;
});
