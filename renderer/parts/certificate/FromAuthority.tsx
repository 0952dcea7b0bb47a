import { useLingui } from '@lingui/react';
import { Trans, useLingui as useMacro } from '@lingui/react/macro';
import { BadgeCheck, CircleCheck, CircleDashed, CircleX, FileKey } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type {
  AuthorityId,
  CertificatePlan,
  CertificateSource,
  CertificateStatus,
  ProofWay,
} from '../../api/types.ts';
import { PromiseLine } from '../../components/Banner.tsx';
import { Button } from '../../components/Button.tsx';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Fold } from '../../components/Fold.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { AUTHORITIES, becauseWords, WAY_WORDS } from '../../words/certificate.ts';
import { Looking, ProblemNote } from '../../words/Shown.tsx';
import { Causes } from '../names/Causes.tsx';
import { Binding } from './Binding.tsx';
import css from './certificate.module.css';
import type { UseSource } from './SourceChoice.tsx';

type Authority = Extract<CertificateSource, { from: 'authority' }>;

const PROPOSED: Authority = {
  ...{ from: 'authority', authority: 'letsencrypt', directory: null, directoryCa: null },
  ...{ email: null, way: null, webroot: null, profile: null },
};
const WAYS: readonly ProofWay[] = [
  'http-listener',
  'http-webroot',
  'http-proxy',
  'tls-alpn',
  'dns-provider',
  'dns-by-hand',
];
/** Those that ask for nothing but the domain; an address of one's own has a row of its own. */
const OFFERED: readonly AuthorityId[] = ['letsencrypt', 'google', 'zerossl', 'custom'];

/** What would be ordered, name by name and why that way; then the order. */
export function FromAuthority({ status, use, busy }: { status: CertificateStatus } & UseSource) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  const { connection } = useStores();
  const { domain } = status;
  const [source, setSource] = useState<Authority>(
    status.source.from === 'authority' ? status.source : PROPOSED,
  );
  const set = (part: Partial<Authority>) => setSource((before) => ({ ...before, ...part }));
  const plan = useAction(
    async (of: Authority) => await connection.client().certificates.plan({ domain, source: of }),
  );
  const { run } = plan;
  const complete = source.authority !== 'custom' || /^https:\/\/./.test(source.directory ?? '');
  const { authority, way } = source;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when a choice is another, not at each letter typed
  useEffect(() => {
    if (complete) void run(source);
  }, [run, authority, way, complete]);
  const found = plan.async.state === 'done' ? plan.async.value : undefined;
  const same = JSON.stringify(status.source) === JSON.stringify(source);
  return (
    <Stack gap="m">
      <Stack gap="s">
        {plan.busy && <Looking />}
        {plan.problem && <ProblemNote problem={plan.problem} onRetry={() => void run(source)} />}
        {found && <Planned plan={found} />}
      </Stack>
      <Fold
        title={<Trans>Choose the authority, and how the names are proved</Trans>}
        aside={`${AUTHORITIES[authority]}${way ? `, ${WAY_WORDS[way].technical}` : ''}`}
      >
        <div className={css.form}>
          <Select<AuthorityId>
            label={<Trans>Authority</Trans>}
            value={authority}
            onChange={(next) => set({ authority: next })}
            options={OFFERED.map((id) => ({
              id,
              label: id === 'custom' ? t`Another one, by its address` : AUTHORITIES[id],
            }))}
          />
          {authority === 'custom' && (
            <TextField
              label={<Trans>Address of its directory</Trans>}
              value={source.directory ?? ''}
              onChange={(directory) => set({ directory: directory || null })}
              onBlur={() => complete && void run(source)}
              placeholder="https://ca.example.org/acme/directory"
              inputMode="url"
              mono
            />
          )}
          {authority === 'custom' && (
            <OwnRoot
              chosen={source.directoryCa !== null}
              onChoose={(directoryCa) => {
                set({ directoryCa });
                void run({ ...source, directoryCa });
              }}
            />
          )}
          <Select<ProofWay | 'auto'>
            label={<Trans>How the names are proved</Trans>}
            value={way ?? 'auto'}
            onChange={(next) => set({ way: next === 'auto' ? null : next })}
            options={[
              { id: 'auto', label: t`Whichever works` },
              ...WAYS.map((id) => ({
                id,
                label: i18n._(WAY_WORDS[id].name),
                aside: WAY_WORDS[id].technical,
              })),
            ]}
          />
          <Binding authority={authority} onBound={() => void run(source)} />
          {way === 'http-webroot' && (
            <TextField
              label={<Trans>Folder of the website</Trans>}
              value={source.webroot ?? ''}
              onChange={(webroot) => set({ webroot: webroot || null })}
              onBlur={() => void run(source)}
              placeholder="/var/www/html"
              mono
            />
          )}
          <TextField
            label={<Trans>Mail address for the authority</Trans>}
            value={source.email ?? ''}
            onChange={(email) => set({ email: email.trim() || null })}
            help={<Trans>Not needed. Some authorities write there when something is wrong.</Trans>}
            inputMode="email"
          />
        </div>
      </Fold>
      <Row>
        <Button
          kind="primary"
          icon={BadgeCheck}
          busy={busy && <Trans>Beginning…</Trans>}
          disabledBecause={
            !complete
              ? t`The address of its directory is missing.`
              : found && !found.possible
                ? t`First what stands in the way.`
                : null
          }
          onPress={() => void use(source, null)}
        >
          {same ? <Trans>Order it again</Trans> : <Trans>Get the certificate</Trans>}
        </Button>
      </Row>
      <PromiseLine>
        <Trans>
          It is rehearsed first. The certificate in force stays until the new one has shown itself, and can be
          put back.
        </Trans>
      </PromiseLine>
    </Stack>
  );
}

const MAX_ROOT_BYTES = 20_000;

/** An authority of one's own is trusted by a certificate of its own. */
function OwnRoot({ chosen, onChoose }: { chosen: boolean; onChoose(pem: string): void }) {
  const { t } = useMacro();
  const input = useRef<HTMLInputElement>(null);
  return (
    <Row>
      <Button size="s" icon={FileKey} onPress={() => input.current?.click()}>
        <Trans>Choose its root certificate</Trans>
      </Button>
      <span className="small muted" role="status">
        {chosen ? (
          <Trans>It is kept with this choice.</Trans>
        ) : (
          <Trans>Needed where only your office knows it (PEM).</Trans>
        )}
      </span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t`Root certificate`}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file && file.size <= MAX_ROOT_BYTES) void file.text().then(onChoose);
        }}
      />
    </Row>
  );
}

function Planned({ plan }: { plan: CertificatePlan }) {
  const { i18n } = useLingui();
  const { t } = useMacro();
  return (
    <>
      <Facts label={t`Names on the certificate`}>
        {plan.names.map(({ name, need, way, because, leftOut }) => (
          <Fact
            key={name}
            icon={!leftOut ? CircleCheck : need === 'required' ? CircleX : CircleDashed}
            tone={!leftOut ? 'ok' : need === 'required' ? 'bad' : undefined}
            small={[
              // Without a required one nothing is ordered.
              leftOut && need === 'optional' && t`Left out.`,
              becauseWords(because, i18n.locale),
              way && WAY_WORDS[way].technical,
            ]
              .filter(Boolean)
              .join(' ')}
          >
            <span className="mono">{name}</span>
          </Fact>
        ))}
      </Facts>
      {plan.findings.length > 0 && <Causes findings={plan.findings} />}
    </>
  );
}
