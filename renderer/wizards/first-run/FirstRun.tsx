/**
 * The first run: welcome on a page of its own, then one step at a time in the set-up frame.
 */

import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Navigate } from 'react-router';
import type { SetupState, SetupStep } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { Address } from './Address.tsx';
import { Administrator } from './Administrator.tsx';
import { Apply } from './Apply.tsx';
import { Certificate } from './Certificate.tsx';
import { Dns } from './Dns.tsx';
import { Domain } from './Domain.tsx';
import { Done } from './Done.tsx';
import { FirewallStep } from './FirewallStep.tsx';
import { Summary } from './Summary.tsx';
import { useAnswers } from './use-answers.ts';
import { Welcome } from './Welcome.tsx';

export function FirstRun() {
  const { t } = useLingui();
  const stores = useStores();
  const setup = useResource(stores.setup);
  useEffect(() => {
    document.title = `${t`Setting up`} · Chatelaine`;
  }, [t]);
  return (
    <Shown of={setup} onRetry={() => void stores.setup.load()}>
      {(state) => <Steps state={state} />}
    </Shown>
  );
}

/** The steps that end with the work. */
const BEFORE: ReadonlySet<SetupStep> = new Set(['welcome', 'address', 'administrator', 'summary']);

function Steps({ state }: { state: SetupState }) {
  const stores = useStores();
  const info = latest(useResource(stores.info));
  const answers = useAnswers(state);
  // Set up long ago, and someone came here by an old address.
  if (info?.setUp && BEFORE.has(answers.step)) return <Navigate to="/" replace />;
  switch (answers.step) {
    case 'welcome':
      return <Welcome {...answers} />;
    case 'address':
      return answers.answers.way === 'lan' ? <Address {...answers} /> : <Domain {...answers} />;
    case 'administrator':
      return <Administrator {...answers} />;
    case 'summary':
      return <Summary {...answers} />;
    case 'apply':
      return <Apply {...answers} />;
    case 'firewall':
      return <FirewallStep {...answers} />;
    case 'dns':
      return <Dns {...answers} />;
    case 'certificate':
      return <Certificate {...answers} />;
    case 'done':
      return <Done {...answers} />;
    default:
      return assertNever(answers.step);
  }
}
