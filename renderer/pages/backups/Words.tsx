/** The words that open the backups: made here, shown once, and taken along on a sheet of paper. */
import { Trans, useLingui } from '@lingui/react/macro';
import { KeyRound, Printer } from 'lucide-react';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { offerFile } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';
import { Secret } from '../../components/Secret.tsx';
import { latest, useAction, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { recoverySheet } from './recovery-sheet.ts';

export function Words({
  hasWords,
  words,
  onChoose,
}: {
  hasWords: boolean;
  words: string | undefined;
  onChoose(words: string): void;
}) {
  const { t, i18n } = useLingui();
  const { connection, overview } = useStores();
  const domain = latest(useResource(overview))?.domain ?? '';
  const make = useAction(async () => onChoose((await connection.client().backups.suggestWords()).words));
  function print(): void {
    if (words === undefined) return;
    const title = t`Recovery sheet`;
    const sheet = recoverySheet({
      ...{ title, words, domain, language: i18n.locale },
      lines: [
        t`These words open the backups of Chatelaine for ${domain}.`,
        t`Without them nobody can open a backup. Neither can the makers of Chatelaine.`,
        t`Keep this sheet where the office keeps its contracts, not beside the computer.`,
        t`To restore: install Chatelaine, choose “Restore a backup” on its first page, choose the file, type the words.`,
        t`Without Chatelaine: age -d FILE | zstd -d | tar x`,
      ],
    });
    offerFile(`${t`recovery-sheet`}-${domain || 'chatelaine'}.html`, 'text/html', sheet);
  }
  if (words === undefined)
    return (
      <Stack gap="s">
        {hasWords && (
          <p className="small muted">
            <Trans>
              The words are chosen. New ones open new backups only: keep the old sheet for the old ones.
            </Trans>
          </p>
        )}
        <Row>
          <Button
            icon={KeyRound}
            busy={make.busy && <Trans>Choosing…</Trans>}
            onPress={() => void make.run()}
          >
            {hasWords ? <Trans>Choose new words</Trans> : <Trans>Choose the words</Trans>}
          </Button>
        </Row>
        {make.problem && <ProblemNote problem={make.problem} />}
      </Stack>
    );
  return (
    <Stack gap="s">
      <Secret
        value={words}
        label={<Trans>Words for the backups</Trans>}
        copyLabel={t`Copy the words for the backups`}
      />
      <Banner kind="warn">
        <Trans>
          Without these words nobody can open a backup, we cannot either. Save the sheet and print it now.
        </Trans>
      </Banner>
      <Row>
        <Button icon={Printer} onPress={print}>
          <Trans>Save the recovery sheet</Trans>
        </Button>
      </Row>
    </Stack>
  );
}
