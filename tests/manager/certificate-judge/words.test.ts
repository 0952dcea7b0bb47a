/** Every finding about certificates has three sentences in both languages, from any data there is. */
import { expect, test } from 'vitest';
import { CERTIFICATES } from '../../../electron/contract/findings/certificates.ts';
import { type DoctorFinding, wordsOfFinding } from '../../../electron/contract/findings/index.ts';

const DATA = {
  ...{ until: 1.8e12, from: 1.8e12, at: 1.8e12, retryAt: 1.8e12, offset: 3 * 86_400_000, days: 3650 },
  ...{
    issuer: 'R11',
    of: 'office.example',
    key: 'RSA, 1024 bits',
    commonName: 'office.example',
    wildcard: '*.office.example',
  },
  ...{
    names: ['office.example'],
    domains: ['office.example'],
    ports: ['5222'],
    uses: ['clientAuth'],
    allowed: ['sectigo.com'],
    versions: ['TLSv1'],
  },
  ...{ may: ['commands', 'sftp'], commands: ['sudo chmod 600 /k'], loses: 'rooms', losesFr: 'les salons' },
  ...{
    user: 'chatelaine',
    path: '/k',
    name: 'office.example',
    port: '5222',
    by: "Let's Encrypt",
    detail: 'no answer',
    repaired: true,
  },
};

const CASES = Object.keys(CERTIFICATES).flatMap((code) => [
  [code, DATA] as const,
  // The other half of sentences that depend on it.
  [code, { ...DATA, repaired: false }] as const,
]);

const SUBJECTS = ['office.example', 'office.local'];
const ALL = CASES.flatMap(([code, data]) => SUBJECTS.map((subject) => [code, data, subject] as const));

test.each(ALL)('%s', (code, data, subject) => {
  const about = { code, subject, dependsOn: null, evidence: [], data };
  const finding: DoctorFinding = { ...about, severity: 'broken', who: 'you' };
  const [en, fr] = (['en', 'fr'] as const).map((language) => {
    const words = wordsOfFinding(finding, language)!;
    const all = [words.cause, words.effect, words.fix];
    for (const sentence of all) expect(sentence).toMatch(/^[\p{Lu}\p{L}*\d].*[.):/\w]$/su);
    const text = all.join(' ');
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\?(?!\s)|please|veuillez|Error\b|simply/);
    return text;
  });
  expect(en).not.toBe(fr);
  // French writes a space before these, which must not break.
  expect(fr).not.toMatch(/[a-zé’)»] [:;!?](?: |$)|« | »/);
  // And nothing of the other language is left in it.
  expect(fr).not.toMatch(/\b(the|your|is not|certificate of)\b/);
});

test('nobody is sent to a public authority for a name of one’s own network', () => {
  const fix = (subject: string) => {
    const about = { code: 'certificate.local-only', subject, dependsOn: null, evidence: [], data: {} };
    return wordsOfFinding({ ...about, severity: 'info', who: 'you' }, 'en')!.fix;
  };
  expect(fix('office.example')).toContain('choose “From a public authority');
  expect(fix('office.local')).toMatch(/^On a network of your own this is as it should be/);
});
