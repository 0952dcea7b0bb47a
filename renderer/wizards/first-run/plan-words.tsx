/**
 * The plan and the progress in plain words, one entry for each code of the contract.
 */
import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { SetupPlan } from '../../api/types.ts';

type PlanItem = SetupPlan['items'][number];
export type PlanCode = PlanItem['code'];

/** What will happen, before it happens: one short sentence, and under it what else there is to know. */
export function planSentence({ code, data }: PlanItem): { what: ReactNode; more: ReactNode } {
  const { folder, domain, address, displayName, starttls, direct, names, years } = data;
  switch (code) {
    case 'folder':
      return {
        what: <Trans>Everything is kept in one folder of this computer</Trans>,
        more: (
          <Trans>
            <span className="mono">{folder}</span>. Only its own account can read it.
          </Trans>
        ),
      };
    case 'authority':
      return {
        what: <Trans>You get a certificate authority of your own, good for {years} years</Trans>,
        more: (
          <Trans>
            It can vouch for <span className="nb">{domain}</span>, this computer and private network
            addresses, and for nothing else on the internet.
          </Trans>
        ),
      };
    case 'certificate':
      return {
        what: (
          <Trans>
            It signs a certificate for <span className="nb">{domain}</span>
          </Trans>
        ),
        more: (
          <Trans>{names} names in all, with the services and this computer. It is renewed by itself.</Trans>
        ),
      };
    case 'configuration':
      return {
        what: (
          <Trans>
            The server listens on ports {starttls} and {direct}
          </Trans>
        ),
        more: <Trans>Encryption is required, and nobody can sign up by themselves.</Trans>,
      };
    case 'administrator':
      return {
        what: (
          <Trans>
            {displayName} gets the address <span className="nb">{address}</span>
          </Trans>
        ),
        more: <Trans>As administrator of the server.</Trans>,
      };
    case 'start':
      return {
        what: <Trans>The server is started</Trans>,
        more: <Trans>Again whenever Chatelaine starts.</Trans>,
      };
  }
}

/** The name of the step while it is done. */
export function stepTitle(code: string): ReactNode {
  switch (code as PlanCode) {
    case 'folder':
      return <Trans>Preparing the folder</Trans>;
    case 'authority':
      return <Trans>Making your certificate authority</Trans>;
    case 'certificate':
      return <Trans>Making the certificate</Trans>;
    case 'configuration':
      return <Trans>Writing the configuration</Trans>;
    case 'administrator':
      return <Trans>Adding the administrator</Trans>;
    case 'start':
      return <Trans>Starting the server</Trans>;
    default:
      // A newer manager may have a step this page does not know yet.
      return code;
  }
}
