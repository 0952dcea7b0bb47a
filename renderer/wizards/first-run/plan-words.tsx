/**
 * The plan and the progress in plain words, one entry for each code of the contract.
 */
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { SetupPlan } from '../../api/types.ts';
import { doorWords } from '../../words/doors.ts';
import css from './plan-words.module.css';

type PlanItem = SetupPlan['items'][number];
export type PlanCode = PlanItem['code'];

/** What will happen, before it happens: one short sentence, and under it what else there is to know. */
export function planSentence({ code, data }: PlanItem): { what: ReactNode; more: ReactNode } {
  const { folder, domain, address, displayName, names, years } = data;
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
        what: <Trans>The server gets these doors on this computer</Trans>,
        more: <PlannedDoors data={data} />,
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

const DOORS = ['programs', 'web', 'companies', 'calls', 'files'] as const;

/** Each door in plain words, with its numbers; and what holds for all of them. */
function PlannedDoors({ data }: { data: PlanItem['data'] }) {
  const { i18n } = useLingui();
  return (
    <>
      {DOORS.filter((door) => data[door] !== undefined).map((door) => (
        <span key={door} className={css.door}>
          <b>{i18n._(doorWords(door).name)}</b> <span className="num">{data[door]}</span>
        </span>
      ))}
      <Trans>
        Chat is always encrypted, and nobody can sign up by themselves. A door that another program has
        already stays shut, and chatting works without it; calls, files and other companies can be shut later.
      </Trans>
    </>
  );
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
