/** What lines mean, in both languages: enough of them, whole, and honest where we do not know. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../electron/contract/log-events.ts';
import {
  BECAUSE,
  type LineCode,
  LOG_LINES,
  PARTS,
  searchWords,
  WHO_CAN,
  wordsOfLine,
} from '../../../electron/contract/log-lines/index.ts';
import { storyOf } from '../../../electron/contract/log-lines/story.ts';
import { MANAGER_LINES, SERVER_LINES } from '../../../electron/manager/logs/events/chatelaine.ts';
import { EJABBERD } from '../../../electron/manager/logs/events/ejabberd.ts';
import { PROSODY } from '../../../electron/manager/logs/events/prosody.ts';
import { personTimeline } from '../../../electron/manager/logs/events/timeline.ts';
import { APACHE, NGINX } from '../../../electron/manager/logs/events/web.ts';
import { RECORDINGS, readLine, readRecording } from './recorded.ts';

const LANGUAGES = ['en', 'fr'] as const;
const event = (more: Partial<LogEvent>): LogEvent => ({
  ...{ code: null, program: 'ejabberd', part: 'other', outcome: 'info', level: 'info', data: {}, links: [] },
  ...{ who: null, host: null, from: null, port: null },
  ...more,
});
const CODES = Object.keys(LOG_LINES) as LineCode[];

test('of our server, ejabberd and Prosody more than 80 lines are translated', () => {
  // A line of ours is one wording; of the others one row.
  const counts = {
    ours: Object.keys(SERVER_LINES).length + Object.keys(MANAGER_LINES).length,
    ejabberd: EJABBERD.filter(({ code }) => code !== 'server.chatter').length,
    prosody: PROSODY.filter(({ code }) => code !== 'server.chatter').length,
    meanings: CODES.length,
  };
  expect(counts.ours).toBeGreaterThan(80);
  expect(counts.ejabberd).toBeGreaterThan(50);
  expect(counts.prosody).toBeGreaterThan(45);
  expect(counts.meanings).toBeGreaterThan(110);
  for (const { code } of [...EJABBERD, ...PROSODY, ...NGINX, ...APACHE])
    expect(LOG_LINES).toHaveProperty([code]);
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(CODES)('%s is said whole, with and without what a line may leave out', (code) => {
    const { part, outcome, level } = LOG_LINES[code];
    const full = event({
      code,
      part,
      outcome,
      level,
      who: 'otto@office.test',
      host: 'partner.test',
      from: '203.0.113.9',
    });
    for (const one of [full, event({ code, part, outcome, level })]) {
      const { title, affected, todo, nothing, known, search } = wordsOfLine(one, language);
      expect([known, search]).toEqual([true, '']);
      for (const sentence of [title, affected, todo, nothing]) {
        expect(sentence).toMatch(/\S.*[.:)–]$|–$/);
        expect(sentence).not.toMatch(/undefined|null|\[object|veuillez|afin de|\bsimply\b|\bjust\b|please/i);
        // Apostrophes and spaces as they are printed.
        expect(sentence).not.toMatch(/\w'\w/);
        if (language === 'fr') expect(sentence).not.toMatch(/ [:;!?»]|« /);
      }
      // Where nobody has to do anything, nobody is told to.
      if (LOG_LINES[code].can === 'nobody' && LOG_LINES[code].level === 'error')
        throw new Error('an error nobody can mend');
    }
  });
  test('every part, reason and person has a name', () => {
    for (const names of [PARTS[language], WHO_CAN[language]])
      for (const name of Object.values(names)) expect(name).toMatch(/\S/);
    for (const say of Object.values(BECAUSE[language])) expect(say('x')).toMatch(/\S/);
  });
  test('every recorded line has its sentences', () => {
    for (const name of RECORDINGS)
      for (const { event: one, line } of readRecording(name)) {
        const words = wordsOfLine(one, language, line.message);
        expect(words.title.length).toBeGreaterThan(5);
        expect(words.title).not.toContain('undefined');
      }
  });
});

test('the two languages are two', () => {
  const same = CODES.filter((code) => {
    const one = event({ code });
    return wordsOfLine(one, 'en').title === wordsOfLine(one, 'fr').title;
  });
  expect(same).toEqual([]);
});

test('an unknown line is said to be one, and what may be searched for has nobody’s name in it', () => {
  const { event: unknown, line } = readLine(
    '2026-11-22 18:43:28.1+00:00 [error] <0.1.0>@mod_x:f/1:2 Backend exploded badly for otto@office.test at 10.0.0.7 with token \'abc\' and <<"Zoé">>: {badmatch,x12}',
  );
  expect(wordsOfLine(unknown, 'en', line.message)).toEqual({
    known: false,
    title: 'We do not know this line.',
    affected: expect.stringMatching(/We cannot say/),
    todo: expect.stringMatching(/Search/),
    nothing: 'We cannot say.',
    can: 'technician',
    link: null,
    search: 'ejabberd Backend exploded badly for at with token and badmatch',
  });
  expect(searchWords('prosody', 'x'.repeat(10_000))).toBe('Prosody');
});

test.each([
  ['server.stopped', 'nginx', /Whoever needs it/],
  ['server.stopped', 'prosody', /Everybody is offline/],
  ['server.stopping', 'apache', /Whoever needs it/],
  ['server.failed', 'nginx', /Whoever needs it/],
  ['server.failed', 'ejabberd', /nobody can chat/],
] as const)('%s of %s concerns those who go through it', (code, program, affected) => {
  expect(wordsOfLine(event({ code, program }), 'en').affected).toMatch(affected);
});
test('only our own server is mended on Home, and only our own lines are sent to us', () => {
  expect(wordsOfLine(event({ code: 'server.failed', program: 'manager' }), 'en').todo).toMatch(/Home/);
  expect(wordsOfLine(event({ code: 'server.failed', program: 'ejabberd' }), 'en').todo).not.toMatch(/Home/);
  expect(wordsOfLine(event({ code: 'web.failed', program: 'chatelaine' }), 'en').todo).toMatch(/send us/);
  expect(wordsOfLine(event({ code: 'web.failed', program: 'web' }), 'en').todo).not.toMatch(/send us/);
});

/** Places of the app that sentences name: each is a name in its catalogue, word for word. */
const PLACES: Readonly<Record<'en' | 'fr', RegExp>> = {
  en: /“([A-Z][^”]+)”|(Settings|People|Network|Federation), ([A-Z][\w ]+?)(?=[,.:])/g,
  fr: /«\s([A-ZÉÀ][^»]+)\s»|(Réglages|Personnes|Réseau|Fédération), ([A-ZÉÀ][\wéèà’ ]+?)(?=[,.:])/g,
};
test.each(LANGUAGES)(
  'a place that a sentence sends to is on the screen under that name, in %s',
  (language) => {
    const catalogue = readFileSync(
      join(import.meta.dirname, '../../../renderer/locales/fr/messages.po'),
      'utf8',
    );
    const named = new Set(
      [...catalogue.matchAll(language === 'en' ? /^msgid "(.*)"$/gm : /^msgstr "(.*)"$/gm)].map(
        ([, name]) => name,
      ),
    );
    const unknown = CODES.flatMap((code) => {
      const { title, affected, todo, nothing } = wordsOfLine(event({ code, program: 'manager' }), language);
      return [title, affected, todo, nothing].flatMap((text) =>
        [...text.matchAll(PLACES[language])].flatMap(([, quoted, area, part]) =>
          [quoted, area, part]
            .filter((name) => name !== undefined && !named.has(name))
            .map((name) => `${code}: ${name}`),
        ),
      );
    });
    expect(unknown).toEqual([]);
  },
);

test('a line of somebody leads to them', () => {
  const { event: one } = readLine('Nov 22 18:41:30 c2s5605df673e10\tinfo\tAuthenticated as otto@office.test');
  expect(wordsOfLine({ ...one, code: 'login.refused' }, 'en').link).toEqual({
    page: 'people',
    person: 'otto@office.test',
    host: null,
  });
});

describe('a story', () => {
  const lines = readRecording('ejabberd').map(({ raw, time, event: one }) => ({
    raw,
    time,
    event: one,
    source: 'ejabberd.log',
  }));
  const { items } = personTimeline('otto@office.test', lines);
  test('is short, in order, and says once what happened again and again', () => {
    const { summary, sentences } = storyOf(items, 'en');
    expect(summary).toBe('2 log-ins worked, 2 were refused.');
    expect(sentences.map(({ text, times }) => [times, text])).toEqual([
      [
        2,
        'A program at 127.0.0.1 tried to log in as otto@office.test with a wrong name or password (2 times).',
      ],
      [2, 'otto@office.test logged in from 127.0.0.1 (2 times).'],
      [1, 'The same app of otto@office.test connected anew, and its old connection was closed.'],
      [1, 'The room salon@conference.office.test was opened.'],
      [1, 'A device of otto@office.test went offline.'],
      [2, expect.stringMatching(/^The room salon@conference\.office\.test was closed/)],
      [2, 'A program at 127.0.0.1 asked the server to do “check_account” (2 times).'],
      [1, 'A program at 127.0.0.1 was not let in to give commands (otto@office.test).'],
    ]);
    expect(storyOf(items, 'fr').summary).toBe('2 connexions réussies, 2 refusées.');
  });
  test('of nobody says so', () => {
    expect(storyOf([], 'en')).toEqual({
      summary: 'No log says anything about this person at that time.',
      sentences: [],
    });
  });
});
