import { Trans, useLingui } from '@lingui/react/macro';
import type { Person } from '../../api/types.ts';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { QrWithLink } from '../../components/QrWithLink.tsx';
import { nameOf } from '../../words/presence.ts';

/** `xmpp:` by RFC 5122: node and host percent-encoded, no query: any program opens it as "this person". */
export const linkTo = (person: Person): string =>
  `xmpp:${encodeURIComponent(person.username)}@${person.host}`;

export function AddressLink({ person }: { person: Person }) {
  const { t } = useLingui();
  const name = nameOf(person);
  const link = linkTo(person);
  return (
    <Card title={<Trans>Their address as a link</Trans>}>
      <QrWithLink link={link} label={t`QR code of the address of ${name}`}>
        <p className="small muted">
          <Trans>Colleagues who scan or open it can write to {name}. It holds no password.</Trans>
        </p>
        <p>
          <a className="mono" href={link}>
            {link}
          </a>{' '}
          <CopyButton value={link} label={t`Copy the link of ${name}`} />
        </p>
      </QrWithLink>
    </Card>
  );
}
