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

test.each(Object.keys(CERTIFICATES))('%s', (code) => {
  const about = { code, subject: 'office.example', dependsOn: null, evidence: [], data: DATA };
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
