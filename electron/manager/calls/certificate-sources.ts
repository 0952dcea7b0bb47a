/** The contract's calls about certificates from elsewhere. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Sources } from '../certificates/sources/sources.ts';

export interface CertificateSourcesAreas {
  readonly certificateSources: Sources;
}

export const certificateSourcesCalls = ({
  certificateSources: sources,
}: CertificateSourcesAreas): Calls['certificateSources'] => ({
  places: () => sources.places(),
  inspectFiles: ({ files, passphrase }) =>
    sources.inspectFiles(
      files.map(({ name, data }) => ({ name, data: Buffer.from(data, 'base64') })),
      passphrase,
    ),
  inspectPath: ({ path, passphrase }) => sources.inspectPath(path, passphrase),
  brokerSetup: (files) => sources.brokerSetup(files),
  async brokerHostKeys(where) {
    const found = await sources.hostKeys(where);
    return 'finding' in found
      ? { keys: [], finding: found.finding }
      : { keys: [...found.keys], finding: null };
  },
  brokerTry: (machine, { signal }) => sources.inspectMachine(machine, signal),
});
