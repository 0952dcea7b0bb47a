import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { TriangleAlert } from 'lucide-react';
import type { FirewallFlow, FirewallSeen } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { Code } from '../../components/Code.tsx';
import { FactTable, Standing } from '../../components/FactTable.tsx';
import { Fold } from '../../components/Fold.tsx';
import { answersWords, FAMILIES, flowWords, isClosed, portsText, verdictWord } from '../../words/firewall.ts';
import css from './firewall.module.css';

/** Every door that chat needs: for what, whether it is open for each kind of address, and who answers behind it. */
export function Matrix({ seen, opened }: { seen: FirewallSeen; opened: boolean }) {
  const { t } = useMacro();
  const lines = seen.flows.flatMap(ruleLines);
  const columns = [
    { id: 'port', title: <Trans>Port</Trans> },
    { id: 'what', title: <Trans>Opens for</Trans> },
    ...FAMILIES.map(([id, title]) => ({ id, title })),
    { id: 'who', title: <Trans>Who answers there</Trans> },
  ];
  return (
    <Card bare title={<Trans>The doors chat needs</Trans>}>
      <FactTable bare label={t`The doors, as a table`} columns={columns}>
        {seen.flows.map((flow) => (
          <Door key={flow.id} flow={flow} all={seen.flows} opened={opened} />
        ))}
      </FactTable>
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
      <th scope="row" className="mono">
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
            <Standing icon={icon} tone={tone}>
              {i18n._(word)}
            </Standing>
          </td>
        );
      })}
      <td>
        <Standing icon={odd ? TriangleAlert : undefined} tone={odd ? 'warn' : 'plain'}>
          {typeof words === 'string' ? words : i18n._(words)}
        </Standing>
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
