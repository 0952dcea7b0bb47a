/**
 * A real authority (pebble), the real server, real connections: the first certificate, a renewal, one that goes wrong. Nobody is
 * disconnected by any of it, and a stranger is shown what the page says.
 */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CertificateSource, CertificateStatus } from '../../../electron/contract/certificates.ts';
import { type Manager, openManager } from '../../../electron/manager/manager.ts';
import { type Agent, startAgent } from '../../support/agent.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';
import { answerCommands } from '../../support/line.ts';
import { describeWith } from '../../support/need.ts';
import { PEBBLE, type Pebble, startPebble } from '../../support/pebble.ts';
import { freePort } from '../../support/ports.ts';

const CLI = fileURLToPath(new URL('../../../electron/cli.ts', import.meta.url));
const DOMAIN = 'haus.example';
const PASSWORD = 'correct horse battery';
const nobody = { session: null, signal: undefined };

vi.setConfig({ testTimeout: 120_000 });

describeWith([...PEBBLE, 'slixmpp'], 'a public certificate', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let pebble: Pebble;
  let manager: Manager;
  let source: CertificateSource;
  let ports: { starttls: number; direct: number };
  let roots: string;
  const people: Agent[] = [];

  const calls = () => manager.calls;
  const status = async (): Promise<CertificateStatus> =>
    (await calls().certificates.list(undefined, nobody)).certificates[0]!;
  const settled = () =>
    vi.waitFor(
      async () => {
        const now = await status();
        expect([now.state.state, now.problem?.finding]).toEqual(['resting', undefined]);
        return now;
      },
      { timeout: 60_000, interval: 200 },
    );
  const sessions = async () => (await calls().server.overview(undefined, nobody)).sessions;

  /** What a stranger is shown who speaks TLS at once, and knows the authority's root only. */
  const shown = (): Promise<{ fingerprint: string; authorized: boolean }> =>
    new Promise((resolve, reject) => {
      const socket = connect(
        {
          port: ports.direct,
          host: '127.0.0.1',
          servername: DOMAIN,
          ca: roots,
          ALPNProtocols: ['xmpp-client'],
          rejectUnauthorized: false,
        },
        () => {
          resolve({ fingerprint: socket.getPeerCertificate().fingerprint256, authorized: socket.authorized });
          socket.destroy();
        },
      );
      socket.once('error', reject);
    });

  /** A program that is logged in; `port` of the direct kind or of STARTTLS. */
  async function arrive(direct: boolean, ca: string): Promise<Agent> {
    const agent = startAgent('nina', {
      ...{ jid: `nina@${DOMAIN}/p${people.length}`, password: PASSWORD, ca, host: '127.0.0.1', direct },
      port: direct ? ports.direct : ports.starttls,
    });
    people.push(agent);
    await agent.expect('ready', {}, 30_000);
    return agent;
  }

  beforeAll(async () => {
    folder = temporaryFolder();
    pebble = await startPebble({ badNonces: 20 });
    const root = (await pebble.roots())[0]!;
    roots = root;
    writeFileSync(join(folder.path, 'root.pem'), root);
    ports = { starttls: await freePort(), direct: await freePort() };
    const data = join(folder.path, 'data');
    const host = testHost(data, { resolver: pebble.dns, addresses: () => ['127.0.0.1'] });
    manager = await openManager({ host, acmePorts: { http: pebble.httpPort, tls: pebble.tlsPort } });
    await manager.begin();
    const admin = { username: 'nina', displayName: 'Nina' };
    await calls().setup.save({ answers: { way: 'lan', domain: DOMAIN, admin, ports } }, nobody);
    await calls().setup.password({ password: PASSWORD }, nobody);
    const { jobId } = await calls().setup.apply(undefined, nobody);
    expect(await manager.areas?.jobs.ended(jobId)).toMatchObject({ state: 'done' });
    await manager.areas!.service.decide({
      ...{ addresses: { v4: ['127.0.0.1'] }, doors: { calls: false, files: false } },
      otherPorts: { web: await freePort(), components: await freePort(), admin: await freePort() },
    });
    await vi.waitFor(() => expect(manager.serverRuns()).toBe(true), { timeout: 30_000 });
    source = {
      ...{ from: 'authority', authority: 'custom', directory: pebble.directory, directoryCa: pebble.ca },
      ...{ email: null, way: null, webroot: null, profile: null },
    };
  }, 120_000);
  afterAll(async () => {
    await Promise.allSettled(people.map((agent) => agent.stop()));
    await manager?.close();
    await pebble?.stop();
    folder?.[Symbol.dispose]();
  }, 60_000);

  test('the plan says which names, and how each will be proved', async () => {
    const plan = await calls().certificates.plan({ domain: DOMAIN, source }, nobody);
    expect(plan.findings.filter(({ severity }) => severity === 'broken')).toEqual([]);
    expect(plan.possible).toBe(true);
    expect(plan.names[0]).toMatchObject({
      name: DOMAIN,
      need: 'required',
      way: 'http-listener',
      leftOut: false,
    });
  });

  test('the first one comes while people are connected; nobody is disconnected, and strangers believe it', async () => {
    const authority = join(folder.path, 'data/certificates/authority.pem');
    await arrive(false, authority);
    await arrive(true, authority);
    expect(await sessions()).toBe(2);
    const before = await shown();
    expect(before.authorized).toBe(false);

    await calls().certificates.chooseSource({ domain: DOMAIN, source, ticket: null }, nobody);
    const now = await settled();
    expect(now.current).toMatchObject({ local: false, subject: expect.any(String) });
    expect(now.current!.names).toContain(DOMAIN);
    expect(await shown()).toEqual({ fingerprint: now.current!.fingerprint, authorized: true });
    expect(now.served.filter(({ state }) => state === 'other' || state === 'wrong-name')).toEqual([]);
    expect(await sessions()).toBe(2);
    expect(people.flatMap(({ events }) => events.filter(({ event }) => event === 'disconnected'))).toEqual(
      [],
    );
    // Two that were there talk with each other, and a new one checks the certificate itself.
    people[0]!.send({ do: 'message', to: `nina@${DOMAIN}/p1`, body: 'still here', id: 'm1' });
    await people[1]!.expect('message', { body: 'still here', id: 'm1' });
    await arrive(true, join(folder.path, 'root.pem'));
    expect(await sessions()).toBe(3);
  });

  test('a renewal brings another one, with another key, and drops none of three', async () => {
    const before = await status();
    await calls().certificates.order({ domain: DOMAIN, rehearse: false }, nobody);
    const now = await settled();
    expect(now.current!.fingerprint).not.toBe(before.current!.fingerprint);
    expect(now.current!.publicKey).not.toBe(before.current!.publicKey);
    expect(now.previous?.fingerprint).toBe(before.current!.fingerprint);
    expect((await shown()).fingerprint).toBe(now.current!.fingerprint);
    expect([await sessions(), now.history[0]?.what]).toEqual([3, 'renewed']);
    expect(people.flatMap(({ events }) => events.filter(({ event }) => event === 'disconnected'))).toEqual(
      [],
    );
  });

  test('the one before is put back, and is shown at once', async () => {
    const before = await status();
    await calls().certificates.putBack({ domain: DOMAIN }, nobody);
    expect((await shown()).fingerprint).toBe(before.previous!.fingerprint);
    expect(await sessions()).toBe(3);
  });

  test('the web face shows it, too', async () => {
    const { cert } = await manager.webCertificate();
    const { current } = await status();
    expect(new X509Certificate(cert).fingerprint256).toBe(current!.fingerprint);
  });

  test('on the command line, beside the running manager: the one in force is not withdrawn, the other is, and the account gets another key', async () => {
    const { current, previous } = await status();
    const at = join(folder.path, 'data/certificates', DOMAIN);
    const fileOf = (fingerprint: string) =>
      readdirSync(at)
        .filter((name) => name.startsWith('pair-'))
        .map((name) => join(at, name, 'fullchain.pem'))
        .find((file) => new X509Certificate(readFileSync(file)).fingerprint256 === fingerprint)!;
    const other = fileOf(previous!.fingerprint);
    const { serialNumber } = new X509Certificate(readFileSync(other));
    const hangUp = await answerCommands(manager, join(folder.path, 'data'));
    const chatelaine = (...words: string[]) =>
      new Promise<number>((resolve) => {
        const args = [CLI, 'certificate', ...words, '--data', join(folder.path, 'data')];
        execFile(process.execPath, args, (error) => resolve(Number(error?.code ?? 0)));
      });
    expect(await chatelaine('revoke', fileOf(current!.fingerprint))).toBe(1);
    expect(await chatelaine('new-account-key')).toBe(0);
    expect(await chatelaine('revoke', other, '--reason', 'key-compromise')).toBe(0);
    expect(await pebble.status(serialNumber)).toMatchObject({ Status: 'Revoked', Reason: 1 });
    expect(await chatelaine('revoke', other, '--reason', 'stolen')).toBe(2);
    // Again: the authority says that it is done already, and nothing is noted.
    expect(await chatelaine('revoke', other)).toBe(1);
    expect(
      (await calls().app.changes({ before: null, limit: 2 }, nobody)).map(
        ({ action, subject, after, who }) => [...[action, subject, after, who.face]],
      ),
    ).toEqual([
      ['certificate.withdraw', previous!.fingerprint, 'key-compromise', 'command-line'],
      ['certificate.account-key', new URL(pebble.directory).host, null, 'command-line'],
    ]);
    await hangUp();
    // Nobody was disconnected by any of it; and where no manager runs, the command has one of its own.
    expect(await sessions()).toBe(3);
    await Promise.all(people.splice(0).map((agent) => agent.stop()));
    await manager.close();
    expect(await chatelaine('new-account-key')).toBe(0);
  });

  test('keys are for their owner alone, and no half of a pair lies about', async () => {
    const at = join(folder.path, 'data/certificates', DOMAIN);
    const pairs = readdirSync(at).filter((name) => name.startsWith('pair-'));
    expect(pairs).toHaveLength(2);
    for (const pair of pairs) {
      expect(readdirSync(join(at, pair)).sort()).toEqual(['fullchain.pem', 'privkey.pem']);
      expect(statSync(join(at, pair, 'privkey.pem')).mode & 0o777).toBe(0o600);
    }
  });
});
