import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RouterState } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { cx } from '../../components/cx.ts';
import { FactTable } from '../../components/FactTable.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { Values } from '../../components/Values.tsx';
import { flowName } from '../../words/firewall.ts';
import { type BoxGuide, handLines, leftByHand, useRouterWords } from '../../words/router.ts';
import css from './router.module.css';

const OTHER = 'other';

/** What to enter in the box's own page, in its own words as far as we know them: to copy, or to print. */
export function HandLines({ state }: { state: RouterState }) {
  const { t } = useMacro();
  const words = useRouterWords();
  const [chosen, setChosen] = useState(() => guess(state, words.boxes));
  const [printing, print] = usePrinting();
  const box = words.boxes.find(({ id }) => id === chosen);
  const { here } = state;
  return (
    <Stack gap="m">
      <Select
        label={<Trans>Which box is it?</Trans>}
        value={chosen}
        onChange={setChosen}
        options={[
          ...words.boxes.map(({ id, name }) => ({ id, label: name })),
          { id: OTHER, label: words.otherBox },
        ]}
      />
      <div className={cx(css.sheet, printing && css.printing)}>
        <h3 className={css.paperTitle}>
          <Trans>Doors for the chat server</Trans>
        </h3>
        {box ? <Where box={box} note={words.note(box)} /> : <p>{words.otherNote(pageOf(state))}</p>}
        <Values
          rows={[
            { name: box?.fields.device ?? t`This computer`, value: here.v4 ?? '', note: here.name },
            ...(here.v6 ? [{ name: t`This computer, IPv6`, value: here.v6 }] : []),
          ]}
          copyLabel={(name) => t`Copy the value of ${name}`}
        />
        <Lines state={state} box={box} />
        <p className="small muted">
          <Trans>
            Give this computer a fixed address in the box (often “DHCP” or “static lease”), so that these
            lines do not lead to another device one day. For IPv6, allow the same ports to come in to this
            computer in the box’s IPv6 firewall.
          </Trans>
        </p>
      </div>
      <Row>
        <Button icon={Printer} onPress={print}>
          <Trans>Print this</Trans>
        </Button>
      </Row>
    </Stack>
  );
}

function Where({ box: { page, path }, note }: { box: BoxGuide; note: string }) {
  const way = path.join(' › ');
  return (
    <>
      <p>
        <Trans>
          In a browser, open <b className="mono">{page}</b>. Most likely it is under <b>{way}</b>.
        </Trans>
      </p>
      {note !== '' && <p className="small muted">{note}</p>}
    </>
  );
}

function Lines({ state, box }: { state: RouterState; box: BoxGuide | undefined }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const lines = handLines(leftByHand(state));
  const columns = [
    { id: 'name', title: box?.fields.name ?? t`Name` },
    { id: 'outside', title: box?.fields.outside ?? t`Port outside` },
    { id: 'inside', title: box?.fields.inside ?? t`Port inside` },
    { id: 'transport', title: box?.fields.transport ?? t`Protocol` },
    { id: 'what', title: <Trans>What for</Trans> },
  ];
  return (
    <FactTable label={t`The lines to enter`} columns={columns}>
      {lines.map(({ name, ports, transport, why }) => (
        <tr key={ports}>
          <th scope="row">{name}</th>
          {[t`outside`, t`inside`].map((side) => (
            <td key={side} className="mono">
              <span className={css.copied}>
                {ports}
                <CopyButton value={ports} label={t`Copy the port ${ports} (${side})`} />
              </span>
            </td>
          ))}
          <td className="mono">{transport}</td>
          <td>{i18n._(flowName({ why } as never))}</td>
        </tr>
      ))}
    </FactTable>
  );
}

/** The box's name, as it says itself, tells most of them. */
function guess({ router: { name } }: RouterState, boxes: readonly BoxGuide[]): string {
  const said = (name ?? '').toLowerCase().replace(/[^a-z]/g, '');
  return boxes.find(({ id }) => said.includes(id))?.id ?? OTHER;
}

const pageOf = ({ router: { v4 } }: RouterState) => `http://${v4 ?? '192.168.1.1'}`;

/** Only this sheet goes to the printer, once it is drawn as such. */
function usePrinting(): [boolean, () => void] {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    if (!printing) return;
    const over = () => setPrinting(false);
    window.addEventListener('afterprint', over);
    window.print();
    return () => window.removeEventListener('afterprint', over);
  }, [printing]);
  return [printing, () => setPrinting(true)];
}
