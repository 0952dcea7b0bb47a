/** What whoever looks after the server sees of files, and what the rules take away: by the commands, on a real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoredFile } from '../../../server/modules/upload/overview.ts';
import { ask, type Site, startSite } from './site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite({ hosts: ['test', 'other.test'], config: { limits: {} } });
  await site.createAccounts('nina', 'otto', 'ida@other.test');
  await upload('nina', 'first.txt', 'x'.repeat(100));
  await upload('nina', 'second.txt', 'x'.repeat(300));
  await upload('otto', 'third.png', 'x'.repeat(200), 'image/png');
  await upload('ida', 'elsewhere.txt', 'x'.repeat(900), 'text/plain', 'other.test');
});
afterAll(() => site.stop());

async function command<T>(name: string, args: Record<string, unknown>): Promise<T> {
  const spec = site.server.commands().find((one) => one.name === name);
  if (!spec) throw new Error(`no command ${name}`);
  return (await spec.run(spec.args.parse(args))) as T;
}

async function upload(user: string, name: string, body: string, type = 'text/plain', host = 'test') {
  const client = await site.session(user, { host });
  const answer = await client.query(
    'get',
    `<request xmlns='urn:xmpp:http:upload:0' filename='${name}' size='${body.length}' content-type='${type}'/>`,
    `upload.${host}`,
  );
  await client.close();
  const slot = answer.getChild('slot')!;
  const put = await ask(site, slot.getChild('put')!.attrs.url!, { method: 'PUT', body });
  expect(put.status).toBe(201);
  return slot.getChild('get')!.attrs.url!;
}

interface Overview {
  people: { account: string; files: number; bytes: number }[];
  biggest: StoredFile[];
  free: number;
  rules: Record<string, number>;
}

test('who has how much, and the largest files, of one domain', async () => {
  const { people, biggest, free, rules } = await command<Overview>('uploads_overview', { host: 'test' });
  expect(people).toEqual([
    { account: 'nina@test', files: 2, bytes: 400 },
    { account: 'otto@test', files: 1, bytes: 200 },
  ]);
  expect(biggest.map(({ name, bytes }) => `${name} ${bytes}`)).toEqual([
    'second.txt 300',
    'third.png 200',
    'first.txt 100',
  ]);
  expect(free).toBeGreaterThan(0);
  expect(rules).toEqual({ keepDays: 365, maxBytes: 100 * 2 ** 20, quotaBytes: 1024 * 2 ** 20 });
});

test('a file is deleted by a handle that opens nothing', async () => {
  const url = await upload('otto', 'secret.txt', 'secret');
  const { files } = await command<{ files: StoredFile[] }>('uploads_of', { user: 'otto', host: 'test' });
  expect(files.map(({ name }) => name)).toEqual(['secret.txt', 'third.png']);
  const { handle } = files[0]!;
  expect(url).not.toContain(handle);
  await expect(command('delete_upload', { user: 'nina', host: 'test', handle })).rejects.toMatchObject({
    code: 'item.unknown',
  });
  expect(await command('delete_upload', { user: 'otto', host: 'test', handle })).toEqual({
    ...{ name: 'secret.txt', bytes: 6 },
  });
  expect((await ask(site, url)).status).toBe(404);
});

test('a file is read out for its owner’s copy byte for byte, over several pieces; for nobody else, and not past its end', async () => {
  const bytes = Array.from({ length: 900_000 }, (_, n) => String.fromCharCode(33 + ((n * 7919) % 90))).join(
    '',
  );
  await upload('nina', 'plan.txt', bytes);
  const list = await command<{ handle: string; name: string; bytes: number }[]>('export_uploads', {
    ...{ user: 'nina', host: 'test' },
  });
  expect(list.map(({ name }) => name)).toContain('plan.txt');
  const { handle } = list.find(({ name }) => name === 'plan.txt')!;
  const at = (offset: number, user = 'nina') =>
    command<{ data: string; next: number | null }>('export_upload', { user, host: 'test', handle, offset });
  const pieces: Buffer[] = [];
  for (let next: number | null = 0; next !== null; ) {
    const piece: { data: string; next: number | null } = await at(next);
    pieces.push(Buffer.from(piece.data, 'base64'));
    next = piece.next;
  }
  expect(pieces.map(({ length }) => length)).toEqual([393_216, 393_216, 113_568]);
  expect(Buffer.concat(pieces).toString() === bytes).toBe(true);
  expect(await at(900_000)).toEqual({ data: '', next: null });
  await expect(at(0, 'otto')).rejects.toMatchObject({ code: 'item.unknown' });
  await command('delete_upload', { user: 'nina', host: 'test', handle });
  await expect(at(0)).rejects.toMatchObject({ code: 'item.unknown' });
});

test.each([['uploads_overview'], ['preview_upload_rules'], ['uploads_of'], ['delete_upload']])(
  '%s refuses a domain that is not served',
  async (name) => {
    const args = {
      host: 'elsewhere.example',
      user: 'nina',
      keepDays: 1,
      quotaBytes: 1,
      handle: 'x'.repeat(22),
    };
    await expect(command(name, pick(name, args))).rejects.toMatchObject({ code: 'host.unknown' });
  },
);

function pick(name: string, args: Record<string, unknown>): Record<string, unknown> {
  const spec = site.server.commands().find((one) => one.name === name)!;
  return Object.fromEntries(spec.positional.map((key) => [key, args[key]]));
}

test('what tighter rules would take is counted first; in force, they take exactly that', async () => {
  expect(await command('preview_upload_rules', { host: 'test', keepDays: 365, quotaBytes: 1000 })).toEqual({
    ...{ files: 0, bytes: 0, people: 0 },
  });
  expect(await command('preview_upload_rules', { host: 'test', keepDays: 365, quotaBytes: 350 })).toEqual({
    ...{ files: 1, bytes: 100, people: 1 },
  });
  const tighter = { ...site.config, modules: { ...site.config.modules, upload: { quotaBytes: 350 } } };
  expect(site.server.reload(tighter)).toEqual([]);
  await expect
    .poll(async () => (await command<Overview>('uploads_overview', { host: 'test' })).people)
    .toEqual([
      { account: 'nina@test', files: 1, bytes: 300 },
      { account: 'otto@test', files: 1, bytes: 200 },
    ]);
});

test('a trial file is put and fetched by anybody with its slot, is nobody’s, and is gone soon', async () => {
  const people = (await command<Overview>('uploads_overview', { host: 'test' })).people;
  const slot = (bytes: number) =>
    command<{ put: string; get: string }>('upload_check', { host: 'test', bytes });
  const first = await slot(5);
  expect((await ask(site, first.put, { method: 'PUT', body: 'hello' })).status).toBe(201);
  expect((await ask(site, first.get)).text).toBe('hello');
  expect((await ask(site, first.put, { method: 'PUT', body: 'again' })).status).toBe(409);
  expect((await command<Overview>('uploads_overview', { host: 'test' })).people).toEqual(people);
  // The next one takes its place.
  const second = await slot(6);
  expect((await ask(site, first.get)).status).toBe(404);
  expect((await ask(site, second.put, { method: 'PUT', body: 'hello' })).status).toBe(400);
  await expect(slot(2 ** 30)).rejects.toThrow();
});
