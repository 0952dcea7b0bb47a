/**
 * What two people at two servers do, whichever server the other one is: the pairs of domains they do it over, and what our server says
 * of the connection afterwards.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { FederationLink, Proof } from '../../server/s2s/report.ts';
import type { Agent } from '../support/agent.ts';
import type { Lab } from './lab/lab.ts';

const run = promisify(execFile);

/** Nina is ours, Otto is theirs. */
export interface Pair {
  readonly nina: Agent;
  readonly otto: Agent;
  readonly ours: string;
  readonly theirs: string;
}

const nina = ({ ours }: Pair) => `nina@${ours}`;
const otto = ({ theirs }: Pair) => `otto@${theirs}`;
/** Federation takes its time: two lookups, two handshakes, a call back. */
const LONG = 30_000;
let serial = 0;

/** In order: for a connection that breaks a server keeps a session, and what comes for it in memory only. */
export async function leave(agent: Agent | undefined): Promise<void> {
  agent?.send({ do: 'away' });
  await agent?.expect('disconnected', {}, LONG);
  await agent?.stop();
}

/** A message from one to the other arrives. */
export async function says(from: Agent, to: Agent, address: string): Promise<void> {
  const id = `m${++serial}`;
  from.send({ do: 'message', to: address, id, body: `message ${id}` });
  await to.expect('message', { id }, LONG);
}

/** Each scene is a test of its own, on one pair that has logged in. */
export function playTogether(pair: () => Pair, lab: () => Lab): void {
  test('they add each other, and see that the other one is there', async () => {
    const they = pair();
    they.nina.send({ do: 'subscribe', to: otto(they) });
    // Both agents accept, and ask in return.
    await Promise.all([
      they.nina.expect('subscribed', { jid: otto(they) }, LONG),
      they.otto.expect('subscribed', { jid: nina(they) }, LONG),
    ]);
    await Promise.all([
      they.nina.expect('presence', { jid: `${otto(they)}/desk`, type: 'available' }, LONG),
      they.otto.expect('presence', { jid: `${nina(they)}/desk`, type: 'available' }, LONG),
    ]);
  });

  test('messages go both ways', async () => {
    const they = pair();
    await says(they.nina, they.otto, otto(they));
    await says(they.otto, they.nina, nina(they));
  });

  test('what they are doing is seen, both ways', async () => {
    const they = pair();
    they.nina.send({ do: 'presence', show: 'away', status: 'at lunch' });
    await they.otto.expect('presence', { jid: `${nina(they)}/desk`, status: 'at lunch' }, LONG);
    they.otto.send({ do: 'presence', show: 'dnd', status: 'in a meeting' });
    await they.nina.expect('presence', { jid: `${otto(they)}/desk`, status: 'in a meeting' }, LONG);
    they.nina.send({ do: 'presence', type: 'unavailable' });
    await they.otto.expect('presence', { jid: `${nina(they)}/desk`, type: 'unavailable' }, LONG);
    they.nina.send({ do: 'presence', status: 'back' });
    await they.otto.expect('presence', { jid: `${nina(they)}/desk`, status: 'back' }, LONG);
  });

  test.each(['ours', 'theirs'] as const)('a room on %s, joined from the other side', async (side) => {
    const they = pair();
    const [host, guest] = side === 'ours' ? [they.nina, they.otto] : [they.otto, they.nina];
    const room = `room${++serial}@conference.${they[side]}`;
    host.send({ do: 'join', room, nick: 'Host' });
    await host.expect('joined', { room }, LONG);
    host.send({ do: 'open', room });
    await host.expect('opened', { room }, LONG);
    guest.send({ do: 'join', room, nick: 'Guest' });
    await guest.expect('joined', { room }, LONG);
    await host.expect('occupant', { room, nick: 'Guest', here: true }, LONG);
    guest.send({ do: 'room_message', room, id: `r${++serial}`, body: 'from afar' });
    await host.expect('room_message', { room, nick: 'Guest', body: 'from afar' }, LONG);
    host.send({ do: 'room_message', room, id: `r${++serial}`, body: 'from here' });
    await guest.expect('room_message', { room, nick: 'Host', body: 'from here' }, LONG);
    guest.send({ do: 'leave', room });
    await host.expect('occupant', { room, nick: 'Guest', here: false }, LONG);
  });

  test.each(['ours', 'theirs'] as const)('a file put on %s, fetched from the other side', async (side) => {
    const they = pair();
    const [sender, reader, to] =
      side === 'ours' ? [they.nina, they.otto, otto(they)] : [they.otto, they.nina, nina(they)];
    const [near, far] = side === 'ours' ? [they.ours, they.theirs] : [they.theirs, they.ours];
    const file = randomBytes(200_000);
    const { put, get, headers } = (await ask(sender, 'slot', `upload.${near}`, {
      file: 'plan.bin',
      size: file.length,
    })) as unknown as Slot;
    // Prosody shows one certificate for all of its web, others one for each host.
    const trust = lab().shelf.bundle;
    await curl(
      lab(),
      near,
      trust,
      [
        '--data-binary',
        '@-',
        '-X',
        'PUT',
        '-H',
        'Content-Type: application/octet-stream',
        ...headersOf(headers),
        put,
      ],
      file,
    );
    sender.send({ do: 'message', to, id: `m${++serial}`, body: get });
    const message = await reader.expect('message', { body: get }, LONG);
    const fetched = await curl(lab(), far, trust, [String(message.body)]);
    expect(digest(fetched)).toBe(digest(file));
  });

  test('each asks what the other’s server can, and for the other’s card', async () => {
    const they = pair();
    await ask(they.nina, 'vcard_set', '', { name: 'Nina Ours' });
    await ask(they.otto, 'vcard_set', '', { name: 'Otto Theirs' });
    expect(await ask(they.nina, 'vcard', otto(they))).toMatchObject({ name: 'Otto Theirs' });
    expect(await ask(they.otto, 'vcard', nina(they))).toMatchObject({ name: 'Nina Ours' });
    expect(await ask(they.nina, 'disco', they.theirs)).toMatchObject({
      identities: expect.arrayContaining(['server/im']),
    });
    expect(await ask(they.otto, 'disco', they.ours)).toMatchObject({
      identities: expect.arrayContaining(['server/im']),
    });
  });
}

interface Slot {
  readonly put: string;
  readonly get: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A query to somewhere, and its answer; `error` in it is the condition it came back with. */
export async function ask(
  who: Agent,
  what: string,
  to: string,
  more: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  who.send({ do: what, ...(to && { to }), ...more });
  return who.expect(what, { jid: to }, 60_000);
}

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Fetches from the namespace of a domain's server, which finds the other one by its name as anybody would. */
async function curl(
  lab: Lab,
  domain: string,
  trust: string,
  args: readonly string[],
  input?: Buffer,
): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-curl-'));
  try {
    const [program = '', ...inside] = lab.at(domain).inside;
    const [into, from] = [join(folder, 'out'), join(folder, 'in')];
    if (input) writeFileSync(from, input);
    const named = args.map((each) => (each === '@-' ? `@${from}` : each));
    await run(program, [
      ...inside,
      'curl',
      '-sS',
      '--fail-with-body',
      '--max-time',
      '30',
      '--cacert',
      trust,
      '-o',
      into,
      ...named,
    ]);
    return input ? Buffer.alloc(0) : readFileSync(into);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is expected of the connections between two domains. */
export interface Expected {
  readonly direction: 'in' | 'out';
  readonly proof: Proof;
  readonly how: 'starttls' | 'direct';
}

/** What our server says of its connections with a domain, for one of ours. */
export async function linksOf(lab: Lab, ours: string, theirs: string): Promise<readonly Expected[]> {
  const remote = await lab.ours.remote(theirs);
  return (remote?.links ?? [])
    .filter(({ local }) => local === ours)
    .map(
      ({ direction, proof, security }: FederationLink): Expected => ({
        direction,
        proof,
        how: security.how as 'starttls',
      }),
    );
}
