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

it('what the inviter thinks they speak counts where the browser asks for neither', () => {
  expect(languageOf('de', 'fr')).toBe('fr');
  expect(languageOf('en', 'fr')).toBe('en');
});

describe('the page', () => {
  const content = {
    host: 'example.org',
    kind: 'contact',
    inviterName: 'Romeo <script>"Montague"</script>',
    username: '',
    uri: 'xmpp:romeo@example.org?roster;preauth=TOKEN;ibr=y',
    expires: Date.UTC(2026, 10, 29, 12),
    team: '',
    address: 'https://chat.example.org/invite/TOKEN',
  } as const;
  const newcomer = {
    ...content,
    kind: 'person',
    inviterName: 'Sophie',
    uri: 'xmpp:marie@example.org',
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

  it('says what somebody new will have: address, team', () => {
    const page = invitationPage({ ...newcomer, username: 'marie', team: 'Atelier' }, 'ios', 'en');
    expect(page).toContain('<h1>Sophie invites you to example.org</h1>');
    expect(page).toContain('Your address will be marie@example.org.');
    expect(page).toContain('in the team Atelier');
    expect(invitationPage(newcomer, 'ios', 'fr')).toContain('Vous choisissez une adresse');
  });

  it.each([
    ['windows', true],
    [undefined, true],
    ['android', false],
    ['ios', false],
  ] as const)('on %s there is a square for the telephone: %s', (system, there) =>
    expect(invitationPage(newcomer, system, 'en').includes('<svg')).toBe(there),
  );

  it('whose address nobody knows has no square', () =>
    expect(invitationPage({ ...newcomer, address: '' }, 'linux', 'en')).not.toContain('<svg'));

  it('is there in the other language, and the token is in no query', () => {
    const page = invitationPage(newcomer, 'linux', 'en');
    expect(page).toContain('<a href="?language=fr" hreflang="fr" lang="fr">Français</a>');
    expect(page).not.toContain('?token');
  });

  it.each([
    ['used', 'en', 'This invitation has been used', 'tell Sophie'],
    ['expired', 'en', 'This invitation has run out', 'It was good until November 29, 2026.'],
    ['revoked', 'en', 'This invitation was taken back', 'ask Sophie'],
    ['used', 'fr', 'Cette invitation a déjà servi', 'prévenez Sophie'],
    ['expired', 'fr', 'Cette invitation a expiré', 'jusqu’au 29 novembre 2026'],
    ['revoked', 'fr', 'Cette invitation a été retirée', 'demandez à Sophie'],
  ] as const)('%s, in %s: why, and what to do', (why, language, title, advice) => {
    const page = gonePage(why, language, newcomer);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).toContain(advice);
    expect(page).not.toContain('xmpp:');
  });

  it('a link for a password is no invitation, in the end neither', () => {
    const page = gonePage('used', 'en', { ...newcomer, kind: 'reset' });
    expect(page).toContain('<h1>This link has been used</h1>');
    expect(page).not.toContain('nvitation');
  });

  it('says when nobody knows it, and lets nothing out', () => {
    expect(gonePage('unknown', 'en')).toContain('<h1>Nothing is known of this link</h1>');
    expect(PAGE_HEADERS['content-security-policy']).toContain("default-src 'none'");
    expect(PAGE_HEADERS['referrer-policy']).toBe('no-referrer');
    expect(PAGE_HEADERS['cache-control']).toBe('no-store');
  });
});

it('no line of a French page begins with a colon or a question mark', () => {
  const page = gonePage('unknown', 'fr');
  expect(page).toContain('perdu en route\u00a0: ouvrez-le');
  expect(page).not.toMatch(/<(p|h1|b)>[^<]* [:;?!»]/);
});
