/**
 * Language, theme, the server's start, who may join, what is kept, which doors are open, the chat in the
 * browser, programs, the data folder, and who may open this page.
 */
import { Trans } from '@lingui/react/macro';
import { Page, Stack } from '../../components/Page.tsx';
import { useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { Shown } from '../../words/Shown.tsx';
import { AccessSection } from './AccessSection.tsx';
import { AppearanceSection } from './AppearanceSection.tsx';
import { DataSection } from './DataSection.tsx';
import { DoorsSection } from './DoorsSection.tsx';
import { HistorySection } from './HistorySection.tsx';
import { JoiningSection } from './JoiningSection.tsx';
import { KeepRunningSection } from './KeepRunningSection.tsx';
import { NoticesSection } from './NoticesSection.tsx';
import { ProgramsSection } from './ProgramsSection.tsx';
import { RemoveSection } from './RemoveSection.tsx';
import { ServerSection } from './ServerSection.tsx';
import { WebChatSection } from './WebChatSection.tsx';

export function SettingsPage() {
  const stores = useStores();
  const settings = useResource(stores.settings);
  return (
    <Page
      title={<Trans>Settings</Trans>}
      lead={<Trans>A change takes effect at once, unless it says otherwise.</Trans>}
    >
      <Shown of={settings} onRetry={() => void stores.settings.load()}>
        {(value) => (
          <Stack>
            <AppearanceSection values={value.values} />
            <ServerSection values={value.values} />
            <KeepRunningSection />
            <NoticesSection />
            <JoiningSection />
            <HistorySection />
            <DoorsSection />
            <WebChatSection />
            <ProgramsSection />
            <AccessSection />
            <DataSection settings={value} />
            <RemoveSection />
          </Stack>
        )}
      </Shown>
    </Page>
  );
}
