/** A data folder with an office in it: people who can log in, conversations, a room, files, settings, secrets. No server runs. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServerData } from '../../../electron/manager/backup/server-data.ts';
import { MANAGER_SCHEMA, openDatabase } from '../../../electron/manager/database.ts';
import { DEFAULT_SETTINGS } from '../../../electron/manager/settings.ts';
import { makeCredentials, serialiseCredentials } from '../../../server/auth/credentials.ts';
import { openForWriting } from '../../../server/storage/database.ts';
import * as stored from '../../../server/stored.ts';

export const server: ServerData = stored;
export const readable = { server: stored.SCHEMA, manager: MANAGER_SCHEMA };
export const DOMAIN = 'atelier.example';

export interface Wanted {
  readonly people?: number;
  readonly messages?: number;
  readonly files?: number;
  /** Bytes of each file. */
  readonly fileBytes?: number;
}

export const NAMES = ['nina', 'otto', 'paul', 'rosa', 'tess'];

/** @returns how it counts. */
export async function writeOfficeData(data: string, wanted: Wanted = {}) {
  const { people = 2, messages = 20, files = 3, fileBytes = 1000 } = wanted;
  put(data, 'settings.json', `${JSON.stringify({ version: 1, values: DEFAULT_SETTINGS, office: null })}\n`);
  put(data, 'secrets/relay', '{"keep":"me"}');
  put(data, 'secrets/web-access.json', '{"password":"of these pages"}');
  put(data, 'secrets/backup-words', 'never in a backup\n');
  put(data, 'certificates/authority.pem', 'a certificate');
  put(data, 'logs/manager.log', 'a log');
  put(data, 'server/server.json', '{"data":"."}');
  openDatabase(join(data, 'manager.sqlite')).close();
  const database = openForWriting(join(data, 'server/data.sqlite'));
  const credentials = serialiseCredentials(await makeCredentials('ordinary-password'));
  database.exec('BEGIN');
  const account = database.prepare('INSERT INTO accounts VALUES (?, ?, ?, 0, ?, 1, NULL)');
  const value = database.prepare('INSERT INTO keyval VALUES (?, ?, ?, ?)');
  const message = database.prepare("INSERT INTO archive VALUES (?, ?, ?, ?, ?, '', ?)");
  const names = NAMES.slice(0, people);
  for (const name of names) {
    account.run(DOMAIN, name, credentials, name.toUpperCase());
    value.run(
      'roster',
      `${name}@${DOMAIN}`,
      `friend@${DOMAIN}`,
      '{"groups":[],"state":"both","approved":false,"listed":true}',
    );
  }
  for (let index = 0; index < messages; index += 1) {
    const owner = `${names[index % names.length]}@${DOMAIN}`;
    const id = `${String(index).padStart(8, '0')}`;
    message.run(
      'mam',
      owner,
      id,
      index,
      `friend@${DOMAIN}`,
      `<message xmlns='jabber:client'><body>word ${index}</body></message>`,
    );
  }
  const room = `conference.${DOMAIN}`;
  value.run('muc-rooms', room, 'lobby', JSON.stringify({ config: { name: 'Lobby' }, createdAt: 1 }));
  value.run('muc-affiliations', `lobby@${room}`, `nina@${DOMAIN}`, '{"affiliation":"owner"}');
  message.run(
    'muc',
    `lobby@${room}`,
    'r1',
    1,
    '',
    `<message xmlns='jabber:client' type='groupchat'><body>hello</body></message>`,
  );
  for (let index = 0; index < files; index += 1) {
    const id = `file${String(index).padStart(20, '0')}`;
    const owner = `${names[index % names.length]}@${DOMAIN}`;
    put(data, `server/uploads/${server.placeOfFile(id)}`, randomBytes(fileBytes));
    const about = { size: fileBytes, purpose: 'message', at: index, until: null };
    value.run(
      'upload-files',
      id,
      '',
      JSON.stringify({ ...about, owner, name: `${id}.txt`, type: 'text/plain' }),
    );
    value.run('upload-shares', owner, id, JSON.stringify(about));
  }
  database.exec('COMMIT');
  database.close();
  return { people, rooms: 1, messages: messages + 1, files };
}

export function put(data: string, name: string, content: string | Uint8Array): void {
  const path = join(data, name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
}

export const sum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
