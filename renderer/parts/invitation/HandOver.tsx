import { Trans, useLingui } from '@lingui/react/macro';
import { Mail, Maximize2 } from 'lucide-react';
import { useState } from 'react';
import type { Invitation, InviteLanguage } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { QrWithLink } from '../../components/QrWithLink.tsx';
import { Secret } from '../../components/Secret.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { latest, useResource } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { invitationMail, linkOf, mailtoOf } from '../../words/invitation.ts';
import { nameOf } from '../../words/presence.ts';
import { BigSquare } from './BigSquare.tsx';
import css from './invitation.module.css';

/** How a link reaches its person: the camera of a telephone, a mail, a copy, a sheet of paper. */
export function HandOver({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui();
  const [big, setBig] = useState(false);
  const link = linkOf(invitation);
  const isReset = invitation.kind === 'reset';
  return (
    <Stack gap="s">
      <QrWithLink
        link={link}
        label={isReset ? t`QR code of the link for a new password` : t`QR code of the invitation`}
      >
        <Secret
          value={link}
          label={isReset ? <Trans>The link</Trans> : <Trans>The invitation</Trans>}
          copyLabel={isReset ? t`Copy the link` : t`Copy the invitation`}
        />
        <Row>
          <Button size="s" icon={Maximize2} onPress={() => setBig(true)}>
            <Trans>Show large, print…</Trans>
          </Button>
        </Row>
        <p className="small muted">
          <Trans>
            Somebody beside you points the phone’s camera at the square; to anybody else, send the link.
          </Trans>
        </p>
      </QrWithLink>
      <MailWords invitation={invitation} />
      <BigSquare invitation={invitation} open={big} onClose={() => setBig(false)} />
    </Stack>
  );
}

/** The words to send along, in the language of whoever reads them. */
function MailWords({ invitation }: { invitation: Invitation }) {
  const { t, i18n } = useLingui();
  const stores = useStores();
  const people = latest(useResource(stores.people)) ?? [];
  const teams = latest(useResource(stores.teams)) ?? [];
  const own: InviteLanguage = i18n.locale === 'fr' ? 'fr' : 'en';
  const [language, setLanguage] = useState<InviteLanguage>(invitation.language ?? own);
  const by = people.find(({ address }) => address === invitation.by);
  const team = teams.find(({ id }) => id === invitation.team);
  const mail = invitationMail(
    invitation,
    { inviter: by ? nameOf(by) : '', team: team?.label ?? '' },
    language,
  );
  return (
    <Stack gap="s">
      <Row>
        <Button
          icon={Mail}
          onPress={() => {
            window.location.href = mailtoOf(mail);
          }}
        >
          <Trans>Write the mail</Trans>
        </Button>
        <CopyButton value={`${mail.subject}\n\n${mail.body}`} label={t`Copy the text of the mail`} size="m">
          {t`Copy the text`}
        </CopyButton>
        <Segmented<InviteLanguage>
          label={t`Language of the mail`}
          value={language}
          onChange={setLanguage}
          options={[
            { id: 'en', label: 'English', lang: 'en' },
            { id: 'fr', label: 'Français', lang: 'fr' },
          ]}
        />
      </Row>
      <Fold title={<Trans>The words of the mail</Trans>}>
        <div className={css.mail} lang={language}>
          <b>{mail.subject}</b>
          {mail.body.split('\n\n').map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
      </Fold>
    </Stack>
  );
}
