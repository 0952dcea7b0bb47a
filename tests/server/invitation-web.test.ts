/** The page behind an invitation's web address, fetched as a browser does. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
let port: number;
beforeAll(async () => {
  const loopback = { address: '127.0.0.1', port: 0 };
  test = await startTestServer({
    hosts: ['test', 'second.test'],
    config: {
      listen: [
        { type: 'c2s', tls: 'direct', ...loopback },
        { type: 'http', tls: 'none', ...loopback },
      ],
      web: { url: 'https://chat.example.net' },
    },
  });
  port = test.server.ports.find(({ tls }) => tls !== 'direct')?.port ?? 0;
  await test.createAccounts('nina');
});
afterAll(() => test.stop());

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  new Promise<Answer>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, headers: { host: 'test', ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });

async function invite(): Promise<{ token: string; landing: string; landingPath: string; uri: string }> {
  const spec = test.server.commands().find(({ name }) => name === 'create_invitation');
  return (await spec?.run(spec.args.parse({ kind: 'contact', host: 'test', user: 'nina' }))) as never;
}

it('is where the invitation says, and nothing of it is kept', async () => {
  const { landing, landingPath, token, uri } = await invite();
  expect(landing).toBe(`https://chat.example.net/invite/${token}`);
  const { status, headers, body } = await get(landingPath, {
    'accept-language': 'fr',
    'user-agent': 'Mozilla/5.0 (Linux; Android 14; Pixel 8)',
  });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  expect(body).toContain('nina souhaite discuter avec vous');
  expect(body).toContain(`href="${uri}"`);
  expect(body).toContain('Conversations');
});

it.each(['/invite/unknown', '/invite/a/b', '/invite/%00'])('%s is over', async (path) => {
  const { status, body } = await get(path);
  expect([400, 404]).toContain(status);
  expect(body).not.toContain('xmpp:');
});

it('does not show the tokens of another domain', async () => {
  const { landingPath } = await invite();
  expect((await get(landingPath, { host: 'second.test' })).status).toBe(404);
});

it('writes no token into the log', async () => {
  const { token, landingPath } = await invite();
  await get(landingPath);
  expect(JSON.stringify(test.log)).not.toContain(token);
});

it.each([
  ['en', 'Set a new password for nina@test', 'This link is good until'],
  ['fr', 'Choisir un nouveau mot de passe pour nina@test', 'Ce lien est valable une fois'],
])(
  'a new password, in %s: says whose, and does not call itself an invitation',
  async (language, title, until) => {
    const spec = test.server.commands().find(({ name }) => name === 'create_invitation');
    const made = await spec?.run(spec.args.parse({ kind: 'reset', host: 'test', user: 'nina' }));
    const { body } = await get((made as { landingPath: string }).landingPath, {
      'accept-language': language,
    });
    expect(body).toContain(`<h1>${title}</h1>`);
    expect(body).toContain(until);
    expect(body).not.toContain('nvitation ');
  },
);
