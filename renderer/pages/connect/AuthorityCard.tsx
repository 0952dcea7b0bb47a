import { Trans, useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import type { ConnectValues } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { offerFile } from '../../components/offer-file.ts';
import { Row, Stack } from '../../components/Page.tsx';
import { Values } from '../../components/Values.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';

/** The certificate authority of this office: to download, and to compare. */
export function AuthorityCard({ authority }: { authority: ConnectValues['authority'] }) {
  const { t } = useLingui();
  const { connection } = useStores();
  const format = useFormat();
  const download = useAction(async () => {
    const { pem, fileName } = await connection.client().connect.authorityPem();
    offerFile(fileName, 'application/x-x509-ca-cert', pem);
  });
  if (authority === null) return null;
  return (
    <Card title={<Trans>Your office’s certificate authority</Trans>}>
      <Stack gap="s">
        <p className="small muted">
          <Trans>
            It vouches for your server only. A computer that trusts it can tell your server from an impostor.
          </Trans>
        </p>
        <Values
          copyLabel={(name) => t`Copy the value of ${name}`}
          rows={[
            { name: t`Fingerprint (SHA-256)`, value: authority.fingerprint },
            { name: t`Good until`, value: format.date(authority.validUntil), choice: true },
          ]}
        />
        <Row>
          <Button icon={Download} onPress={() => void download.run()}>
            <Trans>Download the certificate</Trans>
          </Button>
        </Row>
        {download.problem && <ProblemNote problem={download.problem} />}
      </Stack>
    </Card>
  );
}
