import { Trans, useLingui } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AuthorityId } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** Whose customer the office is, for an authority that wants to know (RFC 8555 §7.3.4). What is kept is never shown again. */
export function Binding({ authority, onBound }: { authority: AuthorityId; onBound(): void }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const [kid, setKid] = useState('');
  const [macKey, setMacKey] = useState('');
  const load = useAction(async () => await connection.client().acme.authorities());
  const { run } = load;
  useEffect(() => void run(), [run]);
  const keep = useAction(async () => {
    await connection.client().acme.keepBinding({ authority, kid: kid.trim(), macKey: macKey.trim() });
    setMacKey('');
    await load.run();
    onBound();
  });
  const forget = useAction(async () => {
    await connection.client().acme.forgetBinding({ authority });
    await load.run();
    onBound();
  });
  const row = load.async.state === 'done' ? load.async.value.find(({ id }) => id === authority) : undefined;
  if (!row?.needsBinding && !row?.bound) return null;
  if (row.bound) {
    return (
      <Banner
        kind="ok"
        icon={KeyRound}
        action={
          <Button size="s" busy={forget.busy && <Trans>Forgetting…</Trans>} onPress={() => void forget.run()}>
            <Trans>Forget it</Trans>
          </Button>
        }
      >
        <Trans>Your account at this authority is known here.</Trans>
      </Banner>
    );
  }
  return (
    <Stack gap="s">
      <p className="small muted">
        <Trans>
          This authority wants to know whose customer you are. Both values are shown in your account there.
        </Trans>
      </p>
      <TextField label={<Trans>Key ID</Trans>} value={kid} onChange={setKid} autoComplete="off" mono />
      <TextField
        label={<Trans>Key (HMAC)</Trans>}
        type="password"
        value={macKey}
        onChange={setMacKey}
        autoComplete="off"
        help={<Trans>Kept on this computer, and never shown again.</Trans>}
      />
      <Row>
        <Button
          size="s"
          busy={keep.busy && <Trans>Keeping…</Trans>}
          disabledBecause={kid.trim() === '' || macKey.trim() === '' ? t`Both values are needed.` : null}
          onPress={() => void keep.run()}
        >
          <Trans>Keep it</Trans>
        </Button>
      </Row>
      {(keep.problem ?? forget.problem) && <ProblemNote problem={(keep.problem ?? forget.problem)!} />}
    </Stack>
  );
}
