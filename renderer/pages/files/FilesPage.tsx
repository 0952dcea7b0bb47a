/**
 * Files colleagues have sent each other: who takes how much room, the largest, how long they are kept; and one person's beside the list.
 */
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Paperclip } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useParams } from 'react-router';
import type { FilesOverview } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Page, Row, Stack } from '../../components/Page.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Split } from '../../components/Split.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { Shown } from '../../words/Shown.tsx';
import { useNames } from '../../words/use-names.ts';
import { arrange, totalOf } from './arrange.ts';
import { FileList } from './FileList.tsx';
import { FilesTable } from './FilesTable.tsx';
import { PersonFiles } from './PersonFiles.tsx';
import { Rules } from './Rules.tsx';
import { SpaceBar } from './SpaceBar.tsx';

export function FilesPage() {
  const { files } = useStores();
  const overview = useResource(files.overview);
  const { address } = useParams();
  // What came in since the page was last open.
  useEffect(() => void files.overview.load(), [files]);
  const known = latest(overview);
  return (
    <Split drawer={address !== undefined && <PersonFiles key={address} address={address} />}>
      <Page wide title={<Trans>Files</Trans>} lead={known && <Lead overview={known} />}>
        <Shown of={overview} onRetry={() => void files.overview.load()}>
          {(value) => <Overview overview={value} selected={address ?? null} />}
        </Shown>
      </Page>
    </Split>
  );
}

function Lead({ overview: { people } }: { overview: FilesOverview }) {
  const format = useFormat();
  const { files, bytes } = totalOf(people);
  const space = format.bytes(bytes);
  if (files === 0) return null;
  return (
    <Plural
      value={files}
      one={`# file is kept here, ${space}.`}
      other={`# files are kept here, ${space} in all.`}
    />
  );
}

function Overview({ overview, selected }: { overview: FilesOverview; selected: string | null }) {
  const { people, biggest, rules, free } = overview;
  return (
    <Stack gap="l">
      {people.length === 0 ? (
        <>
          <Empty icon={Paperclip} title={<Trans>No files yet.</Trans>}>
            <Trans>Pictures and documents that colleagues send each other are kept here for a while.</Trans>
          </Empty>
          <Rules rules={rules} />
        </>
      ) : (
        <>
          <Card title={<Trans>Space they take</Trans>}>
            <SpaceBar people={people} free={free} />
          </Card>
          <Rules rules={rules} />
          <People overview={overview} selected={selected} />
          <Card title={<Trans>The largest</Trans>}>
            <FileList files={biggest} withOwner />
          </Card>
        </>
      )}
      <p className="small muted">
        <Trans>
          Names and sizes are shown here, never what is in a file. Whoever has the machine itself could read
          files that programs did not encrypt.
        </Trans>
      </p>
    </Stack>
  );
}

function People({
  overview: { people, rules },
  selected,
}: {
  overview: FilesOverview;
  selected: string | null;
}) {
  const { t } = useLingui();
  const names = useNames();
  const [search, setSearch] = useState('');
  const shown = useMemo(() => arrange(people, search, names), [people, search, names]);
  return (
    <Stack gap="s">
      {people.length > 5 && (
        <Row>
          <SearchField label={t`Name or address`} value={search} onChange={setSearch} shortcut="/" />
        </Row>
      )}
      <FilesTable people={shown} quota={rules.quotaBytes} selected={selected} />
      {shown.length === 0 && (
        <p className="muted" role="status">
          <Trans>Nobody called “{search}” has files here.</Trans>
        </p>
      )}
    </Stack>
  );
}
