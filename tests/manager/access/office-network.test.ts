/**
 * The office network for real: the manager on one computer, a colleague's Chromium and curl on another, a cable between them.
 * Two network namespaces; the office's own authority in the browser's list, then a certificate from elsewhere while it listens.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { reachManager } from '../../../electron/local/client.ts';
import { createNodeHost } from '../../../electron/node-host.ts';
import { accessibilityProblems, startBrowser } from '../../support/chromium.ts';
import { builtFace } from '../../support/face.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeInNetworks } from '../../support/need-network.ts';
import { makeAuthority } from '../../support/pki.ts';

const run = promisify(execFile);
const [PASSWORD, PORT, NAME] = ['clou sapin lundi', 8471, 'atelier.local'];
const [OFFICE, DESK] = ['10.77.0.1', '10.77.0.2'];
const BY_NAME = `https://${NAME}:${PORT}/`;

describeInNetworks(['chromium', 'certutil', 'curl'], 'from another computer of the office', () => {
  const folder = temporaryFolder();
  const [here, there] = [`cha${process.pid}`, `chb${process.pid}`];
  const data = join(folder.path, 'data');
  const home = join(folder.path, 'home');
  let manager: ChildProcess;
  let elsewhere: Awaited<ReturnType<typeof makeAuthority>>;
  let browser: Browser;
  let page: Page;
  let reached: Awaited<ReturnType<typeof reachManager>>;
  const client = () => reached.client;

  beforeAll(async () => {
    const face = await builtFace();
    for (const name of [here, there]) await run('ip', ['netns', 'add', name]);
    await run('ip', [
      'link',
      'add',
      'cable',
      'netns',
      here,
      'type',
      'veth',
      'peer',
      'name',
      'cable',
      'netns',
      there,
    ]);
    for (const [name, address] of [
      [here, OFFICE],
      [there, DESK],
    ] as const)
      for (const line of ['link set lo up', `addr add ${address}/24 dev cable`, 'link set cable up'])
        await run('ip', ['-n', name, ...line.split(' ')]);
    const child = join(import.meta.dirname, 'served.ts');
    // One that every computer knows, as the public ones are.
    elsewhere = await makeAuthority('Authority of elsewhere');
    const known = join(folder.path, 'known.pem');
    writeFileSync(known, elsewhere.pem);
    manager = spawn('ip', ['netns', 'exec', here, process.execPath, child, data, face], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: known },
    });
    await new Promise<void>((resolve, reject) => {
      manager.stdout!.once('data', () => resolve());
      manager.once('exit', (code) => reject(new Error(`it ended: ${code}`)));
    });
    // Its socket is a file, and files are in both networks.
    reached = await reachManager(createNodeHost(data));
    const admin = { username: 'sophie', displayName: 'Sophie' };
    await client().setup.save({ step: 'summary', answers: { way: 'lan', domain: NAME, admin } });
    await client().setup.password({ password: 'correct horse battery' });
    await client().setup.apply();
    await vi.waitFor(async () => expect((await client().app.jobs())[0]).toMatchObject({ state: 'done' }), {
      timeout: 60_000,
      interval: 200,
    });
    await client().setup.finish();
    await client().access.setPassword({ password: PASSWORD });
    expect(await client().access.lanOpen({ port: PORT })).toMatchObject({
      ...{ state: 'trying', addresses: expect.arrayContaining([`https://${OFFICE}:${PORT}/`]) },
    });

    // What a person does with the office's authority on a computer of the office.
    const { pem } = await client().connect.authorityPem();
    writeFileSync(join(folder.path, 'office.crt'), pem);
    const list = `sql:${join(home, '.pki/nssdb')}`;
    mkdirSync(join(home, '.pki/nssdb'), { recursive: true });
    await run('certutil', ['-d', list, '-N', '--empty-password']);
    await run('certutil', [
      '-d',
      list,
      '-A',
      '-t',
      'C,,',
      '-n',
      'office',
      '-i',
      join(folder.path, 'office.crt'),
    ]);
    const chromium = join(folder.path, 'chromium');
    const rules = `MAP ${NAME} ${OFFICE}`;
    writeFileSync(
      chromium,
      `#!/bin/sh\nHOME=${home} exec ip netns exec ${there} /usr/bin/chromium --host-resolver-rules='${rules}' "$@"\n`,
    );
    chmodSync(chromium, 0o755);
    browser = await startBrowser(chromium);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await reached?.close();
    const ended = new Promise((resolve) => manager?.once('exit', resolve));
    if (manager?.kill('SIGTERM')) await ended;
    for (const name of [here, there]) await run('ip', ['netns', 'del', name]).catch(() => undefined);
    folder[Symbol.dispose]();
  }, 60_000);

  /** On the colleague's computer. @returns the answer with its headers. */
  async function curl(url: string, ...more: string[]): Promise<string> {
    const args = ['-sS', '-i', '--max-time', '20', '--cacert', join(folder.path, 'office.crt')];
    const names = ['--resolve', `${NAME}:${PORT}:${OFFICE}`];
    const { stdout } = await run('ip', ['netns', 'exec', there, 'curl', ...args, ...names, ...more, url]);
    return stdout;
  }
  const guess = (password: string, ...more: string[]) =>
    curl(
      `${BY_NAME}access/enter`,
      ...['-H', 'content-type: application/json', '-H', 'x-chatelaine: 1', ...more],
      ...['--data', JSON.stringify({ by: 'password', password })],
    );
  async function visit(url: string, ignoreHTTPSErrors = false): Promise<void> {
    await page?.context().close();
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ignoreHTTPSErrors });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(url);
  }
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
  async function logIn(): Promise<void> {
    await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
  }
  const isHome = () => page.getByRole('navigation').first().waitFor();

  it('who types http:// is led to https://, and other names are sent away', async () => {
    const led = await curl(`http://${NAME}:${PORT}/x?y=1`);
    expect(led).toMatch(/^HTTP\/1\.1 301 /);
    expect(led).toContain(`Location: https://${NAME}:${PORT}/x?y=1\r\n`);
    expect(await curl(`http://${NAME}:${PORT}/`, '-H', 'Host: evil.example')).toMatch(/^HTTP\/1\.1 421 /);
    expect(await curl(BY_NAME, '-H', `Host: evil.example:${PORT}`)).toMatch(/^HTTP\/1\.1 421 /);
  }, 60_000);

  it('the page comes with all its walls, over what TLS is good today', async () => {
    const answer = await curl(BY_NAME);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    for (const header of [
      /content-security-policy: default-src 'none'; script-src 'self'; [^\r]*frame-ancestors 'none'/i,
      /x-content-type-options: nosniff/i,
      /referrer-policy: no-referrer/i,
      /cross-origin-opener-policy: same-origin/i,
    ])
      expect(answer).toMatch(header);
    for (const old of ['--tls-max 1.1 --tlsv1.0', '--tls-max 1.0 --tlsv1.0'])
      await expect(curl(BY_NAME, ...old.split(' '))).rejects.toThrow(/alert|protocol|SSL/i);
    // A page of another site in the same browser.
    const upgrade = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    const headers = [...upgrade, 'Origin: https://evil.example'].flatMap((line) => ['-H', line]);
    expect(await curl(`${BY_NAME}rpc`, '--http1.1', ...headers)).toMatch(/^HTTP\/1\.1 403 /);
  }, 60_000);

  it('Chromium trusts the office’s authority; the password lets in, and the listener stays', async () => {
    await visit(BY_NAME);
    await page.locator('input[autocomplete=current-password]').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await logIn();
    await isHome();
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, httpOnly, secure, sameSite }) => [name, httpOnly, secure, sameSite])).toEqual(
      [
        [`__Host-chatelaine-${PORT}`, true, true, 'Strict'],
        [`__Host-chatelaine-${PORT}-device`, true, true, 'Strict'],
      ],
    );
    expect(page.url()).not.toMatch(/token|password|ticket/);
    expect((await client().access.get()).lan).toMatchObject({ state: 'open', port: PORT });
  }, 60_000);

  it('a passkey is made by name and opens by name; by number the page says where', async () => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await page.goto(`${BY_NAME}#/settings`);
    await press('Add a passkey');
    await page.getByLabel('Name of the passkey').fill('Desk');
    await press('Make the passkey');
    await page.getByText(new RegExp(`For ${NAME}, made on`)).waitFor();
    await press('Log out here');
    await press('Use a passkey');
    await page.getByRole('heading', { name: 'Who may open this app' }).waitFor();

    await visit(`https://${OFFICE}:${PORT}/`);
    await page.getByText('Your passkey works under the name of this computer').waitFor();
    expect(await page.getByRole('link', { name: BY_NAME }).getAttribute('href')).toBe(BY_NAME);
    expect(await page.getByRole('button', { name: 'Use a passkey' }).count()).toBe(0);
  }, 90_000);

  it('whoever guesses from there slows down strangers, and not the browser that was let in', async () => {
    await visit(BY_NAME);
    await logIn();
    await isHome();
    const answers: string[] = [];
    for (let tries = 0; tries < 20; tries++) answers.push((await guess(`wrong ${tries}`)).slice(9, 12));
    expect(answers.slice(0, 5)).toEqual(['401', '401', '401', '401', '401']);
    expect(new Set(answers.slice(7))).toContain('429');
    expect((await guess(PASSWORD)).slice(9, 12)).toBe('429');
    await page.goto(`${BY_NAME}#/settings`);
    await press('Log out here');
    await logIn();
    await page.getByRole('heading', { name: 'Who may open this app' }).waitFor();
  }, 90_000);

  it('another certificate is shown from the next connection on, and open pages stay', async () => {
    await visit(BY_NAME);
    await logIn();
    await isHome();
    const leaf = await elsewhere.issue({ dns: [NAME, `*.${NAME}`], ip: [OFFICE], to: 60 });
    const text = (...parts: string[]) => Buffer.from(parts.join('\n')).toString('base64');
    const { ticket, findings } = await client().certificateSources.inspectFiles({
      files: [
        { name: 'chain.pem', data: text(leaf.pem, elsewhere.pem) },
        { name: 'key.pem', data: text(leaf.key) },
      ],
    });
    expect(ticket, JSON.stringify(findings)).not.toBeNull();
    const opened = await page.evaluate(() => performance.timeOrigin);
    await client().certificates.chooseSource({ domain: NAME, source: { from: 'given' }, ticket });
    writeFileSync(join(folder.path, 'office.crt'), elsewhere.pem);
    await expect
      .poll(() => curl(BY_NAME).catch((error: Error) => error.message), { timeout: 20_000, interval: 500 })
      .toMatch(/^HTTP\/1\.1 200 /);
    // The line of before is the same one: nothing was loaded anew, and it answers.
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(opened);
    await client().settings.set({ theme: 'dark' });
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  }, 90_000);
});
