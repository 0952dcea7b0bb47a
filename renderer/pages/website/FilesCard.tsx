import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import type { FaceProblem, SiteFile, WebsiteFront } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { offerFile } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { ProblemNote } from '../../words/Shown.tsx';
import { fieldWords, PROGRAM_NAMES } from '../../words/website.ts';

/** What to put into the web server. */
export function FilesCard({
  front,
  files,
  problem,
}: {
  front: WebsiteFront;
  files: readonly SiteFile[] | null;
  problem: FaceProblem | null;
}) {
  const { t } = useLingui();
  const program = PROGRAM_NAMES[front.program];
  const fileOf = (wanted: SiteFile['kind']) => files?.find(({ kind }) => kind === wanted);
  const atHoster = files?.filter(({ kind }) => kind === 'hoster') ?? [];
  const [site, domain, onePort] = [fileOf('site'), fileOf('domain'), fileOf('one-port')];
  return (
    <Card title={<ForProgram program={program} />}>
      <Stack gap="m">
        <p className="small muted">
          <Trans>
            Chatelaine does not touch your web server: whoever looks after it puts these in place. Each line
            says what it is for.
          </Trans>
        </p>
        {problem && !fieldWords(problem) && <ProblemNote problem={problem} />}
        {site && domain && onePort && (
          <Tabs
            label={t`Files`}
            tabs={[
              {
                id: 'site',
                title: <Trans>A site for chat</Trans>,
                content: <OneFile file={site} />,
              },
              {
                id: 'domain',
                title: <Trans>A few lines for your website</Trans>,
                content: <OneFile file={domain} />,
              },
              {
                id: 'hoster',
                title: <Trans>A website at a hoster</Trans>,
                content: <AtHoster files={atHoster} />,
              },
              {
                id: 'one-port',
                title: <Trans>Everything on one port</Trans>,
                content: <OneFile file={onePort} />,
              },
            ]}
          />
        )}
      </Stack>
    </Card>
  );
}

const ForProgram = ({ program }: { program: string }) => <Trans>What {program} needs</Trans>;

/** Where nothing can be passed on, the answers lie there as files. */
function AtHoster({ files }: { files: readonly SiteFile[] }) {
  const { t } = useLingui();
  return (
    <Stack gap="m">
      <p>
        <Trans>
          Where the website is at a hoster, put these three files into its folder instead of the few lines.
          Hidden folders begin with a dot: the hoster’s file manager can show them.
        </Trans>
      </p>
      {files.map(({ fileName, place, text }) => (
        <Stack gap="s" key={place}>
          <p>
            <code>{place}</code>
          </p>
          <Code lines={text.trimEnd().split('\n')} label={place} copyLabel={t`Copy ${place}`} />
          <Row>
            <Button
              icon={Download}
              label={t`Download ${place}`}
              onPress={() => offerFile(fileName, 'text/plain', text)}
            >
              <Trans>Download it</Trans>
            </Button>
          </Row>
        </Stack>
      ))}
    </Stack>
  );
}

function OneFile({ file: { kind, fileName, place, text, commands } }: { file: SiteFile }) {
  const { t } = useLingui();
  return (
    <Stack gap="m">
      <p>
        {kind === 'site' && (
          <Trans>
            It belongs in <code>{place}</code>.
          </Trans>
        )}
        {kind === 'domain' && (
          <Trans>
            For programs that know nothing but your domain. To be added to <code>{place}</code>.
          </Trans>
        )}
        {kind === 'one-port' && (
          <Trans>
            Some networks let nothing out but port 443. A small program, sslh, can take that port and tell
            chat and web apart; a web server that has it on this computer has to make room first, as the file
            says. It belongs in <code>{place}</code>.
          </Trans>
        )}
      </p>
      <Code lines={text.trimEnd().split('\n')} label={fileName} copyLabel={t`Copy the file`} />
      <Row>
        <Button icon={Download} onPress={() => offerFile(fileName, 'text/plain', text)}>
          <Trans>Download it</Trans>
        </Button>
      </Row>
      <p>
        <Trans>Then, in a terminal of that computer:</Trans>
      </p>
      <Code lines={commands} label={t`Commands`} copyLabel={t`Copy the commands`} />
    </Stack>
  );
}
