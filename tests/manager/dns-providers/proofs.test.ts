/** Proofs for the certificate, in a real zone: through an access, through an alias into another zone, and by hand. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createProofs, type SeenLook } from '../../../electron/manager/dns/apply/proofs.ts';
import type { AskedServer } from '../../../electron/manager/dns/ask/askers.ts';
import { aliasOf, tells } from '../../../electron/manager/dns/ask/tells.ts';
import { createRfc2136 } from '../../../electron/manager/dns/providers/rfc2136/rfc2136.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { temporaryFolder } from '../../support/host.ts';
import { describeWith } from '../../support/need.ts';
import { startZoneServer, type ZoneServer } from '../../support/zone-server.ts';
import { DOMAIN, openTestOffice, type TestOffice } from './office.ts';

// Real programs on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NAME = `_acme-challenge.${DOMAIN}`;
const HANDED_ON = `_acme-challenge.chat.${DOMAIN}`;
const signal = new AbortController().signal;
/** Waits are short here. */
const clock = { ...systemClock, after: (_: number, run: () => void) => systemClock.after(20, run) };

describeWith(['named'], 'proofs', () => {
  let bind: ZoneServer;
  let folder: ReturnType<typeof temporaryFolder>;
  let office: TestOffice;
  beforeAll(async () => {
    bind = await startZoneServer({
      ...{ kind: 'bind', zone: DOMAIN },
      // As whoever hands the proofs on to another zone has it: acme-dns and its like.
      records: [`_acme-challenge.chat IN CNAME ${NAME}.`, '_acme-challenge.far IN CNAME elsewhere.example.'],
    });
  }, 60_000);
  afterAll(() => bind?.close());
  beforeEach(() => {
    folder = temporaryFolder();
    office = openTestOffice({ dataDir: folder.path });
  });
  afterEach(async () => {
    await office.close();
    folder[Symbol.dispose]();
  });

  /** Nobody but this server is asked. */
  const resolvers = (): AskedServer[] => [
    {
      ...{ id: 'bind', kind: 'resolver', name: 'bind', address: '127.0.0.1', over: 'tcp', url: null },
      server: { address: '127.0.0.1', port: bind.port, vouches: false },
    },
  ];
  const seen: SeenLook = {
    alias: (name, gone) => aliasOf(name, { resolvers: resolvers() }, gone),
    tells: (name, text, gone) => tells(name, text, { resolvers: resolvers() }, gone),
  };
  const open = () =>
    createProofs({
      accesses: office.accesses,
      seen,
      events: office.events,
      clock,
    });
  const connect = () =>
    office.accesses.connect('rfc2136', { server: bind.server, zone: DOMAIN, ...bind.key }, signal);
  const texts = async () => {
    const direct = createRfc2136({ server: bind.server, zone: DOMAIN, ...bind.key }, { clock: systemClock });
    return (await direct.read({ name: DOMAIN, id: '' }, NAME, 'TXT', signal))?.values ?? [];
  };
  const put = async (...values: string[]) => {
    const direct = createRfc2136({ server: bind.server, zone: DOMAIN, ...bind.key }, { clock: systemClock });
    const zone = { name: DOMAIN, id: '' };
    const before = await direct.read(zone, NAME, 'TXT', signal);
    await direct.write(zone, { name: NAME, type: 'TXT', ttl: 60, values }, before, signal);
  };

  test('a wildcard and its domain at once, beside somebody else’s text; taking one away leaves the others', async () => {
    await connect();
    await put('"somebody else’s"');
    const proofs = open();
    expect(await proofs.ways(NAME)).toEqual({ way: 'provider', provider: 'rfc2136', at: NAME });
    await Promise.all([proofs.publish(NAME, 'one', signal), proofs.publish(NAME, 'two', signal)]);
    expect(await texts()).toHaveLength(3);
    await proofs.withdraw(NAME, 'one', signal);
    // Again, as after a crash: nothing happens.
    await proofs.withdraw(NAME, 'one', signal);
    expect(await texts()).toHaveLength(2);
    await proofs.withdraw(NAME, 'two', signal);
    expect(await texts()).toEqual([expect.stringContaining('somebody else')]);
    await put();
  });

  test('an alias is followed to where it may be written', async () => {
    await connect();
    const proofs = open();
    expect(await proofs.ways(HANDED_ON)).toEqual({ way: 'provider', provider: 'rfc2136', at: NAME });
    await proofs.publish(HANDED_ON, 'handed on', signal);
    expect(await texts()).toEqual(['"handed on"']);
    await proofs.withdraw(HANDED_ON, 'handed on', signal);
    expect(await texts()).toEqual([]);
    expect(await proofs.ways(`_acme-challenge.far.${DOMAIN}`)).toEqual({
      way: 'hand',
      at: 'elsewhere.example',
    });
  });

  test('by hand: shown, looked for, and gone from the list when it is there', async () => {
    const proofs = open();
    const told: number[] = [];
    office.events.listen(({ type }) => {
      if (type === 'dns-proofs.changed') told.push(proofs.byHand().length);
    });
    expect(await proofs.ways(NAME)).toEqual({ way: 'hand', at: NAME });
    let done = false;
    const published = proofs.publish(NAME, 'typed', signal).then(() => {
      done = true;
    });
    await expect.poll(() => proofs.byHand()).toMatchObject([{ name: NAME, text: 'typed', seen: 'nowhere' }]);
    await expect.poll(() => proofs.byHand()[0]?.lastLook).toBeTypeOf('number');
    expect(done).toBe(false);
    await put('"typed"');
    await published;
    expect(proofs.byHand()).toEqual([]);
    expect([told[0], told.at(-1)]).toEqual([1, 0]);
    // Nobody takes away what a person has put in.
    await proofs.withdraw(NAME, 'typed', signal);
    expect(await texts()).toEqual(['"typed"']);
    await put();
  });

  test('leaving ends the wait and the showing', async () => {
    const proofs = open();
    const gone = new AbortController();
    const published = proofs.publish(NAME, 'never', gone.signal);
    await expect.poll(() => proofs.byHand().length).toBe(1);
    gone.abort(new Error('cancelled'));
    await expect(published).rejects.toThrow('cancelled');
    expect(proofs.byHand()).toEqual([]);
  });
});
