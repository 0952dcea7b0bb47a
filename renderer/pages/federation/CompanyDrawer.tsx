import { Trans, useLingui } from '@lingui/react/macro';
import { Building2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Federation } from '../../api/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerLine } from '../../components/DrawerParts.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Tile } from '../../components/Pill.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { LinesLink } from '../../parts/log-lines/LinesLink.tsx';
import { useNow } from '../../stores/now.ts';
import { companyRows, hasTrouble } from './arrange.ts';
import { StatePill } from './CompaniesTable.tsx';
import { NowTab } from './NowTab.tsx';
import { RulesTab } from './RulesTab.tsx';

/** One company; also one that nobody has talked with yet. */
export function CompanyDrawer({ facts, domain }: { facts: Federation; domain: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const now = useNow(30_000);
  const [tab, setTab] = useState('now');
  const row = companyRows(facts).find((one) => one.domain === domain) ?? { domain, remote: null, rule: null };
  return (
    <Drawer
      title={domain}
      subtitle={
        <DrawerLine>
          <StatePill remote={row.remote} now={now} />
          <CopyButton value={domain} label={t`Copy the domain ${domain}`} />
        </DrawerLine>
      }
      lead={
        <Tile large tone={hasTrouble(row) ? 'warn' : 'plain'}>
          <Icon of={Building2} size="l" />
        </Tile>
      }
      onClose={() => void navigate('/federation')}
      foot={<LinesLink query={{ host: domain }} about={domain} />}
    >
      <Tabs
        label={t`About ${domain}`}
        selected={tab}
        onSelect={setTab}
        tabs={[
          {
            id: 'now',
            title: <Trans>State</Trans>,
            content: <NowTab key={domain} domain={domain} remote={row.remote} rule={row.rule} />,
          },
          {
            id: 'rules',
            title: <Trans>Rules</Trans>,
            content: <RulesTab key={domain} domain={domain} rule={row.rule} policy={facts.policy} />,
          },
        ]}
      />
    </Drawer>
  );
}
