import { expect, it } from 'vitest';
import { createLog, type LogFields, type LogLevel } from '../../server/kernel/log.ts';

function written(level: LogLevel | (() => LogLevel) = 'debug') {
  const lines: string[] = [];
  const log = createLog({ level, write: (line) => lines.push(line), now: () => 0 });
  return { log, read: () => lines.map((line) => JSON.parse(line)), lines };
}

it('writes one JSON object a line, with the subsystem and its fixed fields', () => {
  const { log, lines } = written();
  log
    .child('stream', { id: 's1' })
    .info('Closed', { after: 3, resumed: false, why: 'two\nlines', nothing: undefined });
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","subsystem":"stream","message":"Closed","id":"s1","after":3,"resumed":false,"why":"two\\nlines"}\n',
  ]);
});

it('writes its level and graver ones, and asks for the level each time', () => {
  let level: LogLevel = 'warn';
  const { log, read } = written(() => level);
  log.info('no');
  log.warn('yes');
  level = 'debug';
  log.debug('yes');
  expect(read().map((line) => line.message)).toEqual(['yes', 'yes']);
});

it.each([
  'password',
  'authToken',
  'client_secret',
  'privateKey',
  'scram_salt',
  'passphrase',
  'sessionCookie',
])('refuses the value of a field named %s', (name) => {
  const { log, lines } = written();
  log.info('Login', { [name]: 'hunter2' });
  expect(lines.join()).not.toContain('hunter2');
});

it('refuses objects, however they got past the types', () => {
  const { log, lines } = written();
  log.info('Login', { stanza: { password: 'hunter2' } } as unknown as LogFields);
  expect(lines.join()).not.toContain('hunter2');
});

it('does not let a field replace what the line says of itself', () => {
  const { log, read } = written();
  log.info('Real', { message: 'forged', level: 'error' });
  expect(read()[0]).toMatchObject({ message: 'Real', level: 'info', message_: 'forged', level_: 'error' });
});

it('cuts long values', () => {
  const { log, lines } = written();
  log.info('x'.repeat(10_000), { peer: 'y'.repeat(10_000) });
  expect(lines[0]!.length).toBeLessThan(5000);
});
