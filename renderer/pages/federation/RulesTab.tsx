import { Trans, useLingui } from '@lingui/react/macro';
import { Ban, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Company, FederationPolicy } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Sections } from '../../components/DrawerParts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Switch } from '../../components/Switch.tsx';
import { TextField } from '../../components/TextField.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import { Authority } from './Authority.tsx';
import type { CompanyRow } from './arrange.ts';
import { NO_RULE, useCompanyChange } from './use-company.ts';
import { useKeepOut } from './use-keep-out.ts';

/** What the office decides about one company. Each takes effect at once and can be taken back. */
export function RulesTab({
  domain,
  rule,
  policy,
}: {
  domain: string;
  rule: CompanyRow['rule'];
  policy: FederationPolicy;
}) {
  const { t } = useLingui();
  const { certificate } = rule ?? NO_RULE;
  const { problem, change } = useCompanyChange(domain, rule);
  return (
    <Sections>
      <LetIn domain={domain} rule={rule} policy={policy} />
      <Stack gap="s">
        <Switch
          isOn={certificate}
          onChange={(isOn) => void change({ certificate: isOn }, t`The rules for ${domain} were changed.`)}
        >
          <Trans>Only with a certificate</Trans>
        </Switch>
        <p className="small muted">
          <Trans>
            Off: it is enough that their server answers at their address. On: somebody both of you trust has
            to vouch for it, which is safer and needs a good certificate on their side. Whether a certificate
            was taken back before its time is not asked: that would tell others with whom you talk.
          </Trans>
        </p>
        {problem && <ProblemNote problem={problem} />}
      </Stack>
      <KeepOutPart domain={domain} />
      <Stack gap="s">
        <Target key={rule?.target ?? ''} domain={domain} rule={rule} />
        <Authority domain={domain} rule={rule} />
      </Stack>
    </Sections>
  );
}

function LetIn({ domain, rule, policy }: { domain: string; rule: Company | null; policy: FederationPolicy }) {
  const { t } = useLingui();
  const { problem, change } = useCompanyChange(domain, rule);
  const allowed = rule?.allowed ?? false;
  return (
    <Stack gap="s">
      <Switch
        isOn={allowed}
        onChange={(isOn) =>
          void change(
            { allowed: isOn },
            isOn ? t`${domain} was let in.` : t`${domain} is not let in any more.`,
          )
        }
      >
        <Trans>On your list of companies</Trans>
      </Switch>
      <p className="small muted">
        {policy === 'listed' ? (
          <Trans>
            You talk only with companies on this list. Off: messages come back to whoever writes them.
          </Trans>
        ) : (
          <Trans>Counts when you choose “Only with these companies”. For now it changes nothing.</Trans>
        )}
      </p>
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}

function KeepOutPart({ domain }: { domain: string }) {
  const { t } = useLingui();
  const { keptOut } = useStores();
  const list = useResource(keptOut);
  const { busy, problem, keepOut, letIn } = useKeepOut();
  const out = latest(list)?.includes(domain) ?? false;
  return (
    <Stack gap="s">
      {out && (
        <Banner kind="warn">
          <Trans>
            <b>This company is kept out.</b> Nothing goes either way, whatever else is decided here.
          </Trans>
        </Banner>
      )}
      <Row>
        {out ? (
          <Button
            icon={Undo2}
            label={t`Let in again: ${domain}`}
            busy={busy && <Trans>Changing…</Trans>}
            onPress={() => void letIn(domain)}
          >
            <Trans>Let in again</Trans>
          </Button>
        ) : (
          <Button icon={Ban} busy={busy && <Trans>Changing…</Trans>} onPress={() => void keepOut(domain)}>
            <Trans>Keep this company out</Trans>
          </Button>
        )}
      </Row>
      {!out && (
        <p className="small muted">
          <Trans>Nobody here gets anything from there any more, nor can write there.</Trans>
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
    </Stack>
  );
}

/** For a server that its domain's records do not lead to. */
function Target({ domain, rule }: { domain: string; rule: Company | null }) {
  const { t } = useLingui();
  const { busy, problem, change } = useCompanyChange(domain, rule);
  const before = rule?.target ?? '';
  const [typed, setTyped] = useState(before);
  const changed = typed.trim() !== before;
  const save = async () => {
    await change({ target: typed.trim() }, t`Where ${domain} is looked for was changed.`);
  };
  return (
    <Fold
      title={<Trans>Where their server is</Trans>}
      aside={before || t`as their domain says`}
      open={before !== ''}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) void save();
        }}
      >
        <Stack gap="s">
          <TextField
            label={<Trans>Server and port</Trans>}
            value={typed}
            onChange={setTyped}
            mono
            maxLength={262}
            placeholder="192.168.1.30:5269"
            help={
              <Trans>
                For a server on your own network, or while their domain’s records are not ready. Empty: their
                domain says where it is.
              </Trans>
            }
            problem={
              problem?.code === 'input.invalid' ? (
                <Trans>This is neither a name nor an address of a server, with or without a port.</Trans>
              ) : (
                problem && <ProblemNote problem={problem} />
              )
            }
          />
          {changed && (
            <Row>
              <Button type="submit" size="s" busy={busy && <Trans>Changing…</Trans>}>
                <Trans>Look there</Trans>
              </Button>
            </Row>
          )}
        </Stack>
      </form>
    </Fold>
  );
}
