/** The commands of safety, registration and announcements, as `ctl` and the app run them; invitations are in registration.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ admins: ['anna@test'] });
  await test.createAccounts('anna', 'nina', 'otto');
});
afterAll(() => test.stop());

async function command(name: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const spec = test.server.commands().find((one) => one.name === name);
  if (!spec) throw new Error(`no command ${name}`);
  return spec.run(spec.args.parse(args));
}

it.each([
  ['list_reports'],
  ['list_pending'],
  ['list_blocked'],
  ['list_invitations'],
  ['delete_motd'],
  ['outage_status'],
])('%s refuses a domain that is not served', async (name) => {
  await expect(command(name, { host: 'elsewhere.example' })).rejects.toMatchObject({ code: 'host.unknown' });
});

it('reports are kept until they are dealt with', async () => {
  const nina = await test.session('nina');
  const report =
    "<report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:abuse'><text>rude</text></report>";
  await nina.query('set', `<block xmlns='urn:xmpp:blocking'><item jid='otto@test'>${report}</item></block>`);
  await nina.close();
  const [kept] = (await command('list_reports', { host: 'test' })) as { id: number }[];
  expect(kept).toMatchObject({
    reporter: 'nina@test',
    offender: 'otto@test',
    reason: 'abuse',
    text: 'rude',
    messages: [],
  });
  await command('delete_report', { host: 'test', id: kept?.id });
  expect(await command('list_reports', { host: 'test' })).toEqual([]);
  await expect(command('delete_report', { host: 'test', id: 7 })).rejects.toMatchObject({
    code: 'item.unknown',
  });
});

describe('announcements', () => {
  it('reach those who are here, or everybody', async () => {
    const nina = await test.session('nina');
    nina.send('<presence/>');
    await nina.settle();
    expect(await command('announce', { host: 'test', text: 'Tea' })).toBe(1);
    expect((await nina.find(({ name }) => name === 'message')).getChildText('body')).toBe('Tea');
    await nina.close();
    expect(await command('announce_all', { host: 'test', text: 'Moving' })).toBe(3);
    const later = await test.session('nina');
    later.send('<presence/>');
    expect((await later.find(({ name }) => name === 'message')).getChildText('body')).toBe('Moving');
    await later.close();
  });

  it('have to say something', async () => {
    await expect(command('announce', { host: 'test', text: '  ' })).rejects.toThrow();
  });
});

describe('blocked servers', () => {
  it('are added and taken away one by one', async () => {
    await command('block_address', { host: 'test', address: 'Spam.example' });
    await command('block_address', { host: 'test', address: 'bill@evil.example' });
    expect(await command('list_blocked', { host: 'test' })).toEqual(['spam.example', 'bill@evil.example']);
    await command('unblock_address', { host: 'test', address: 'spam.example' });
    expect(await command('list_blocked', { host: 'test' })).toEqual(['bill@evil.example']);
  });

  it.each(['a@b@c', 'test'])('cannot be %s', async (address) => {
    await expect(command('block_address', { host: 'test', address })).rejects.toMatchObject({
      code: 'refused',
    });
  });
});

describe('the outage status', () => {
  it('is the file of XEP-0455 §2.2, and an empty one when it is over', async () => {
    const [beginning, end] = ['2099-01-12T01:01:01Z', '2099-01-12T05:00:00Z'];
    await command('set_outage', { host: 'test', message: 'New disks', beginning, end });
    expect(await command('outage_status', { host: 'test' })).toEqual({
      ...{ planned: true, beginning, expected_end: end },
      message: { default: 'New disks' },
    });
    await command('clear_outage', { host: 'test' });
    expect(await command('outage_status', { host: 'test' })).toEqual({});
  });

  it('has times as in XEP-0082', async () => {
    await expect(command('set_outage', { host: 'test', message: 'x', beginning: 'soon' })).rejects.toThrow();
  });
});
