/**
 * The plan and the progress in plain words, one entry for each code of the contract.
 */
import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { SetupPlan } from '../../api/types.ts';

type PlanItem = SetupPlan['items'][number];
export type PlanCode = PlanItem['code'];

/** What will happen, before it happens. */
export function planSentence({ code, data }: PlanItem): ReactNode {
  const { folder, domain, address, displayName, starttls, direct, names, years } = data;
  switch (code) {
    case 'folder':
      return (
        <Trans>
          Everything is kept in one folder of this computer, {folder}, that only its own account can read.
        </Trans>
      );
    case 'authority':
      return (
        <Trans>
          A certificate authority of your own is made, good for {years} years. It vouches for {domain} and
          nothing else.
        </Trans>
      );
    case 'certificate':
      return (
        <Trans>
          It signs a certificate for {domain}, with {names} names. It is renewed by itself.
        </Trans>
      );
    case 'configuration':
      return (
        <Trans>
          The server gets its configuration: ports {starttls} and {direct}, encryption required, nobody can
          sign up by themselves.
        </Trans>
      );
    case 'administrator':
      return (
        <Trans>
          {displayName} gets the address <b>{address}</b> and looks after the server.
        </Trans>
      );
    case 'start':
      return <Trans>The server is started, and again whenever Chatelaine starts.</Trans>;
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
