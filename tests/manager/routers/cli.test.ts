/** `chatelaine router` without a router: what it understands, what it says in both languages, how it ends. */
import { expect, test } from 'vitest';
import { exitCode, readRouterArgs } from '../../../electron/cli/router.ts';
import { routerText } from '../../../electron/cli/router-text.ts';
import { freshRouter, routerNow, routerStands } from '../../support/fake-router.ts';

test.each([
  [[], /^Say what to do: status, map, unmap\.$/],
  [['stats'], /Did you mean status\?/],
  [['map', '--remove-at-ends'], /Did you mean --remove-at-end\?/],
  [['status', '--remove-at-end'], /belongs to "map"/],
  [['status', '--lang', 'de'], /en or fr/],
  [['map', '5222'], /not expected/],
])('%j is wrong usage', (args, sentence) => expect(readRouterArgs(args, {})).toMatch(sentence));

test('the language is the terminal’s, unless it is said', () => {
  const language = (args: string[], env: NodeJS.ProcessEnv) => {
    const asked = readRouterArgs(['status', ...args], env);
    return typeof asked === 'string' ? asked : asked.language;
  };
  expect(language([], { LANG: 'fr_FR.UTF-8' })).toBe('fr');
  expect(language([], { LANG: 'fr_FR.UTF-8', LC_ALL: 'C' })).toBe('en');
  expect(language(['--lang', 'fr'], {})).toBe('fr');
});

const partly = () => {
  const facts = freshRouter();
  routerStands(facts, 'partly');
  facts.box.choice.on = true;
  facts.boxDoors['v4-tcp-5223'] = { state: 'taken', said: '192.168.1.30:5223 Xbox' };
  return routerNow(facts);
};

test('the doors one by one, what is wrong, and only what is left to enter by hand', () => {
  const said = routerText(partly(), 'en');
  expect(said).toMatch(/^Livebox 6 passes some doors on/);
  expect(said).toMatch(/ {2}tcp 5222 {9}IPv4 {2}passed on \(upnp\) until \d\d:\d\d\n/);
  expect(said).toContain('tcp 5223         IPv4  another device has it (upnp): 192.168.1.30:5223 Xbox');
  expect(said).toContain(
    'warning  The internet box passes some doors on to the server, but not TCP 5223 (IPv4).',
  );
  expect(said).toContain('Livebox (Orange): http://192.168.1.1. Most likely under Réseau > NAT/PAT');
  const byHand = said.slice(said.indexOf('To enter in the box'));
  expect(byHand).toMatch(/ {2}49152-49351 {4}UDP {6}Chatelaine 49152-49351\n/);
  expect(routerText(partly(), 'fr')).toMatch(/à la main[\s\S]*Le plus souvent sous Réseau/);
});

test('a range that no box is asked for is said to be left, and lines for IPv6 alone are marked', () => {
  const facts = freshRouter();
  routerStands(facts, 'mapped');
  facts.box.choice.on = true;
  const said = routerText(routerNow(facts), 'en');
  expect(said).toMatch(/^Livebox 6 passes the doors on .* The range for calls is too long to be asked for: /);
  expect(routerText(routerNow(facts), 'fr')).not.toMatch(/[^\u00a0]: /);
  const state = routerNow(facts);
  const only6 = { ...state, cases: { ...state.cases, v4: 'no-address' as const } };
  const mappings = [{ ...state.mappings[0]!, family: 'v6' as const, state: 'by-hand' as const }];
  const lines = routerText({ ...only6, mappings, here: { ...state.here, v6: '2001:db8::5' } }, 'en');
  expect(lines).toContain('(IPv6)\n');
  expect(lines).toContain('to this computer: 2001:db8::5 (');
});

test('a line with a shared address has nothing to enter for IPv4', () => {
  const facts = freshRouter();
  routerStands(facts, 'carrier-nat', 'mapped', { outside: { router: '100.64.3.4', seen: '203.0.113.24' } });
  const said = routerText(routerNow(facts), 'en');
  expect(said).toContain('Outside: 100.64.3.4 (the world sees 203.0.113.24)');
  expect(said).not.toContain('To enter in the box');
});

test('ends well only where the router is no obstacle any more', () => {
  expect(exitCode('map', partly())).toBe(1);
  expect(exitCode('unmap', partly())).toBe(1);
  const facts = freshRouter();
  for (const [name, code] of [
    ['mapped', 0],
    ['no-router', 0],
    ['ready', 1],
    ['carrier-nat', 1],
  ] as const) {
    routerStands(facts, name);
    expect(exitCode('status', routerNow(facts))).toBe(code);
  }
  expect(exitCode('unmap', routerNow(facts))).toBe(0);
});
