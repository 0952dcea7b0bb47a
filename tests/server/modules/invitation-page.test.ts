/** The page behind an invitation: which system, which language, what it says, and that nobody's name becomes markup. */
import { describe, expect, it } from 'vitest';
import { gonePage, invitationPage, PAGE_HEADERS } from '../../../server/modules/invitations/page.ts';
import { PROGRAMS, systemOf } from '../../../server/modules/invitations/programs.ts';
import { languageOf } from '../../../server/modules/invitations/words.ts';

it.each([
  ['Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126 Mobile', 'android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15', 'ios'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36', 'windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', 'macos'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'linux'],
  ['curl/8.5.0', undefined],
  ['', undefined],
])('%s is %s', (agent, system) => expect(systemOf(agent)).toBe(system));

it.each([
  ['fr-FR,fr;q=0.9,en;q=0.8', 'fr'],
  ['de,fr;q=0.4,en;q=0.5', 'en'],
  ['de, fr;q=0.4', 'fr'],
  ['fr;q=0, en', 'en'],
  ['', 'en'],
  ['constructor', 'en'],
])('%s is answered in %s', (accept, language) => expect(languageOf(accept)).toBe(language));

describe('the page', () => {
  const content = {
    host: 'example.org',
    kind: 'contact',
    inviterName: 'Romeo <script>"Montague"</script>',
    username: '',
    uri: 'xmpp:romeo@example.org?roster;preauth=TOKEN;ibr=y',
    expires: Date.UTC(2026, 10, 29, 12),
  } as const;

  it('says who invites, recommends a program, and has a button (XEP-0379 §3.3)', () => {
    const page = invitationPage(content, 'android', 'en');
    expect(page).toContain('would like to chat with you</h1>');
    expect(page).toContain(`href="${PROGRAMS.android[0].url}"`);
    expect(page).toContain(
      '<a class="button main" href="xmpp:romeo@example.org?roster;preauth=TOKEN;ibr=y">Add to my contacts</a>',
    );
    expect(page).toContain('November 29, 2026');
    expect(page.indexOf('Conversations')).toBeLessThan(page.indexOf('Gajim'));
  });

  it('makes no markup of a name', () => {
    const page = invitationPage(content, undefined, 'fr');
    expect(page).not.toContain('<script>');
    expect(page).toContain(
      'Romeo &lt;script&gt;&quot;Montague&quot;&lt;/script&gt; souhaite discuter avec vous',
    );
    expect(page).toContain('<details open>');
  });

  it('says when it is over, and lets nothing out', () => {
    expect(gonePage('en')).toContain('<h1>This invitation is over</h1>');
    expect(PAGE_HEADERS['content-security-policy']).toContain("default-src 'none'");
    expect(PAGE_HEADERS['referrer-policy']).toBe('no-referrer');
    expect(PAGE_HEADERS['cache-control']).toBe('no-store');
  });
});
