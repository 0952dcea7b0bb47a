import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { TrustSteps } from '../../api/types.ts';
import { Numbered } from '../../parts/guide/Numbered.tsx';

/** Names as their makers write them; not translated. */
export const SYSTEM_NAMES: Record<TrustSteps['system'], string> = {
  debian: 'Debian, Ubuntu, Mint',
  fedora: 'Fedora, RHEL, Rocky',
  arch: 'Arch, Manjaro',
  windows: 'Windows',
  macos: 'macOS',
  firefox: 'Firefox',
  gajim: 'Gajim',
  pidgin: 'Pidgin',
  android: 'Android',
};

/** Where there is no command: what to press, in order. */
export function TrustByHand({ system, file }: { system: TrustSteps['system']; file: string }) {
  return (
    <Numbered
      steps={byHand(system, file).map((text, index) => ({ id: `${index}`, content: <p>{text}</p> }))}
    />
  );
}

function byHand(system: TrustSteps['system'], file: string): ReactNode[] {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  switch (system) {
    case 'gajim':
      return [
        <Trans key="1">
          When Gajim says that the certificate could not be verified, press <b>Show Certificate</b> and
          compare the fingerprint with the one in its steps above.
        </Trans>,
        <Trans key="2">
          If it is the same, press <b>Add to Trusted Certificates</b>.
        </Trans>,
      ];
    case 'pidgin':
      return [
        <Trans key="1">
          Open <b>Tools</b>, <b>Certificates</b>, and press <b>Add</b>.
        </Trans>,
        <Trans key="2">Choose the file {name}.</Trans>,
      ];
    case 'firefox':
      return [
        <Trans key="1">
          Open <b>Settings</b>, <b>Privacy &amp; Security</b>, <b>View Certificates…</b>, and the tab{' '}
          <b>Authorities</b>.
        </Trans>,
        <Trans key="2">
          Press <b>Import…</b>, choose the file {name}, and tick “Trust this CA to identify websites”.
        </Trans>,
      ];
    case 'android':
      return [
        <Trans key="1">Send the file {name} to the phone.</Trans>,
        <Trans key="2">
          Open <b>Settings</b>, <b>Security</b>, <b>Encryption &amp; credentials</b>,{' '}
          <b>Install a certificate</b>, <b>CA certificate</b>, and choose the file.
        </Trans>,
      ];
    case 'debian':
    case 'fedora':
    case 'arch':
    case 'windows':
    case 'macos':
      return [<Trans key="1">Add the file {name} to the system’s list of trusted authorities.</Trans>];
  }
}
