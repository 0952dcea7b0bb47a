/** How it stands with the router, case by case; which doors are asked for; what follows from each. Pure. */
import { describe, expect, test } from 'vitest';
import { FINDINGS, wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import { handLines } from '../../../electron/contract/findings/router-lines.ts';
import { BOX_GUIDES, caseText, ROUTER_CASES } from '../../../electron/contract/findings/router-words.ts';
import { type RouterAnswer, type RouterCase, routerCase } from '../../../electron/contract/router.ts';
import { flowsOf } from '../../../electron/manager/firewall/flows.ts';
import { type CaseFacts, caseOf } from '../../../electron/manager/routers/judge.ts';
import { wishesOf } from '../../../electron/manager/routers/wishes.ts';
import { freshRouter, routerNow, routerStands } from '../../support/fake-router.ts';

const base: CaseFacts = {
  ...{ family: 'v4', looked: true, source: '192.168.1.20', outside: null, seen: null, reached: null },
  ...{ answers: [], doors: [] },
};
const upnp = (is: RouterAnswer['is'], said = ''): RouterAnswer => ({
  protocol: 'upnp',
  family: 'v4',
  is,
  said,
});
const door = (state: CaseFacts['doors'][number]['state'], because = '') => ({ state, because });
const OPEN = door('open', 'granted');
const OUT = '203.0.114.9';

describe('the case', () => {
  const rows: [what: string, facts: Partial<CaseFacts>, is: RouterCase, because: string][] = [
    ['nobody looked', { looked: false }, 'not-looked', 'nobody-looked'],
    ['no way out', { source: null }, 'no-network', 'no-way-out'],
    ['a public address here', { source: '5.6.7.8' }, 'no-router', 'own-is-public'],
    ['a shared address here', { source: '100.64.0.9' }, 'carrier-nat', 'own-is-shared'],
    ['DS-Lite on this very computer', { source: '192.0.0.2' }, 'ds-lite', 'own-is-carried'],
    ['it answers', { answers: [upnp('answers')], outside: OUT }, 'ready', 'it-answers'],
    [
      'it answers, and others see the same',
      { answers: [upnp('answers')], outside: OUT, seen: OUT },
      'ready',
      'it-answers',
    ],
    ['it refuses', { answers: [upnp('refuses')] }, 'switched-off', 'it-refuses'],
    ['one refuses, another answers', { answers: [upnp('refuses'), upnp('answers')] }, 'ready', 'it-answers'],
    ['it speaks nothing', { answers: [upnp('silent')] }, 'silent', 'no-answer'],
    ['nonsense', { answers: [upnp('strange')] }, 'strange', 'nonsense'],
    ['no line', { answers: [upnp('offline')] }, 'offline', 'no-line'],
    [
      'no line, it says; and yet somebody sees us',
      { answers: [upnp('offline')], seen: OUT },
      'no-address',
      'the-line-works',
    ],
    ['connected without an address', { answers: [upnp('no-address')] }, 'no-address', 'it-says-so'],
    [
      'outside is 192.168',
      { outside: '192.168.0.12', answers: [upnp('answers')] },
      'double-nat',
      'outside-is-private',
    ],
    ['outside is 10', { outside: '10.0.0.3' }, 'double-nat', 'outside-is-private'],
    ['outside is 172.20', { outside: '172.20.1.1' }, 'double-nat', 'outside-is-private'],
    ['outside is 100.64', { outside: '100.64.0.1' }, 'carrier-nat', 'outside-is-shared'],
    ['outside is 100.127', { outside: '100.127.255.254' }, 'carrier-nat', 'outside-is-shared'],
    [
      'outside is 100.128: public',
      { outside: '100.128.0.1', answers: [upnp('answers')] },
      'ready',
      'it-answers',
    ],
    ['outside is 192.0.0.2', { outside: '192.0.0.2' }, 'ds-lite', 'outside-is-carried'],
    ['others see another', { outside: OUT, seen: '5.6.7.8' }, 'carrier-nat', 'the-world-sees-another'],
    [
      'double NAT even where all was granted',
      { outside: '192.168.0.12', doors: [OPEN] },
      'double-nat',
      'outside-is-private',
    ],
    ['all open', { outside: OUT, doors: [OPEN, door('there', 'granted')] }, 'mapped', 'all-doors'],
    [
      'all open, nobody came in',
      { outside: OUT, doors: [OPEN], reached: 'closed' },
      'closed-otherwise',
      'all-doors',
    ],
    ['some open', { doors: [OPEN, door('taken', 'taken')] }, 'partly', 'some-doors'],
    [
      'another device has them',
      { doors: [door('taken', 'taken'), door('refused', 'full')] },
      'taken',
      'another-device',
    ],
    ['no room', { doors: [door('refused', 'full')] }, 'full', 'no-room'],
    [
      'it refused each',
      { answers: [upnp('answers')], doors: [door('refused', 'not-allowed')] },
      'switched-off',
      'doors-refused',
    ],
    [
      'it hangs on the question',
      { answers: [upnp('answers')], doors: [door('refused', 'silent')] },
      'strange',
      'silent-for-doors',
    ],
    [
      'opened by hand, and somebody came in',
      { answers: [upnp('silent')], reached: 'open' },
      'mapped',
      'somebody-came-in',
    ],
    [
      'IPv6: it answers',
      { family: 'v6', source: '2a00::1', answers: [{ ...upnp('answers'), family: 'v6' }] },
      'ready',
      'it-answers',
    ],
    ['IPv6: nobody to ask', { family: 'v6', source: '2a00::1' }, 'silent', 'no-answer'],
    ['IPv6: none here', { family: 'v6', source: null }, 'no-network', 'no-way-out'],
  ];
  test.each(rows)('%s', (_, facts, is, because) => {
    expect(caseOf({ ...base, ...facts })).toEqual({ is, because });
  });
});

test('each case has its sentence in both languages, and each trouble its finding', () => {
  expect(Object.keys(ROUTER_CASES).sort()).toEqual([...routerCase.options].sort());
  const codes = routerCase.options.map((name) => {
    for (const language of ['en', 'fr'] as const) expect(caseText(name, null, language)).not.toMatch(/[{}]/);
    const facts = freshRouter();
    routerStands(facts, name, 'no-network');
    facts.box.choice.on = true;
    facts.boxDoors['v4-tcp-5223'] = { state: 'taken', said: '192.168.1.30:5223 Xbox' };
    const { findings } = routerNow(facts);
    for (const finding of findings)
      for (const language of ['en', 'fr'] as const) {
        const words = wordsOfFinding(finding, language)!;
        expect(Object.values(words).join(' ')).not.toMatch(/undefined|\bnull\b|\(\)| {2}/);
      }
    return [name, findings[0]?.code];
  });
  expect(Object.fromEntries(codes)).toEqual({
    ...{ 'not-looked': undefined, 'no-router': undefined, ready: undefined, mapped: undefined },
    ...Object.fromEntries(
      ['no-network', 'partly', 'switched-off', 'silent', 'taken', 'full', 'no-address', 'double-nat'].map(
        own,
      ),
    ),
    ...Object.fromEntries(['carrier-nat', 'ds-lite', 'offline', 'strange', 'closed-otherwise'].map(own)),
  });
  expect(codes.every(([, code]) => code === undefined || code in FINDINGS)).toBe(true);
});
const own = (name: string) => [name, `router.${name}`] as const;

test('a shared IPv4 address is milder where IPv6 comes in', () => {
  const facts = freshRouter();
  routerStands(facts, 'carrier-nat', 'mapped', { outside: { router: '100.64.1.1', seen: null } });
  expect(routerNow(facts).findings).toMatchObject([{ code: 'router.carrier-nat', severity: 'warning' }]);
  facts.box.cases.v6 = 'silent';
  expect(routerNow(facts).findings[0]).toMatchObject({ code: 'router.carrier-nat', severity: 'broken' });
});

describe('which doors', () => {
  const flows = (office: object = {}) =>
    flowsOf({
      office: {
        way: 'domain',
        domain: 'example.org',
        ports: { starttls: 5222, direct: 5223 },
        admins: [],
        ...office,
      },
      httpChallenge: true,
    });

  test('those of the office, one by one and once, the needed ones first; a long range by hand', () => {
    const wishes = wishesOf(flows(), ['v4']);
    expect(wishes.map(({ id }) => id)).toEqual([
      ...['v4-tcp-5222', 'v4-tcp-5223', 'v4-tcp-5443', 'v4-tcp-5269', 'v4-tcp-5270', 'v4-udp-3478'],
      ...['v4-tcp-3478', 'v4-tcp-5349', 'v4-tcp-7777', 'v4-tcp-80', 'v4-udp-49152-49351'],
    ]);
    expect(wishes.filter(({ byHand }) => byHand).map(({ id }) => id)).toEqual(['v4-udp-49152-49351']);
  });

  test('a short range is asked for port by port', () => {
    const wishes = wishesOf(flows({ doors: { relay: { from: 50_000, to: 50_007 } } }), ['v4', 'v6']);
    expect(wishes.filter(({ why }) => why === 'calls-relay')).toHaveLength(16);
  });

  test('never remote access, never what is for named networks, nothing that goes out', () => {
    const some = { direction: 'in', protocol: 'tcp', need: 'useful', from: null } as const;
    const port = (from: number) => ({ from, to: from });
    expect(
      wishesOf(
        [
          { ...some, why: 'remote-access', ports: port(22) },
          { ...some, why: 'monitoring', ports: port(161) },
          { ...some, why: 'web', ports: port(443), from: ['192.0.2.7'] },
          { ...some, why: 'names', ports: port(53), direction: 'out' },
        ],
        ['v4'],
      ),
    ).toEqual([]);
  });

  test('lines to enter by hand: both transports and families in one', () => {
    const lines = handLines(wishesOf(flows(), ['v4', 'v6']));
    expect(lines.map(({ ports, transport }) => `${ports} ${transport}`)).toEqual([
      ...['5222 TCP', '5223 TCP', '5443 TCP', '5269 TCP', '5270 TCP', '3478 TCP/UDP', '5349 TCP'],
      ...['7777 TCP', '80 TCP', '49152-49351 UDP'],
    ]);
    expect(lines[0]!.families).toEqual(['v4', 'v6']);
  });

  test('boxes have a page of their own and a way there', () => {
    for (const { page, path, fields } of BOX_GUIDES) {
      expect(page).toMatch(/^https?:\/\/[\w.]+$/);
      expect(path.length).toBeGreaterThan(1);
      expect(Object.values(fields).every((word) => word !== '')).toBe(true);
    }
  });
});
