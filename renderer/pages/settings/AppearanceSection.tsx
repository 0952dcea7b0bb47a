import { Trans, useLingui } from '@lingui/react/macro';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import type { FaceProblem, SettingsValues } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useChoose } from '../../frame/choose.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { SettingRow } from './SettingRow.tsx';

export function AppearanceSection({ values }: { values: SettingsValues }) {
  const { t } = useLingui();
  const choose = useChoose();
  const [problem, setProblem] = useState<FaceProblem | null>(null);
  const set = (choice: Parameters<typeof choose>[0]) => void choose(choice).then(setProblem);
  return (
    <Card title={<Trans>Appearance</Trans>}>
      <SettingRow name={<Trans>Language</Trans>}>
        <Segmented<SettingsValues['language']>
          label={t`Language`}
          value={values.language}
          onChange={(language) => set({ language })}
          options={[
            { id: 'system', label: <Trans>As the system</Trans> },
            { id: 'en', label: 'English', lang: 'en' },
            { id: 'fr', label: 'Français', lang: 'fr' },
          ]}
        />
      </SettingRow>
      <SettingRow name={<Trans>Colours</Trans>}>
        <Segmented<SettingsValues['theme']>
          label={t`Colours`}
          value={values.theme}
          onChange={(theme) => set({ theme })}
          options={[
            { id: 'system', label: <Trans>As the system</Trans>, icon: Monitor },
            { id: 'light', label: <Trans>Light</Trans>, icon: Sun },
            { id: 'dark', label: <Trans>Dark</Trans>, icon: Moon },
          ]}
        />
      </SettingRow>
      {problem && <ProblemNote problem={problem} />}
    </Card>
  );
}
