/** Which kind of certificate is asked for, on the command line: remembered with its source, and only an authority has any. */
import { expect, test } from 'vitest';
import { readCertificateArgs } from '../../../electron/cli/certificate.ts';
import { withProfile } from '../../../electron/cli/certificate-renew.ts';
import type { CertificateSource } from '../../../electron/contract/index.ts';

const AUTHORITY: CertificateSource = {
  ...{ from: 'authority', authority: 'letsencrypt', directory: null, directoryCa: null },
  ...{ email: null, way: null, webroot: null, profile: null },
};

test.each<[CertificateSource | undefined, string | undefined, CertificateSource | 'not-there' | undefined]>([
  [AUTHORITY, undefined, undefined],
  [AUTHORITY, 'shortlived', { ...AUTHORITY, profile: 'shortlived' }],
  [{ ...AUTHORITY, profile: 'shortlived' }, 'usual', AUTHORITY],
  [{ from: 'local' }, 'shortlived', 'not-there'],
  [undefined, 'shortlived', 'not-there'],
])('%j with %s', (source, profile, becomes) => expect(withProfile(source, profile)).toEqual(becomes));

test('a name is one as authorities give it', () => {
  expect(readCertificateArgs(['renew', '--profile', 'shortlived'])).toMatchObject({ profile: 'shortlived' });
  expect(readCertificateArgs(['renew', '--profile', 'a b'])).toMatch(/such as shortlived/);
});
