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

const run = async (name: string, args: object): Promise<Record<string, unknown>> => {
  const spec = test.server.commands().find((one) => one.name === name);
  return (await spec?.run(spec.args.parse(args))) as never;
};

it('says why it does not work any more, and works again when it is brought back', async () => {
  const { token, landingPath } = await invite();
  await run('revoke_invitation', { host: 'test', token });
  const over = await get(landingPath, { 'accept-language': 'fr' });
  expect(over.status).toBe(410);
  expect(over.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(over.body).toContain('Cette invitation a été retirée');
  expect(over.body).toContain('demandez à nina');
  await run('restore_invitation', { host: 'test', token });
  expect((await get(landingPath)).status).toBe(200);
  await expect(run('restore_invitation', { host: 'test', token })).rejects.toThrow('no such invitation');
});

it('speaks the language that was chosen on it, and what the inviter thought where the browser says neither', async () => {
  const made = await run('create_invitation', { kind: 'person', host: 'test', user: 'tom', language: 'fr' });
  const path = made.landingPath as string;
  expect((await get(path, { 'accept-language': 'de' })).body).toContain('Vous avez une invitation');
  expect((await get(path, { 'accept-language': 'en' })).body).toContain('You are invited');
  expect((await get(`${path}?language=fr`, { 'accept-language': 'en' })).body).toContain('Vous avez');
  await run('revoke_invitation', { host: 'test', token: made.token });
});

it('a new link for a password ends the one before it', async () => {
  const first = await run('create_invitation', { kind: 'reset', host: 'test', user: 'nina' });
  await run('create_invitation', { kind: 'reset', host: 'test', user: 'nina' });
  expect((await get(first.landingPath as string)).body).toContain('This link was taken back');
});

it('a link for a password that a newer one has replaced never works again', async () => {
  const reset = { kind: 'reset', host: 'test', user: 'nina' };
  const [first, second] = [await run('create_invitation', reset), await run('create_invitation', reset)];
  const restore = ({ token }: Record<string, unknown>) => run('restore_invitation', { host: 'test', token });
  await expect(restore(first)).rejects.toThrow('no such invitation');
  await run('revoke_invitation', { host: 'test', token: second.token });
  await expect(restore(first)).rejects.toThrow('no such invitation');
  expect(await restore(second)).toEqual({ restored: true });
});

it.each([
  ['a team nobody has', { kind: 'person', user: 'tom', team: 'nobody' }, 'There is no team nobody'],
  [
    'an inviter without an account',
    { kind: 'person', user: 'tom', by: 'ghost@test' },
    'no account ghost@test',
  ],
  ['one name for several', { kind: 'person', user: '', uses: 3, name: 'Tom' }, 'used once'],
  ['a team for a contact', { kind: 'contact', user: 'nina', team: 'x' }, 'somebody who gets an account'],
])('refuses %s', async (_, args, sentence) => {
  await expect(run('create_invitation', { host: 'test', ...args })).rejects.toThrow(sentence);
});

it('shows no more than so many pages in an hour to one network', async () => {
  const limited = await startTestServer({
    config: { listen: [{ type: 'http', tls: 'none', address: '127.0.0.1', port: 0 }], limits: {} },
  });
  const own = port;
  port = limited.server.ports[0]?.port ?? 0;
  try {
    const answers = [];
    for (let asked = 0; asked < 302; asked++) answers.push((await get('/invite/guess')).status);
    expect(answers.slice(299)).toEqual([404, 429, 429]);
  } finally {
    port = own;
    await limited.stop();
  }
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
