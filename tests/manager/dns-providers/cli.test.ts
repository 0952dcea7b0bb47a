/** `chatelaine dns providers|apply|undo` as processes, on a real zone; and no secret of it anywhere but in its one file. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entries } from '../../../electron/node-host.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { startZoneServer, type ZoneServer } from '../../support/zone-server.ts';
import { DOMAIN } from './office.ts';

describeWith(['named', 'dig'], 'the command line', () => {
  let bind: ZoneServer;
  const folder = temporaryFolder();
  beforeAll(async () => {
    bind = await startZoneServer({
      ...{ kind: 'bind', zone: DOMAIN },
      records: ['_xmpp-client._tcp IN SRV 0 0 5222 old.example.net.', '@ IN TXT "v=spf1 -all"'],
    });
    const office = {
      ...{ way: 'domain', domain: DOMAIN, ports: { starttls: 5222, direct: 5223 } },
      ...{ admins: [`sophie@${DOMAIN}`], addresses: { v4: ['8.8.4.4'], v6: [] } },
    };
    const web = { address: '127.0.0.1', port: 8470 };
    const values = { language: 'system', theme: 'system', web, autostart: true };
    writeFileSync(join(folder.path, 'settings.json'), JSON.stringify({ version: 1, values, office }), {
      mode: 0o600,
    });
  }, 60_000);
  afterAll(async () => {
    await bind?.close();
    folder[Symbol.dispose]();
  });

  /** Everything anybody on this machine could see of its arguments. */
  const commandLines: string[] = [];

  async function chatelaine(args: readonly string[], input = '') {
    const child: ChildProcess = spawn(process.execPath, [entries.cli, ...args, '--data', folder.path], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Nobody listens there: the look after a change finds nobody to ask.
      env: { ...process.env, CHATELAINE_RESOLVER: '127.0.0.1:9' },
    });
    commandLines.push(execFileSync('ps', ['-o', 'args=', '-p', String(child.pid)]).toString());
    let [out, err] = ['', ''];
    child.stdout!.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr!.on('data', (chunk) => {
      err += chunk;
    });
    child.stdin!.end(input);
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, out, err };
  }

  const fields = (more: object = {}) =>
    Object.entries({ server: bind.server, zone: DOMAIN, ...bind.key, ...more })
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
  const zone = () =>
    execFileSync('dig', ['@127.0.0.1', '-p', String(bind.port), DOMAIN, 'AXFR', '+noall', '+answer'])
      .toString()
      .split('\n')
      .filter((line) => line && !line.includes('SOA'))
      .sort();

  test('connected, looked, applied, and put back', { timeout: 120_000 }, async () => {
    const before = zone();
    const refused = await chatelaine(
      ['dns', 'providers', '--connect', 'rfc2136', '--fields', '-'],
      fields({ secret: Buffer.alloc(32, 1).toString('base64') }),
    );
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not know this token or key'),
    });
    const connected = await chatelaine(
      ['dns', 'providers', '--connect', 'rfc2136', '--fields', '-'],
      fields(),
    );
    expect(connected).toMatchObject({ code: 0, out: `RFC 2136 lets us change: ${DOMAIN}\n` });

    const look = await chatelaine(['dns', 'apply', '--dry-run']);
    expect(look.out).toContain(
      `! _xmpp-client._tcp.${DOMAIN} SRV  (somebody else’s: stays, unless --replace names it)`,
    );
    expect(look.out).toContain('now   SRV 0 0 5222 old.example.net.');
    expect(zone()).toEqual(before);
    expect(await chatelaine(['dns', 'apply'])).toMatchObject({ code: 1 });
    expect(zone()).toEqual(before);
    expect(await chatelaine(['dns', 'apply', '--yes', '--replace', 'www A'])).toMatchObject({ code: 2 });

    const applied = await chatelaine(['dns', 'apply', '--yes', '--json', '--replace', 'all']);
    expect(applied.code).toBe(0);
    expect(JSON.parse(applied.out)).toMatchObject({ domain: DOMAIN, state: 'done', problem: null });
    const after = zone().join('\n');
    expect(after).toMatch(/SRV\s+\d+ \d+ 5222 xmpp\.example\.test\./);
    expect(after).toContain('v=spf1 -all');
    expect(after).not.toContain('old.example.net');
    expect(await chatelaine(['dns', 'apply', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is nothing to do.'),
    });

    const undone = await chatelaine(['dns', 'undo', '--yes']);
    expect(undone).toMatchObject({ code: 0 });
    expect(zone()).toEqual(before);
    expect((await chatelaine(['dns', 'undo', '--list'])).out).toContain('undone');

    // The key is in its one file, which is ours alone, and nowhere else.
    const files = readdirSync(folder.path, { recursive: true })
      .map((name) => join(folder.path, String(name)))
      .filter((file) => statSync(file).isFile());
    const holding = files.filter((file) => readFileSync(file).includes(bind.key.secret));
    expect(holding).toEqual([join(folder.path, 'secrets', 'dns-providers.json')]);
    expect(statSync(holding[0]!).mode & 0o077).toBe(0);
    expect(commandLines.join('\n')).not.toContain(bind.key.secret);
    const told = [connected, look, applied, undone].map(({ out, err }) => out + err).join('');
    expect(told).not.toContain(bind.key.secret);
  });

  test('what is not understood is said, with what was meant', { timeout: 60_000 }, async () => {
    expect(await chatelaine(['dns', 'providers', '--connect', 'gandy', '--fields', '-'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean gandi?'),
    });
    expect(await chatelaine(['dns', 'providers', '--connect', 'gandi'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--fields'),
    });
  });
});
