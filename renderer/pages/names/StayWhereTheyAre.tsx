import { Trans } from '@lingui/react/macro';
import type { DomainSurvey } from '../../api/types.ts';
import { Banner } from '../../components/Banner.tsx';

/** Mail and website by the names of who has them: they are what people are afraid for. */
export function StayWhereTheyAre({ survey: { website, mail } }: { survey: DomainSurvey }) {
  const web = website?.at?.name ?? null;
  const post = mail?.at?.name ?? mail?.servers[0] ?? null;
  if (website === null && mail === null) return null;
  return (
    <Banner kind="ok">
      <b>
        <Trans>Your mail and website stay as they are.</Trans>
      </b>{' '}
      {web && <WebsiteAt name={web} />} {post && <MailAt name={post} />}{' '}
      <Trans>Chat has names of its own beside them.</Trans>
    </Banner>
  );
}

const WebsiteAt = ({ name }: { name: string }) => <Trans>The website is at {name}.</Trans>;
const MailAt = ({ name }: { name: string }) => <Trans>Mail goes to {name}.</Trans>;
