/** When they are made, where they go, who can open them; said plainly where that is less than it could be. */
import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock, FolderArchive, KeyRound, Layers, Settings2 } from 'lucide-react';
import type { BackupsState, BackupTarget } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Stack } from '../../components/Page.tsx';
import { useFormat } from '../../words/format.ts';

export function PlanFacts({ state, onChange }: { state: BackupsState; onChange(): void }) {
  const { plan, sameDisk, away } = state;
  const format = useFormat();
  const at = format.time(new Date().setHours(0, plan.minute, 0, 0));
  const { daily, weekly, monthly } = plan.keep;
  return (
    <Card
      title={<Trans>When, where, and who can open them</Trans>}
      end={
        <Button size="s" icon={Settings2} onPress={onChange}>
          <Trans>Change…</Trans>
        </Button>
      }
    >
      <Stack gap="m">
        <Facts>
          <Fact
            icon={CalendarClock}
            small={<Trans>One that was slept through is made up for when the computer is on again.</Trans>}
          >
            {plan.on ? <Trans>Every day at {at}</Trans> : <Trans>Not by themselves</Trans>}
          </Fact>
          <Fact icon={FolderArchive} small={<Where target={plan.target} />}>
            <Place target={plan.target} />
          </Fact>
          <Fact icon={Layers}>
            <Trans>
              Kept: the newest of {daily} days, {weekly} weeks and {monthly} months
            </Trans>
          </Fact>
          <Fact icon={KeyRound} small={<LockMeans state={state} />}>
            <LockIs state={state} />
          </Fact>
        </Facts>
        {away && (
          <Banner kind="warn" live>
            <Trans>The place cannot be reached just now: what is listed above is what is remembered.</Trans>
          </Banner>
        )}
        {sameDisk && (
          <Banner kind="warn">
            <Trans>
              They lie on the same disk as the office’s data. If that disk breaks, both are gone. A USB disk,
              a shared folder or another computer is a better place.
            </Trans>
          </Banner>
        )}
      </Stack>
    </Card>
  );
}

function Place({ target }: { target: BackupTarget }) {
  if (target.kind === 'here') return <Trans>In Chatelaine’s own folder</Trans>;
  if (target.kind === 'folder') return <span className="mono">{target.path}</span>;
  return (
    <span className="mono">
      {target.user}@{target.host}:{target.path}
    </span>
  );
}

function Where({ target }: { target: BackupTarget }) {
  const { t } = useLingui();
  if (target.kind === 'sftp') return t`Another computer, over SFTP`;
  if (target.kind === 'folder' && target.mount)
    return t`A disk or share of its own: when it is not connected, nothing is written`;
  return t`A folder of this computer`;
}

function LockIs({ state: { plan, hasWords } }: { state: BackupsState }) {
  if (plan.lock.kind === 'none') return <Trans>Not locked</Trans>;
  if (plan.lock.kind === 'key') return <Trans>Locked with a public key</Trans>;
  return hasWords ? (
    <Trans>Locked with your words</Trans>
  ) : (
    <Trans>To be locked with words nobody has chosen yet</Trans>
  );
}

function LockMeans({ state: { plan } }: { state: BackupsState }) {
  if (plan.lock.kind === 'none')
    return <Trans>Whoever has the file can read every message, and log in as anybody.</Trans>;
  if (plan.lock.kind === 'key')
    return <Trans>Only who has the private key can open them. It is not on this computer.</Trans>;
  return (
    <Trans>This computer keeps the words, to make backups by itself. Without them nobody can open one.</Trans>
  );
}
