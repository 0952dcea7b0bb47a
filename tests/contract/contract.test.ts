/**
 * The same conversation over both transports, against a real manager with an engine in memory: what a page may rely on,
 * whichever face it is in. Every answer is checked against the contract's output schemas.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, isDefinedError, safe } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Contract, LogEntry, ManagerEvent } from '../../electron/contract/index.ts';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { problem } from '../../electron/manager/problem.ts';
import { createDispatcher, type Dispatcher } from '../../electron/transport/dispatcher.ts';
import { createPortTransport } from '../../electron/transport/port.ts';
import { createWebSocketTransport } from '../../electron/transport/websocket.ts';
import { createFakeEngine, type FakeEngine, temporaryFolder, testHost } from '../support/host.ts';

type Client = ContractRouterClient<Contract>;
type Connect = (
  dispatcher: Dispatcher,
  session: string,
) => Promise<{ client: Client; close(): Promise<void> }>;

const overPort: Connect = async (dispatcher) => {
  const { port1, port2 } = new MessageChannel();
  createPortTransport(dispatcher)(port1 as never, { session: null });
  port1.start();
  port2.start();
  return {
    client: createORPCClient(new PortLink({ port: port2 as never })),
    close: async () => port2.close(),
  };
};

const overSocket: Connect = async (dispatcher, session) => {
  const serve = createWebSocketTransport(dispatcher);
  const http = createServer();
  new WebSocketServer({ server: http }).on('connection', (socket) =>
    serve(socket, { session, line: session }),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as { port: number };
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => socket.once('open', resolve));
  return {
    client: createORPCClient(new SocketLink({ websocket: socket as never })),
    async close() {
      socket.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
};

describe.each([
  ['message port', overPort],
  ['WebSocket', overSocket],
])('the contract over a %s', (_, connect) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let engine: FakeEngine;
  let manager: Manager;
  let client: Client;
  let close: () => Promise<void>;

  beforeEach(async () => {
    folder = temporaryFolder();
    engine = createFakeEngine();
    manager = await openManager({ host: testHost(folder.path), engine, portFree: async () => undefined });
    // A browser whose person has given the password just now.
    const { id } = await manager.access.sessions.open({ browser: '', address: '', by: 'password' });
    manager.access.confirmations.confirm(id);
    ({ client, close } = await connect(createDispatcher(manager), id));
  });
  afterEach(async () => {
    await close();
    await manager.close();
    folder[Symbol.dispose]();
  });

  async function setUp(): Promise<void> {
    const admin = { username: 'Sophie', displayName: 'Sophie Martin' };
    await client.setup.save({ step: 'summary', answers: { way: 'domain', domain: 'Example.org.', admin } });
    await client.setup.password({ password: 'correct horse battery' });
    const { jobId } = await client.setup.apply();
    await manager.areas!.jobs.ended(jobId);
    await client.setup.finish();
  }

  test('from nothing to a running server and a colleague', async () => {
    expect(await client.server.overview()).toMatchObject({ status: { state: 'not-set-up' }, findings: [] });
    expect((await client.setup.state()).lanName).toBe('atelier.local');
    await setUp();
    const [job] = await client.app.jobs();
    expect(job).toMatchObject({ name: 'setup.apply', state: 'done', problem: null });
    expect(job!.steps.map(({ code, state }) => `${code} ${state}`)).toEqual([
      'folder done',
      'authority done',
      'certificate done',
      'configuration done',
      'administrator done',
      'start done',
    ]);
    const { person, password } = await client.people.add({ username: 'Otto', displayName: ' Otto Blum ' });
    expect(person).toMatchObject({
      address: 'otto@example.org',
      displayName: 'Otto Blum',
      admin: false,
      devices: [],
    });
    expect(password).toMatch(/^[a-hjkmnp-z]{6}(-[a-hjkmnp-z]{6}){2}$/);
    expect(engine.people.get('otto@example.org')?.password).toBe(password);
    expect(await client.server.overview()).toMatchObject({
      status: { state: 'running' },
      domain: 'example.org',
      people: { total: 2, online: 0 },
      certificate: { subject: 'example.org' },
      findings: [{ code: 'names.not-checked' }],
    });
    expect((await client.app.changes({ before: null, limit: 10 })).map(({ action }) => action)).toEqual([
      'people.add',
      'setup.apply',
    ]);
    expect((await client.connect.values()).ports).toEqual({ starttls: 5222, direct: 5223 });
    expect((await client.connect.trustSteps()).map(({ system }) => system)).toContain('firefox');
  });

  test('guides, filled with the office’s own values', async () => {
    await setUp();
    expect(await client.guides.way({})).toMatchObject({
      domain: 'example.org',
      way: 'typed',
      because: 'not-asked',
    });
    const wish = { address: 'nina@example.org', language: 'fr', clients: ['pidgin'] } as const;
    const { guides } = await client.guides.fill({ ...wish, clients: [...wish.clients], tls: 'direct' });
    const values = guides[0]?.steps.flatMap(({ fields }) => fields.map(({ value }) => value));
    expect(values).toEqual(expect.arrayContaining(['nina', 'example.org', '5223']));
    await expect(
      client.guides.fill({ ...wish, clients: [], address: 'nina@elsewhere.example' }),
    ).rejects.toMatchObject({
      code: 'input.invalid',
    });
  });

  test('the firewall, where nobody may touch it', async () => {
    await setUp();
    const state = await client.firewall.look();
    expect(state).toMatchObject({ access: 'by-hand', look: { state: 'never' }, countdown: null, last: null });
    expect(state.byHand.apply).toMatch(/^sudo .* firewall apply --data /);
    const wish = { plan: 'x', window: 'window-of-sophie' };
    await expect(client.firewall.apply(wish)).rejects.toMatchObject({ code: 'firewall.not-possible' });
    await expect(client.firewall.apply({ ...wish, window: '' })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    for (const call of ['keep', 'back'] as const)
      await expect(client.firewall[call]({ id: 'x' })).rejects.toMatchObject({ code: 'firewall.too-late' });
    await expect(client.firewall.alive({ id: 'x', window: wish.window })).rejects.toMatchObject({
      code: 'firewall.too-late',
    });
  });

  test('the internet box, before anybody asked it', async () => {
    const before = await client.router.get();
    expect(before).toMatchObject({ at: null, cases: { v4: 'not-looked', v6: 'not-looked' }, mappings: [] });
    for (const call of [() => client.router.map({ removeAtEnd: false }), () => client.router.unmap()])
      await expect(call()).rejects.toMatchObject({ code: 'setup.not-done' });
    await expect(client.router.map({ removeAtEnd: 'yes' as never })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    await setUp();
    expect((await client.router.get()).choice).toEqual({ on: false, removeAtEnd: false });
  });

  test('a room, from its making to its end', async () => {
    await setUp();
    await client.people.add({ username: 'otto', displayName: 'Otto Blum' });
    const wish = {
      ...{
        local: 'Atelier',
        name: 'Atelier',
        description: '',
        topic: '',
        password: '',
        entry: 'everyone' as const,
      },
      ...{
        membersMayInvite: true,
        everyoneSetsTopic: false,
        keepsHistory: true,
        listed: true,
        moderated: false,
      },
    };
    const room = await client.rooms.create({ ...wish, people: ['otto@example.org'] });
    const { address } = room;
    expect(room).toMatchObject({ address: 'atelier@conference.example.org', members: 2, now: 0 });
    expect(await client.rooms.list()).toMatchObject({
      service: 'conference.example.org',
      rooms: [{ address }],
    });
    expect(await client.rooms.change({ address, entry: 'members' })).toMatchObject({ entry: 'members' });
    const person = 'otto@example.org';
    await client.rooms.setStanding({ address, person, standing: 'admin' });
    expect((await client.rooms.get({ address })).people).toContainEqual({
      address: person,
      standing: 'admin',
      reason: '',
    });
    const occupant = { nick: 'Otto', address: person, role: 'moderator' as const, devices: ['desk'] };
    engine.rooms.all.get(address)!.details.occupants.push(occupant);
    expect(await client.rooms.sendOut({ address, nick: 'Otto', reason: 'break' })).toMatchObject({
      occupants: [],
    });
    const message = {
      id: 'm1',
      at: 5,
      nick: 'Otto',
      author: person,
      kind: 'text' as const,
      text: 'hello',
      reason: '',
    };
    engine.rooms.all.get(address)!.messages.push(message);
    expect(await client.rooms.messages({ address, before: null })).toEqual({
      messages: [message],
      oldest: 'm1',
      more: false,
    });
    await client.rooms.takeBack({ address, id: 'm1', reason: 'private' });
    expect((await client.rooms.messages({ address, before: null })).messages).toMatchObject([
      { kind: 'taken-back' },
    ]);
    await client.rooms.close({ address, reason: 'moved' });
    expect((await client.rooms.list()).rooms).toEqual([]);
    const changes = await client.app.changes({ before: null, limit: 7 });
    expect(changes.map(({ action }) => action).toReversed()).toEqual([
      ...[
        'rooms.create',
        'rooms.change',
        'rooms.standing',
        'rooms.send-out',
        'rooms.read',
        'rooms.take-back',
      ],
      'rooms.close',
    ]);
  });

  test('refusals are typed', async () => {
    await setUp();
    const domain = await safe(client.setup.checkDomain({ value: 'https://example.org/' }));
    expect(isDefinedError(domain.error) && [domain.error.code, domain.error.data]).toEqual([
      'domain.invalid',
      { value: 'https://example.org/', reason: 'url', suggestion: 'example.org' },
    ]);
    const table: [Promise<unknown>, string][] = [
      [client.people.add({ username: 'sophie', displayName: '' }), 'person.exists'],
      [client.people.add({ username: 'a b', displayName: '' }), 'person.name-invalid'],
      [client.people.add({ username: 'eva', displayName: '', password: 'short' }), 'person.password-weak'],
      [client.people.remove({ address: 'sophie@example.org' }), 'person.last-admin'],
      [client.people.setDisabled({ address: 'sophie@example.org', disabled: true }), 'person.last-admin'],
      [client.people.get({ address: 'nobody@example.org' }), 'person.unknown'],
      [client.people.disconnect({ address: 'sophie@example.org/gone' }), 'device.gone'],
      [client.rooms.get({ address: 'nowhere@conference.example.org' }), 'room.unknown'],
      [client.rooms.change({ address: 'x@conference.elsewhere.example', name: 'x' }), 'room.unknown'],
      [
        client.rooms.change({ address: 'x@conference.example.org', entry: 'nobody' as never }),
        'input.invalid',
      ],
      [client.rooms.takeBack({ address: 'x'.repeat(4000), id: 'm1' }), 'input.invalid'],
      [client.teams.rename({ id: 'x', label: 'y' }), 'team.unknown'],
      [client.teams.create({ label: '  ', members: [] }), 'input.invalid'],
      [client.joining.approve({ address: 'x@example.org' }), 'entry.gone'],
      [client.joining.invite({ username: 'a b', days: 7 }), 'person.name-invalid'],
      [client.joining.invite({ username: '', days: 0 }), 'input.invalid'],
      [client.joining.setRule({ rule: 'nobody' as never }), 'input.invalid'],
      [client.history.preview({ people: -1, rooms: 0 }), 'input.invalid'],
      [client.safety.keepOut({ address: 'example.org' }), 'address.invalid'],
      [client.safety.closeReport({ id: 1 }), 'entry.gone'],
      [client.programs.create({ name: '  ', use: 'read', days: 0 }), 'input.invalid'],
      [client.programs.create({ name: 'x', use: 'all' as never, days: 0 }), 'input.invalid'],
      [client.programs.revoke({ id: 'x' }), 'entry.gone'],
      [client.webchat.set({ name: 'two\nlines' }), 'input.invalid'],
      [client.app.cancelJob({ id: 'x' }), 'job.unknown'],
      [client.setup.save({ step: 'welcome' }), 'setup.already-done'],
      [client.people.add({ username: 5 as never, displayName: '' }), 'input.invalid'],
      [client.access.newLink(), 'access.denied'],
    ];
    const codes = await Promise.all(
      table.map(async ([call]) => (await safe(call)).error as { code?: string } | null),
    );
    expect(codes.map((error) => error?.code)).toEqual(table.map(([, code]) => code));
  });

  test('names: surveyed, looked at step by step, followed; nobody answers here, and that is said', async () => {
    await setUp();
    const types: string[] = [];
    for await (const one of await client.dns.check({ domain: 'example.org' })) {
      if (types.at(-1) !== one.type) types.push(one.type);
      if (one.type !== 'done') continue;
      expect(one.report.plan.every(({ state }) => state === 'not-checked')).toBe(true);
      expect(one.report).toMatchObject({ domain: 'example.org', notChecked: ['zone-servers', 'resolvers'] });
    }
    expect(types).toEqual(['started', 'asking', 'done']);
    const stop = new AbortController();
    for await (const { watch, report } of await client.dns.watch({ domain: 'example.org' }, stop)) {
      expect([watch.state, report?.domain]).toEqual([expect.any(String), 'example.org']);
      stop.abort();
      break;
    }
    expect((await client.dns.list()).map(({ domain }) => domain)).toEqual(['example.org']);
    expect(await client.dns.survey({ domain: 'partner.example' })).toMatchObject({ registered: 'unknown' });
    expect(await client.dns.resolvers()).toMatchObject({ usual: true });
    const { error } = await safe(client.dns.report({ domain: 'partner.example' }));
    expect(error).toMatchObject({ code: 'input.invalid' });
  });

  test('other servers and doors: decided, tried step by step, and told', async () => {
    await setUp();
    expect(await client.federation.get()).toMatchObject({ policy: 'open', running: true, domains: [] });
    expect(await client.federation.setPolicy({ policy: 'listed' })).toEqual({
      policy: 'listed',
      companies: [],
    });
    const partner = {
      ...{ domain: 'partner.example', allowed: true, certificate: false, target: '' },
      ...{ authority: '', trusted: [] },
    };
    expect(await client.federation.setCompany({ domain: 'Partner.example', allowed: true })).toEqual({
      ...{ policy: 'listed', domain: 'partner.example', companies: [partner] },
    });
    const told: string[] = [];
    for await (const one of await client.federation.try({ domain: 'partner.example' }))
      told.push(one.type === 'step' ? one.step.step : one.type);
    expect(told).toEqual(['started', 'lookup', 'connect', 'secure', 'authenticate', 'ping', 'done']);
    const { error } = await safe(client.federation.setCompany({ domain: 'example.org', allowed: true }));
    expect(error).toMatchObject({ code: 'address.invalid', data: { reason: 'own' } });
    engine.federation.try = async function* () {
      yield { step: 'lookup', ok: true, ms: 1, problem: null, detail: null };
      throw problem('server.not-running', {});
    };
    const broken = async () => {
      for await (const one of await client.federation.try({ domain: 'partner.example' })) told.push(one.type);
    };
    expect((await safe(broken())).error).toMatchObject({ code: 'server.not-running' });
    await client.federation.retry({ domain: 'partner.example' });
    expect(engine.outside.retried).toEqual(['partner.example']);
    const { doors } = await client.doors.set({ calls: false });
    expect(doors.filter(({ wanted }) => !wanted).map(({ id }) => id)).toEqual(['calls']);
    expect((await client.doors.get()).relay).toEqual({ from: 49_152, to: 49_351 });
  });

  test('bridges: added, changed, removed and brought back; a secret is told once', async () => {
    await setUp();
    const wish = { kind: 'program', label: 'Bot', name: 'Stock bot', rights: false } as const;
    const { bridge, secret } = await client.bridges.add(wish);
    expect(bridge).toMatchObject({ address: 'bot.example.org', name: 'Stock bot', on: true, rights: false });
    expect(secret).toMatch(/^[\w-]{32}$/);
    expect((await client.bridges.renew({ address: bridge.address })).secret).not.toBe(secret);
    expect((await client.bridges.change({ address: bridge.address, on: false })).state).toEqual({
      state: 'off',
    });
    await client.bridges.remove({ address: bridge.address });
    expect((await client.bridges.list()).bridges).toEqual([]);
    expect(await client.bridges.restore({ address: bridge.address })).toMatchObject({ on: false });
    const { error } = await safe(client.bridges.add(wish));
    expect(error).toMatchObject({ code: 'input.invalid', data: { field: 'label', reason: 'taken' } });
    expect((await safe(client.bridges.remove({ address: 'x.example.org' }))).error).toMatchObject({
      code: 'entry.gone',
    });
  });

  test('invitations: made with all that can be wished, taken back, brought back; and a link for a password', async () => {
    await setUp();
    const { id } = await client.teams.create({ label: 'Atelier', members: [] });
    const wish = { username: 'marie', displayName: 'Marie', days: 3, team: id, language: 'fr' as const };
    const made = await client.joining.invite({ ...wish, by: 'sophie@example.org' });
    expect(made).toMatchObject({ ...{ username: 'marie', team: id, language: 'fr', state: 'open' } });
    await client.joining.revoke({ token: made.token });
    expect(await client.joining.invitations()).toMatchObject([{ state: 'revoked', used: [] }]);
    await client.joining.restore({ token: made.token });
    const link = await client.joining.resetLink({ address: 'sophie@example.org' });
    expect(link).toMatchObject({ kind: 'reset', username: 'sophie' });
    const refusals: [Promise<unknown>, string][] = [
      [client.joining.restore({ token: made.token }), 'entry.gone'],
      [client.joining.invite({ ...wish, username: 'x', team: 'nobody' }), 'team.unknown'],
      [client.joining.invite({ ...wish, username: 'x', domain: 'else.example' }), 'domain.refused'],
      [client.joining.invite({ ...wish, username: 'x', times: 2 }), 'input.invalid'],
    ];
    for (const [call, code] of refusals) await expect(call).rejects.toMatchObject({ code });
  });

  test('how people stand, and a trial of push', async () => {
    await setUp();
    engine.peopleState.of = async () => [
      {
        ...{ address: 'sophie@example.org', lastSeen: 5, keys: 1, push: [], waiting: 2 },
        programs: [],
      },
    ];
    expect(await client.people.state()).toMatchObject([
      { address: 'sophie@example.org', encryption: { keys: 1 }, push: { state: 'none' }, waiting: 2 },
    ]);
    expect(await client.people.tryPush({ address: 'sophie@example.org' })).toEqual([]);
  });

  test('public authorities: which there are, and a binding that is kept and never told', async () => {
    const bound = (rows: { id: string; bound: boolean }[]) =>
      rows.filter((row) => row.bound).map(({ id }) => id);
    const rows = await client.acme.authorities();
    expect(rows.map(({ id }) => id)).toEqual(['letsencrypt', 'google', 'zerossl', 'custom']);
    const key = { authority: 'google' as const, kid: 'key-1', macKey: 'c2VjcmV0LXNlY3JldC1zZWNyZXQ' };
    const after = await client.acme.keepBinding(key);
    expect(bound(after)).toEqual(['google']);
    expect(JSON.stringify(after)).not.toContain(key.macKey);
    expect(bound(await client.acme.forgetBinding({ authority: 'google' }))).toEqual([]);
    expect((await safe(client.acme.keepBinding({ ...key, macKey: 'not base64!' }))).error).toMatchObject({
      code: 'input.invalid',
    });
  });

  test('behind a website: what it needs, in force and not any more', async () => {
    await setUp();
    const { suggestion, inUse, onePort } = await client.website.get();
    expect([inUse, suggestion.name]).toEqual([null, 'xmpp.example.org']);
    expect(onePort).toMatchObject({ wanted: false, open: false });
    const front = { program: 'caddy' as const, name: 'chat.example.org', machine: null };
    const files = await client.website.files(front);
    expect([...new Set(files.map(({ kind }) => kind))]).toEqual(['site', 'domain', 'hoster', 'one-port']);
    expect(await client.website.use({ front })).toMatchObject({
      inUse: front,
      address: 'https://chat.example.org',
    });
    expect(await client.website.setOnePort({ wanted: true })).toMatchObject({ onePort: { wanted: true } });
    expect(await client.website.use({ front: null })).toMatchObject({ inUse: null });
    const refused = [
      await safe(client.website.files({ ...front, machine: 'web' })),
      await safe(client.website.use({ front: { ...front, name: 'example.org' } })),
    ];
    expect(refused.map(({ error }) => error)).toMatchObject([
      { code: 'input.invalid', data: { field: 'machine' } },
      { code: 'settings.refused', data: { field: 'website.name', reason: 'own' } },
    ]);
  });

  test('what the office decides: answered, told as events, and kept', async () => {
    await setUp();
    const team = await client.teams.create({ label: 'Workshop', members: ['sophie@example.org'] });
    expect(await client.teams.list()).toEqual([team]);
    expect(await client.joining.setRule({ rule: 'approval' })).toEqual({ rule: 'approval' });
    const invitation = await client.joining.invite({ username: '', days: 7 });
    expect(await client.joining.invitations()).toEqual([invitation]);
    engine.office.messages.people.push(40, 4);
    expect((await client.history.preview({ people: 31, rooms: 0 })).remove).toEqual({ people: 1, rooms: 0 });
    await client.history.set({ people: 31, rooms: 0 });
    expect((await client.history.get()).keep).toEqual({ people: 31, rooms: 0 });
    expect(await client.safety.keepOut({ address: 'Bulk.example' })).toEqual({ address: 'bulk.example' });
    expect(await client.safety.keptOut()).toEqual(['bulk.example']);
    expect(await client.safety.reports()).toEqual([]);
    engine.office.reports.set(1, {
      ...{ id: 1, at: 1, reporter: 'sophie@example.org', offender: 'x@bulk.example', reason: 'spam' },
      ...{ text: '', quotes: [] },
    });
    engine.office.waiting.set('paul@example.org', {
      ...{ address: 'paul@example.org', username: 'paul', askedAt: 1, from: '192.0.2.1' },
    });
    const codes = (await client.server.overview()).findings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['people.waiting', 'reports.new']));
  });

  test('programs and the chat in the browser: a token is answered once, and a switch is kept', async () => {
    await setUp();
    const { token, program } = await client.programs.create({ name: 'Website', use: 'passwords', days: 0 });
    expect((await client.programs.list()).programs).toEqual([program]);
    expect(JSON.stringify(await client.app.changes({ before: null, limit: 50 }))).not.toContain(token);
    await client.programs.revoke({ id: program.id });
    await client.programs.restore({ id: program.id });
    expect(await client.webchat.set({ on: false })).toMatchObject({ on: false, name: '' });
    expect(await client.webchat.set({ name: ' Martin ' })).toMatchObject({ on: false, name: 'Martin' });
  });

  test('somebody leaves and comes back, and who tries to connect is followed until the page leaves', async () => {
    await setUp();
    const { person } = await client.people.add({ username: 'otto', displayName: 'Otto' });
    const { address } = person;
    const preview = await client.leaving.preview({ address, successor: null });
    expect(preview).toMatchObject({ address, rooms: [], teams: [], remains: { messages: 120 } });
    const wish = { address, successor: null, removeAfterDays: 30, copy: true, language: 'fr' } as const;
    const { jobId } = await client.leaving.start(wish);
    expect(await manager.areas?.jobs.ended(jobId!)).toMatchObject({ state: 'done' });
    const [left] = await client.leaving.list();
    expect(left).toMatchObject({ address, state: 'left', copy: { messages: 0 } });
    const copy = await client.leaving.copy({ address, offset: 0 });
    expect([Buffer.from(copy.data, 'base64').subarray(0, 2).toString(), copy.next]).toEqual(['PK', null]);
    await client.leaving.forgetCopy({ address });
    const refused = (code: string) => expect.objectContaining({ code });
    await expect(client.leaving.copy({ address, offset: 0 })).rejects.toEqual(refused('leaving.no-copy'));
    await expect(client.leaving.start({ ...wish, successor: 'x@y.example' })).rejects.toEqual(
      refused('leaving.successor'),
    );
    await client.leaving.back({ address });
    await expect(client.leaving.back({ address })).rejects.toEqual(refused('leaving.unknown'));
    const watched = (await client.coach.watch({ person: null }))[Symbol.asyncIterator]();
    expect((await watched.next()).value).toMatchObject({ running: true, stories: [] });
    await watched.return?.();
    await client.coach.letIn({ address, source: '192.0.2.7' });
  });

  test('a bug of ours is a reference, and the log has the rest', async () => {
    await setUp();
    engine.accounts.list = async () => {
      throw new TypeError('inner detail');
    };
    const { error } = await safe(client.people.list());
    const { code, data } = error as unknown as { code: string; data: { reference: string } };
    expect(code).toBe('manager.unexpected');
    expect(JSON.stringify(error)).not.toContain('inner detail');
    const search = {
      level: 'error',
      source: 'manager',
      search: data.reference,
      before: null,
      limit: 5,
    } as const;
    const { entries } = await client.logs.page(search);
    expect(entries).toMatchObject([
      { message: 'something unexpected happened', fields: { where: 'people.list' } },
    ]);
    expect(entries[0]!.raw).toContain('inner detail');
  });

  test('an answer that breaks the contract is a bug of ours too', async () => {
    await setUp();
    engine.accounts.list = async () => [{ address: 5 } as never];
    const { error } = await safe(client.people.list());
    expect((error as { code?: string } | null)?.code).toBe('manager.unexpected');
  });

  test('events are numbered: who comes back with its last number misses nothing', async () => {
    const first = (await client.app.events({ since: null }))[Symbol.asyncIterator]();
    const next = first.next();
    await client.settings.set({ language: 'fr' });
    const { n } = (await next).value as ManagerEvent;
    await first.return?.();
    await client.settings.set({ language: 'en' });
    const seen: string[] = [];
    for await (const event of await client.app.events({ since: n })) {
      seen.push(event.event.type);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['settings.changed', 'change', 'settings.changed']);
    for await (const { event } of await client.app.events({ since: 5 })) {
      expect(event.type).toBe('resync');
      break;
    }
  });

  test('logs are followed, and no password is in them', async () => {
    const page = await client.logs.page({
      level: 'debug',
      source: 'both',
      search: '',
      before: null,
      limit: 1000,
    });
    const follow = {
      level: 'info',
      source: 'manager',
      search: 'hello world',
      after: page.entries.at(-1)?.seq ?? 0,
    } as const;
    const lines = (await client.logs.follow(follow))[Symbol.asyncIterator]();
    const next = lines.next();
    manager.log.info({ password: 'hunter2' }, 'unrelated');
    manager.log.info({ password: 'hunter2', inner: { token: 'hunter2' } }, 'world says hello');
    const { entries } = (await next).value as { entries: LogEntry[] };
    expect(entries.map(({ message }) => message)).toEqual(['world says hello']);
    await lines.return?.();
    await setUp();
    const all = await client.logs.page({
      level: 'debug',
      source: 'both',
      search: '',
      before: null,
      limit: 1000,
    });
    expect(JSON.stringify(all)).not.toMatch(/hunter2|correct horse/);
  });

  test('a log is looked at as numbered lines, and a file that is none is refused', async () => {
    manager.log.info({ subsystem: 'logs' }, 'looked at');
    const { sources } = await client.logView.sources();
    expect(sources.slice(0, 2).map(({ id, kind }) => [id, kind])).toEqual([
      ['server', 'own'],
      ['manager', 'own'],
    ]);
    const filter = {
      ...{ level: 'debug' as const, text: 'looked', person: null, host: null, subsystem: null, code: null },
      ...{ since: null, until: null },
    };
    const states = await client.logView.watch({ sources: ['manager'], filter });
    for await (const state of states) {
      if (state.last === state.first) continue;
      const { view, last } = state;
      const { rows } = await client.logView.rows({ view, from: last - 1, count: 1 });
      expect(rows.map(({ message, subsystem }) => [message, subsystem])).toEqual([['looked at', 'logs']]);
      const { entry } = await client.logView.entry({ place: rows[0]!.place });
      expect(JSON.parse(entry!.raw)).toMatchObject({ message: 'looked at' });
      break;
    }
    const { error } = await safe(client.logView.openFile({ path: '/dev/zero' }));
    expect(isDefinedError(error) && [error.code, error.data]).toEqual([
      'log.unreadable',
      { file: '/dev/zero', reason: 'special' },
    ]);
  });

  test("leaving an event stream ends it on the manager's side too", async () => {
    const ended = Promise.withResolvers<void>();
    const follow = manager.calls.app.events;
    manager.calls.app.events = async (input, options) => {
      options.signal?.addEventListener('abort', () => ended.resolve());
      return follow(input, options);
    };
    await client.app.events({ since: null });
    await close();
    await ended.promise;
  });
});

test('recovery mode: every call is answered, with the reason', async () => {
  using folder = temporaryFolder();
  writeFileSync(`${folder.path}/settings.json`, '{ broken');
  const manager = await openManager({ host: testHost(folder.path), engine: createFakeEngine() });
  const { client, close } = await overPort(createDispatcher(manager), '');
  expect((await client.app.info()).recovery?.reason).toMatch(/JSON/);
  const { error } = await safe(client.people.list());
  expect(isDefinedError(error) && error.code).toBe('manager.recovery');
  const { entries } = await client.logs.page({
    level: 'error',
    source: 'both',
    search: '',
    before: null,
    limit: 9,
  });
  expect(entries.map(({ message }) => message)).toEqual(['the data could not be read: recovery mode']);
  await close();
  await manager.close();
});
