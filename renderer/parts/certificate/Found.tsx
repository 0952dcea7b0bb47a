import { Trans } from '@lingui/react/macro';
import { FileKey } from 'lucide-react';
import type { Inspected } from '../../api/types.ts';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Stack } from '../../components/Page.tsx';
import { useFormat } from '../../words/format.ts';
import { Causes } from '../names/Causes.tsx';

/** What was found in a file, a folder or on another machine: whose, for which names, and what is wrong with it. */
export function Found({ inspected: { certificate, findings } }: { inspected: Inspected }) {
  const format = useFormat();
  return (
    <Stack gap="s">
      {certificate && (
        <Facts>
          <Fact
            icon={FileKey}
            small={<IssuedBy issuer={certificate.issuer} until={format.date(certificate.validUntil)} />}
          >
            <span className="mono">{certificate.names.join(', ')}</span>
          </Fact>
        </Facts>
      )}
      {findings.length > 0 && <Causes findings={findings} />}
    </Stack>
  );
}

const IssuedBy = ({ issuer, until }: { issuer: string; until: string }) => (
  <Trans>
    Signed by {issuer}, good until {until}
  </Trans>
);
