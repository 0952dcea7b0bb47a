/** No token is left anywhere but in its one file: a whole life of an access, then log, events, changes and files are searched. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openManager } from '../../../electron/manager/manager.ts';
import { cloudflare, gandi } from '../../support/dns-apis/dialects.ts';
import { startFakeApi } from '../../support/dns-apis/server.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../../support/host.ts';

const nobody = { session: null, signal: undefined };
const TOKENS = {
  good: 'gandi-pat-0123456789abcdef',
  limited: 'gandi-pat-that-may-only-read',
  wrong: 'gandi-pat-that-is-none-at-all',
};

/** Every file below `folder` that holds one of the tokens. */
const holding = (folder: string, tokens: readonly string[]): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => tokens.some((token) => readFileSync(join(folder, name)).includes(token)));

test('no token is in a log, an event, a change, an answer or a refusal', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  const api = await startFakeApi(gandi(TOKENS), ['example.test']);
  const manager = await openManager({
    ...{ host: testHost(folder.path), engine: createFakeEngine(), fetch: api.fetch },
    portFree: async () => undefined,
  });
  const told: unknown[] = [];
  const { calls } = manager;
  const gone = new AbortController();
  const events = (async () => {
    for await (const event of await calls.app.events({ since: null }, { ...nobody, signal: gone.signal }))
      told.push(event);
  })();
  try {
    const ports = { starttls: 5222, direct: 5223 };
    const admin = { username: 'sophie', displayName: 'Sophie' };
    await calls.setup.save({ answers: { way: 'domain', domain: 'example.test', admin, ports } }, nobody);
    await calls.setup.password({ password: 'correct horse battery' }, nobody);
    const { jobId } = await calls.setup.apply(undefined, nobody);
    expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });

    const connect = (token: string) =>
      calls.dnsProviders
        .connect({ provider: 'gandi', fields: { token } }, nobody)
        .catch((error) => ({ ...error, stack: error.stack }));
    // The fake repeats what it was given in its refusal, as careless programs do.
    told.push(await connect(TOKENS.wrong), await connect(`${TOKENS.wrong} `), await connect('with\nlines'));
    told.push(await connect(TOKENS.limited));
    await calls.dnsProviders.setAddresses({ v4: ['8.8.4.4'], v6: [] }, nobody);
    const look = await calls.dnsProviders.preview({ domain: 'example.test' }, nobody);
    told.push(look);
    const consent: string[] = [];
    const limited = await calls.dnsProviders.apply(
      { domain: 'example.test', ticket: look.ticket, consent },
      nobody,
    );
    expect(await manager.areas?.jobs.ended(limited.jobId)).toMatchObject({
      ...{ state: 'failed', problem: { code: 'dns-provider.denied', data: { reason: 'right-missing' } } },
    });
    told.push(await connect(TOKENS.good));
    const again = await calls.dnsProviders.preview({ domain: 'example.test' }, nobody);
    const { jobId: applying } = await calls.dnsProviders.apply(
      { domain: 'example.test', ticket: again.ticket, consent },
      nobody,
    );
    expect(await manager.areas?.jobs.ended(applying)).toMatchObject({ state: 'done' });
    const { accesses } = await calls.dnsProviders.get(undefined, nobody);
    told.push(
      accesses,
      await calls.app.changes({ before: null, limit: 100 }, nobody),
      await calls.app.jobs(undefined, nobody),
    );
    told.push(
      await calls.logs
        .page({ text: '', level: 'debug', source: null, before: null, limit: 200 } as never, nobody)
        .catch(() => []),
    );
    expect(accesses).toMatchObject([
      { provider: 'gandi', zones: ['example.test'], covers: ['example.test'] },
    ]);

    const tokens = Object.values(TOKENS);
    expect(holding(folder.path, tokens)).toEqual([join('secrets', 'dns-providers.json')]);
    expect(statSync(join(folder.path, 'secrets', 'dns-providers.json')).mode & 0o077).toBe(0);
    // A token was replaced by the next one: the old one is not kept.
    expect(readFileSync(join(folder.path, 'secrets', 'dns-providers.json'), 'utf8')).not.toContain(
      TOKENS.limited,
    );
    await calls.dnsProviders.forget({ id: accesses[0]!.id }, nobody);
    expect(holding(folder.path, tokens)).toEqual([]);
  } finally {
    gone.abort();
    await events.catch(() => undefined);
    await manager.close();
    await api.close();
  }
  const text = JSON.stringify(told);
  expect(text).toContain('dns.apply');
  for (const token of Object.values(TOKENS)) expect(text).not.toContain(token);
  expect(holding(folder.path, Object.values(TOKENS))).toEqual([]);
});

test('a name that somebody else’s account could answer for is not asked with our token', async () => {
  // Tokens go to the provider's own address only, whatever an answer points to.
  const api = await startFakeApi(cloudflare({ good: 'x', limited: 'y' }), ['example.test']);
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked.push(new URL(String(input)).host);
    return api.fetch(input, init);
  };
  const { createProvider } = await import('../../../electron/manager/dns/providers/create.ts');
  const { systemClock } = await import('../../../electron/manager/host.ts');
  const clock = { ...systemClock, after: (_: number, run: () => void) => systemClock.after(1, run) };
  api.mishaps.push({ how: 'redirect' }, { how: 'redirect' }, { how: 'redirect' }, { how: 'redirect' });
  const zones = createProvider('cloudflare', { token: 'x' }, { fetch, clock }).zones(
    new AbortController().signal,
  );
  await expect(zones).rejects.toMatchObject({ code: 'dns-provider.down' });
  expect(new Set(asked)).toEqual(new Set(['api.cloudflare.com']));
  await api.close();
});
