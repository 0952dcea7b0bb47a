import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { TriangleAlert } from 'lucide-react';
import type { FirewallFlow, FirewallSeen } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { cx } from '../../components/cx.ts';
import { Fold } from '../../components/Fold.tsx';
import { Icon } from '../../components/Icon.tsx';
import { answersWords, FAMILIES, flowWords, isClosed, portsText, verdictWord } from '../../words/firewall.ts';
import css from './firewall.module.css';

/** Every door that chat needs: for what, whether it is open for each kind of address, and who answers behind it. */
export function Matrix({ seen, opened }: { seen: FirewallSeen; opened: boolean }) {
  const { t } = useMacro();
  const lines = seen.flows.flatMap(ruleLines);
  return (
    <Card bare title={<Trans>The doors chat needs</Trans>}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (axe: scrollable-region-focusable) */}
      <section className={css.scroll} tabIndex={0} aria-label={t`The doors, as a table`}>
        <table className={css.doors}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Port</Trans>
              </th>
              <th scope="col">
                <Trans>Opens for</Trans>
              </th>
              {FAMILIES.map(([family, name]) => (
                <th key={family} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">
                <Trans>Who answers there</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {seen.flows.map((flow) => (
              <Door key={flow.id} flow={flow} all={seen.flows} opened={opened} />
            ))}
          </tbody>
        </table>
      </section>
      {lines.length > 0 && (
        <Fold
          flush
          title={<Trans>The rules that decide there</Trans>}
          aside={seen.firewall === 'none' ? undefined : seen.firewall}
        >
          <Code
            lines={[seen.because, ...lines]}
            label={t`The rules that decide there`}
            copyLabel={t`Copy these lines`}
          />
        </Fold>
      )}
    </Card>
  );
}

type DoorProps = { flow: FirewallFlow; all: readonly FirewallFlow[]; opened: boolean };

function Door({ flow, all, opened }: DoorProps) {
  const { i18n } = useLingui();
  const { words, odd } = answersWords(flow);
  const { name, without } = flowWords(flow, all);
  const from = flow.from?.join(', ');
  return (
    <tr>
      <th scope="row" className={css.port}>
        {portsText(flow)}
        <small>{flow.protocol.toUpperCase()}</small>
      </th>
      <td className={css.what}>
        {i18n._(name)}
        {from ? (
          <small>
            <Trans>only from {from}</Trans>
          </small>
        ) : (
          isClosed(flow) &&
          without && (
            <small>
              <Trans>Without it:</Trans> {i18n._(without)}
            </small>
          )
        )}
      </td>
      {FAMILIES.map(([family]) => {
        const { word, icon, tone } = verdictWord(flow, family, opened);
        return (
          <td key={family}>
            <span className={cx(css.state, css[tone])}>
              <Icon of={icon} /> {i18n._(word)}
            </span>
          </td>
        );
      })}
      <td className={odd ? undefined : css.plain}>
        <span className={cx(odd && css.state, odd && css.warn)}>
          {odd && <Icon of={TriangleAlert} />} {typeof words === 'string' ? words : i18n._(words)}
        </span>
      </td>
    </tr>
  );
}

/** `tcp 5222 IPv4: policy drop`: the rule that keeps people out, in the firewall's own words. */
const ruleLines = (flow: FirewallFlow): string[] =>
  FAMILIES.flatMap(([family, name]) => {
    const judged = flow.now[family];
    return judged && judged.verdict !== 'accept'
      ? [`${flow.protocol} ${portsText(flow)} ${name}: ${judged.rule}`]
      : [];
  });
