import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import type { FirewallPlan, FirewallPreview } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { Diff } from '../../components/Diff.tsx';
import { Fold } from '../../components/Fold.tsx';
import { offerFile } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';

/** The change once more, exactly: the rules before and after in the firewall's own language, and the commands. */
export function Previews({ plan }: { plan: FirewallPlan }) {
  const { t } = useLingui();
  return (
    <Stack gap="m">
      {plan.previews.map((preview) => (
        <One key={preview.title} preview={preview} />
      ))}
      <Fold title={<Trans>The commands</Trans>} aside={plan.commands.length} remember="firewall.commands">
        <Stack gap="m">
          <Code
            lines={plan.commands}
            label={t`The commands that add these rules`}
            copyLabel={t`Copy the commands`}
          />
          <Row>
            {plan.script !== '' && (
              <Button
                size="s"
                icon={Download}
                onPress={() => offerFile('chatelaine-firewall.sh', 'text/x-shellscript', plan.script)}
              >
                <Trans>Save them as a script</Trans>
              </Button>
            )}
            <span className="small muted">
              <Trans>
                Typed by hand they stay: nothing takes them back by itself, and after a restart of the
                computer some firewalls forget them.
              </Trans>
            </span>
          </Row>
        </Stack>
      </Fold>
    </Stack>
  );
}

function One({ preview: { title, rows } }: { preview: FirewallPreview }) {
  const { t } = useLingui();
  const count = rows.filter(({ was, is }) => was === null && is !== null).length;
  return (
    <Diff
      place={title}
      rows={rows}
      before={<Trans>Now</Trans>}
      after={<Plural value={count} one="After, with one line more" other="After, with # lines more" />}
      label={t`The rules before and after: ${title}`}
      added={t`added:`}
      gone={t`goes:`}
    />
  );
}
