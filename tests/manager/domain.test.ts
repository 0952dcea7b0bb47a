/** What people type for their domain, one row each. */
import { describe, expect, test } from 'vitest';
import { lanName, readDomain } from '../../electron/manager/setup/domain.ts';

const GOOD: [typed: string, domain: string, ascii: string][] = [
  ['example.org', 'example.org', 'example.org'],
  ['  Example.ORG. ', 'example.org', 'example.org'],
  ['menuiserie-martin.fr', 'menuiserie-martin.fr', 'menuiserie-martin.fr'],
  ['Büro.example', 'büro.example', 'xn--bro-hoa.example'],
  ['xn--bro-hoa.example', 'büro.example', 'xn--bro-hoa.example'],
  ['büro。example', 'büro.example', 'xn--bro-hoa.example'],
  ['chat.example.co.uk', 'chat.example.co.uk', 'chat.example.co.uk'],
  ['atelier.local', 'atelier.local', 'atelier.local'],
  ['example.org:5222', 'example.org', 'example.org'],
  ['« example.org »', 'example.org', 'example.org'],
  ['"example.org",', 'example.org', 'example.org'],
  ['l·l.example', 'l·l.example', 'xn--ll-0ea.example'],
  ['例え.テスト', '例え.テスト', 'xn--r8jz45g.xn--zckzah'],
];

const BAD: [typed: string, reason: string, suggestion?: string][] = [
  ['', 'empty'],
  ['   ', 'empty'],
  ['https://example.org/', 'url', 'example.org'],
  ['HTTP://www.example.org:8080/contact?x#y', 'url', 'www.example.org'],
  ['example.org/contact', 'url', 'example.org'],
  ['sophie@example.org', 'email', 'example.org'],
  ['sophie@', 'email'],
  ['sophie@example.org/Gajim', 'email', 'example.org'],
  ['xmpp:sophie@example.org?message', 'email', 'example.org'],
  ['Sophie Martin <sophie@example.org>', 'email', 'example.org'],
  ['https://sophie@example.org/', 'url', 'example.org'],
  ['http://[2001:db8::1]/', 'ip-address'],
  ['http://192.0.2.5:8080/', 'ip-address'],
  ['💩.example', 'label'],
  ['exa«mple.org', 'label'],
  ['ex ample', 'label'],
  ['ex ample.org', 'label', 'example.org'],
  ['example,org', 'label', 'example.org'],
  ['my_office.org', 'label', 'my-office.org'],
  ['example..org', 'label', 'example.org'],
  ['-example.org', 'label'],
  ['example', 'no-dot'],
  ['com', 'no-dot'],
  ['co.uk', 'public-suffix'],
  ['github.io', 'public-suffix'],
  ['192.168.1.20', 'ip-address'],
  ['[::1]', 'ip-address'],
  ['2001:db8::1', 'ip-address'],
  [`${'a'.repeat(64)}.org`, 'too-long'],
  [`${'a.'.repeat(130)}org`, 'too-long'],
];

describe('domain as typed', () => {
  test.each(GOOD)('%j', (typed, domain, ascii) => {
    expect(readDomain(typed)).toEqual({ domain, ascii });
  });
  test.each(BAD)('%j is refused: %s', (typed, reason, suggestion) => {
    expect(readDomain(typed)).toEqual(suggestion ? { reason, suggestion } : { reason });
  });
});

test.each([
  ['atelier', 'atelier.local'],
  ['atelier.lan', 'atelier.lan'],
  ['localhost', 'chatelaine.local'],
  ['-', 'chatelaine.local'],
])('on this network, %s is called %s', (hostname, name) => {
  expect(lanName(hostname)).toBe(name);
});
