/**
 * An office for programs with windows: the real server on the port everybody expects, on a loopback address of its own, with a
 * colleague (slixmpp) who talks, keeps a room and has a face.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { modules } from '../../../server/modules/index.ts';
import { type Agent, startAgent } from '../../support/agent.ts';
import { PASSWORD, startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import { createWitness, type Witness } from './witness.ts';

export const DOMAIN = 'office.test';
export const ROOM = `lager@conference.${DOMAIN}`;
export const OTTO = `otto@${DOMAIN}`;
export const NINA = `nina@${DOMAIN}`;

/** A red square, 32 by 32: some programs pass over what is much smaller. */
export const FACE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKklEQVR42mM4oSFHU8QwasGoBaMWjFowasGoBaMWjFowasGoBaMWDBULALP5OD2bhkZqAAAAAElFTkSuQmCC',
  'base64',
);

export interface DesktopOffice {
  readonly server: TestServer;
  readonly witness: Witness;
  /** The loopback address the server listens on, port 5222. */
  readonly address: string;
  /** Nina, with whom the program's person talks: she accepts contacts, and keeps an open room. */
  readonly nina: Agent;
  close(): Promise<void>;
}

export interface DesktopOfficeOptions {
  readonly away?: boolean;
  /** By an authority; without it one that the office made itself. */
  readonly certificate?: TestServerOptions['certificate'];
}

/**
 * The office before the program starts: Nina and Otto are contacts; Nina said something while he was there and while he was
 * not, and shows a face; the room, where something was said, is in Otto's bookmarks (XEP-0402) to be entered. Without `away`, nothing was said
 * while he was not there.
 */
export async function openDesktopOffice({
  away = true,
  certificate,
}: DesktopOfficeOptions = {}): Promise<DesktopOffice> {
  // WHY: programs without a setting for it connect to port 5222 of the domain. All of 127/8 is this machine.
  const address = `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(2, 255)}`;
  const witness = createWitness();
  const server = await startTestServer({
    hosts: [DOMAIN],
    modules: [...modules, witness.module],
    ...(certificate && { certificate }),
    config: {
      listen: [
        { type: 'c2s', port: 5222, tls: 'starttls', address },
        // For the tests' own client.
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
      ],
    },
  });
  await server.createAccounts('nina', 'otto');
  const enter = async (user: string, more = {}) => {
    const agent = startAgent(user, {
      jid: `${user}@${DOMAIN}/desk`,
      password: PASSWORD,
      ca: join(server.folder, 'ca.pem'),
      host: address,
      port: 5222,
      ...more,
    });
    await agent.expect('ready', {}, 30_000);
    return agent;
  };
  const nina = await enter('nina', { avatars: true });
  const otto = await enter('otto');
  nina.send({ do: 'subscribe', to: OTTO });
  await nina.expect('roster_push', { subscription: 'both' });
  nina.send({ do: 'message', to: OTTO, body: 'Das war gestern', id: 'old-1' });
  await otto.expect('message', { body: 'Das war gestern' });
  nina.send({ do: 'set_avatar', data: FACE.toString('base64') });
  await nina.expect('avatar_set');
  nina.send({ do: 'join', room: ROOM, nick: 'Nina' });
  await nina.expect('joined');
  nina.send({ do: 'open', room: ROOM });
  await nina.expect('opened');
  nina.send({ do: 'room_message', room: ROOM, body: 'Willkommen im Lager', id: 'old-2' });
  await nina.expect('room_message', { body: 'Willkommen im Lager' });
  await bookmark(server);
  otto.send({ do: 'quit' });
  await witness.sees(/^otto ended/);
  await otto.stop();
  if (away) {
    nina.send({ do: 'message', to: OTTO, body: 'Bist du schon weg?', id: 'old-3' });
    await nina.expect('acked', { id: 'old-3' });
  }
  witness.forget();

  return {
    ...{ server, witness, address, nina },
    async close() {
      await nina.stop();
      await server.stop();
    },
  };
}

async function bookmark(server: TestServer): Promise<void> {
  const client = await server.session('otto', { resource: 'setup' });
  const conference =
    "<conference xmlns='urn:xmpp:bookmarks:1' name='Lager' autojoin='true'><nick>Otto</nick></conference>";
  const answer = await client.query(
    'set',
    `<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:bookmarks:1'><item id='${ROOM}'>${conference}</item></publish><publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var='pubsub#max_items'><value>max</value></field><field var='pubsub#access_model'><value>whitelist</value></field><field var='pubsub#persist_items'><value>true</value></field><field var='pubsub#send_last_published_item'><value>never</value></field></x></publish-options></pubsub>`,
  );
  if (answer.attrs.type !== 'result') throw new Error(`The bookmark was refused: ${answer}`);
  client.close();
}
