import { Trans, useLingui } from '@lingui/react/macro';
import { FolderOpen, Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type {
  CertificatePlace,
  CertificateSource,
  CertificateStatus,
  DoctorFinding,
  Inspected,
} from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Fact, Facts } from '../../components/Facts.tsx';
import { Row, Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';
import { useFormat } from '../../words/format.ts';
import { ProblemNote } from '../../words/Shown.tsx';
import css from './certificate.module.css';
import { Found } from './Found.tsx';
import type { UseSource } from './SourceChoice.tsx';

/** Of one file (electron/contract/certificate-sources.ts); all together must fit in one message. */
const MAX_IMPORT_BYTES = 256 * 1024;

type Looked = { inspected: Inspected; source: CertificateSource };

/** Files that are dropped here are read once; a path of this computer is watched for the next certificate. */
export function FromFiles({ use, busy }: { status: CertificateStatus } & UseSource) {
  const { t } = useLingui();
  const { connection } = useStores();
  const [passphrase, setPassphrase] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [path, setPath] = useState('');
  const secret = passphrase === '' ? {} : { passphrase };
  const look = useAction(async (what: { files: readonly File[] } | { path: string }): Promise<Looked> => {
    const { certificateSources: sources } = connection.client();
    if ('path' in what) {
      const inspected = await sources.inspectPath({ path: what.path, ...secret });
      // What a password opened cannot be opened again by itself: it is taken once.
      return {
        inspected,
        source: passphrase === '' ? { from: 'file', path: what.path } : { from: 'given' },
      };
    }
    const large = tooLarge(what.files);
    if (large)
      return { inspected: { ticket: null, certificate: null, findings: [large] }, source: { from: 'given' } };
    const read = await Promise.all(
      what.files.slice(0, 10).map(async (file) => ({ name: file.name, data: await base64(file) })),
    );
    return { inspected: await sources.inspectFiles({ files: read, ...secret }), source: { from: 'given' } };
  });
  const found = look.async.state === 'done' ? look.async.value : undefined;
  const again = () => void look.run(path !== '' && files.length === 0 ? { path } : { files });
  const locked = found?.inspected.findings.some(({ code }) => /passphrase|password/.test(code)) ?? false;
  return (
    <Stack gap="m">
      <DropFiles
        onFiles={(chosen) => {
          setFiles(chosen);
          void look.run({ files: chosen });
        }}
      />
      <Places
        onChoose={(chosen) => {
          setFiles([]);
          setPath(chosen);
          void look.run({ path: chosen });
        }}
      />
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          setFiles([]);
          if (path.trim() !== '') void look.run({ path: path.trim() });
        }}
      >
        <TextField
          label={<Trans>Or a file or folder of this computer</Trans>}
          value={path}
          onChange={setPath}
          placeholder="/etc/letsencrypt/live/example.org"
          help={<Trans>It is watched: a renewed certificate is taken over by itself.</Trans>}
          end={
            <Button type="submit" size="s" busy={look.busy && <Trans>Reading…</Trans>}>
              <Trans>Look</Trans>
            </Button>
          }
          mono
        />
      </form>
      {look.problem && <ProblemNote problem={look.problem} />}
      {found && (
        <Stack gap="m">
          <Found inspected={found.inspected} />
          {locked && (
            <form
              className={css.form}
              onSubmit={(event) => {
                event.preventDefault();
                again();
              }}
            >
              <TextField
                label={<Trans>Its password</Trans>}
                type="password"
                value={passphrase}
                onChange={setPassphrase}
                autoComplete="off"
                help={<Trans>Used to open it once, and kept nowhere.</Trans>}
              />
            </form>
          )}
          <Row>
            {found.inspected.ticket !== null && (
              <Button
                kind="primary"
                busy={busy && <Trans>Bringing it in…</Trans>}
                onPress={() => void use(found.source, found.inspected.ticket)}
              >
                <Trans>Use this certificate</Trans>
              </Button>
            )}
            {locked && (
              <Button
                onPress={again}
                disabledBecause={passphrase === '' ? t`The password is missing.` : null}
              >
                <Trans>Open it</Trans>
              </Button>
            )}
          </Row>
        </Stack>
      )}
    </Stack>
  );
}

function DropFiles({ onFiles }: { onFiles(files: readonly File[]): void }) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside is the first
    <div
      className={cx(css.drop, over && css.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <p>
        <Trans>Drop the files here: the certificate, its key and what came with them, in any order.</Trans>
      </p>
      <Button icon={Upload} onPress={() => input.current?.click()}>
        <Trans>Choose files</Trans>
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <span className="small muted">
        <Trans>PEM, PFX or P12. The private key is never shown, and stays on this computer.</Trans>
      </span>
    </div>
  );
}

/** What other programs on this computer keep already. */
function Places({ onChoose }: { onChoose(path: string): void }) {
  const { t } = useLingui();
  const format = useFormat();
  const { connection } = useStores();
  const load = useAction(async () => await connection.client().certificateSources.places());
  const { run } = load;
  useEffect(() => void run(), [run]);
  const places: readonly CertificatePlace[] = load.async.state === 'done' ? load.async.value : [];
  if (places.length === 0) return null;
  return (
    <Facts label={t`Certificates on this computer`}>
      {places.map(({ path, by, names, validUntil, readable }) => {
        const until = validUntil === null ? '' : format.date(validUntil);
        return (
          <Fact
            key={path}
            icon={FolderOpen}
            small={<span className="mono">{path}</span>}
            action={
              <Button size="s" onPress={() => onChoose(path)}>
                <Trans>Look</Trans>
              </Button>
            }
          >
            {by}: {names.join(', ')}{' '}
            {readable ? <Until until={until} /> : <Trans>(we may not read it yet)</Trans>}
          </Fact>
        );
      })}
    </Facts>
  );
}

const Until = ({ until }: { until: string }) => (until === '' ? null : <Trans>, good until {until}</Trans>);

/** Told here: what is far too much would never reach the one who says so. */
function tooLarge(files: readonly File[]): DoctorFinding | undefined {
  const [largest] = [...files].sort((one, other) => other.size - one.size);
  const sum = files.reduce((all, { size }) => all + size, 0);
  return largest && (largest.size > MAX_IMPORT_BYTES || sum > 2 * MAX_IMPORT_BYTES)
    ? {
        ...{ code: 'certificate.too-large', severity: 'broken' as const, who: 'you' as const },
        ...{ subject: largest.name, data: {}, dependsOn: null, evidence: [] },
      }
    : undefined;
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
