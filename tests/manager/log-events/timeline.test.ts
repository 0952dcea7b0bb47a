/** Lines of several logs that belong together, with the reason; as the manual has a person find them by eye. */
import { describe, expect, test } from 'vitest';
import { personTimeline, timelineOf } from '../../../electron/manager/logs/events/timeline.ts';
import { readLine, readRecording, readText, readTogether } from './recorded.ts';

const lineOf = (source: string, raw: string) => {
  const { time, event } = readLine(raw);
  return { source, raw, time, event };
};
const WEB = '203.0.113.60';
/** A question through Apache to ejabberd's API: two lines of one, two of the other, and others' lines between. */
const ACCESS = lineOf(
  'access.log',
  '198.51.100.71 - - [03/Aug/2024:11:36:53 +0000] "POST /api/check_password HTTP/1.1" 200 30 "-" "curl"',
);
const OTHER = lineOf(
  'access.log',
  '198.51.100.9 - - [03/Aug/2024:11:36:53 +0000] "GET /logo.png HTTP/1.1" 200 30 "-" "x"',
);
const ACCEPTED = lineOf(
  'ejabberd.log',
  `2024-08-03 11:36:53.004757+00:00 [info] <0.364.0>@ejabberd_listener:accept/7:273 (<0.2740.0>) Accepted connection [::ffff:${WEB}]:51652 -> [::ffff:203.0.113.23]:5443`,
);
const CALL = lineOf(
  'ejabberd.log',
  `2024-08-03 11:36:53.025377+00:00 [info] <0.2740.0>@mod_http_api:log/3:510 API call check_password [{<<"user">>,<<"otto">>},\n   {<<"host">>,<<"office.test">>}] from [::ffff:${WEB}]:51652`,
);
const ELSE = lineOf(
  'ejabberd.log',
  '2024-08-03 11:36:53.104757+00:00 [info] <0.364.0>@ejabberd_listener:accept/7:273 (<0.2741.0>) Accepted connection 192.0.2.5:4000 -> 203.0.113.23:5222',
);
const LATER = lineOf(
  'ejabberd.log',
  '2024-08-03 12:50:00.104757+00:00 [info] <0.2740.0>@mod_http_api:log/3:510 API call check_password [] from 192.0.2.6:4000',
);
const ALL = [ACCESS, OTHER, ACCEPTED, CALL, ELSE, LATER];

const told = ({ items }: ReturnType<typeof timelineOf>) =>
  items.map(({ source, event, because }) => [source, event.code, because.code, because.value]);

describe('the web server’s line and the chat server’s lines of one request', () => {
  const together = (self: object) =>
    [
      ['access.log', 'web.ok'],
      ['ejabberd.log', 'connection.accepted'],
      ['ejabberd.log', 'programs.call'],
    ].map(([source, code]) => [
      source,
      code,
      ...(JSON.stringify(self) === JSON.stringify([source, code])
        ? ['self', '']
        : [expect.any(String), expect.any(String)]),
    ]);
  test.each([
    ['from the web server’s', ACCESS, ['access.log', 'web.ok']],
    ['from the accepted connection', ACCEPTED, ['ejabberd.log', 'connection.accepted']],
    ['from the call', CALL, ['ejabberd.log', 'programs.call']],
  ])('are found %s', (_, chosen, self) => {
    expect(told(timelineOf(chosen, ALL))).toEqual(together(self));
  });
  test('with the reason', () => {
    expect(told(timelineOf(ACCESS, ALL))).toEqual([
      ['access.log', 'web.ok', 'self', ''],
      ['ejabberd.log', 'connection.accepted', 'link', '<0.2740.0>'],
      ['ejabberd.log', 'programs.call', 'forwarded', '/api/check_password'],
    ]);
  });
  test('not when they are minutes apart', () => {
    expect(told(timelineOf(LATER, ALL))).toEqual([['ejabberd.log', 'programs.call', 'self', '']]);
  });
});

describe('a web server that keeps its connection for the requests of others', () => {
  const NEXT = lineOf(
    'access.log',
    '198.51.100.9 - - [03/Aug/2024:11:36:59 +0000] "POST /api/check_account HTTP/1.1" 200 30 "-" "x"',
  );
  const NEXT_CALL = lineOf(
    'ejabberd.log',
    `2024-08-03 11:36:59.125377+00:00 [info] <0.2740.0>@mod_http_api:log/3:510 API call check_account [{<<"user">>,<<"nina">>}] from [::ffff:${WEB}]:51652`,
  );
  const both = [...ALL, NEXT, NEXT_CALL];
  test.each([
    ['from the web server’s', ACCESS],
    ['from the call', CALL],
  ])('each request is told alone, %s', (_, chosen) => {
    expect(timelineOf(chosen, both).items.map(({ raw }) => raw)).toEqual(
      [ACCESS, ACCEPTED, CALL].map(({ raw }) => raw),
    );
  });
  test('all of them from the connection', () => {
    expect(told(timelineOf(ACCEPTED, both)).filter(([, code]) => code === 'programs.call')).toHaveLength(2);
  });
  test('so Debian’s Apache and ejabberd wrote it', () => {
    const text = readTogether();
    const read = (source: string, name: 'apache' | 'ejabberd', part: string) =>
      readText(name, part).map(({ raw, time, event }) => ({ source, raw, time, event }));
    const lines = [
      ...read('access.log', 'apache', text.access),
      ...read('ejabberd.log', 'ejabberd', text.chat),
    ];
    const chosen = lines.find(({ raw }) => raw.includes('"POST /api/check_account'))!;
    const { items } = timelineOf(chosen, lines);
    expect(items.map(({ source, event, because }) => [source, event.code, because.code])).toEqual([
      ['ejabberd.log', 'connection.accepted', 'link'],
      ['access.log', 'web.ok', 'self'],
      ['ejabberd.log', 'programs.call', 'forwarded'],
    ]);
    expect(items.at(-1)!.raw).toContain('<<"nina">>');
  });
});

describe('what nginx says in its two logs', () => {
  const entries = readRecording('nginx').map(({ raw, time, event }) => ({
    source: raw.startsWith('1') ? 'access.log' : 'error.log',
    raw,
    time,
    event,
  }));
  test('of a file that was too large', () => {
    const chosen = entries.find(
      ({ event, source }) => event.code === 'web.too-large' && source === 'access.log',
    )!;
    const both = told(timelineOf(chosen, entries)).filter(([, code]) => code === 'web.too-large');
    expect(both).toHaveLength(2);
    expect(both).toContainEqual(['access.log', 'web.too-large', 'self', '']);
    expect(both).toContainEqual([
      'error.log',
      'web.too-large',
      'forwarded',
      '/upload/0123456789abcdef/large.mp4',
    ]);
  });
});

describe('what happened to a person', () => {
  const entries = readRecording('ejabberd').map(({ raw, time, event }) => ({
    source: 'ejabberd.log',
    raw,
    time,
    event,
  }));
  test('is what is about them, and what led there', () => {
    const nina = told(personTimeline('nina', entries));
    expect(nina).toEqual([
      ['ejabberd.log', 'connection.accepted', 'link', expect.stringMatching(/^<0\.\d+\.0>$/)],
      ['ejabberd.log', 'login.ok', 'person', 'nina'],
      ['ejabberd.log', 'session.opened', 'person', 'nina'],
      ['ejabberd.log', 'session.waiting', 'person', 'nina'],
      ['ejabberd.log', 'session.gave-up', 'person', 'nina'],
    ]);
  });
  test('never somebody else’s', () => {
    const { items } = personTimeline('nina@office.test', entries);
    expect(items.filter(({ event }) => event.who !== null && event.who !== 'nina@office.test')).toEqual([]);
  });
  test('in Prosody by the name of the connection', () => {
    const prosody = readRecording('prosody')
      .filter(({ line }) => line.level !== 'debug')
      .map(({ raw, time, event }) => ({ source: 'prosody.log', raw, time, event }));
    expect(
      told(personTimeline('nina@office.test', prosody)).map(([, code, because]) => [code, because]),
    ).toEqual([
      ['connection.accepted', 'link'],
      ['connection.encrypted', 'link'],
      ['login.ok', 'person'],
      ['connection.ended', 'link'],
    ]);
  });
});

test('a hundred thousand lines are looked through in no time, and what is shown is bounded', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => ({
    ...CALL,
    time: CALL.time + index / 1000,
    raw: `${index}`,
  }));
  const begun = performance.now();
  const { items, truncated } = timelineOf(many[50_000]!, many);
  expect([items.length, truncated]).toEqual([400, true]);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(items.some(({ because }) => because.code === 'self')).toBe(true);
});
