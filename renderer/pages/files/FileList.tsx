import { Trans, useLingui } from '@lingui/react/macro';
import {
  File,
  FileArchive,
  FileAudio,
  FileImage,
  FileText,
  FileVideo,
  type LucideIcon,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import type { StoredFile } from '../../api/types.ts';
import { Fact, Facts } from '../../components/Facts.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useNow } from '../../stores/now.ts';
import { useFormat } from '../../words/format.ts';
import { useNames } from '../../words/use-names.ts';
import { DeleteFile } from './DeleteFile.tsx';

const ICONS: readonly (readonly [RegExp, LucideIcon])[] = [
  [/^image\//, FileImage],
  [/^video\//, FileVideo],
  [/^audio\//, FileAudio],
  [/^text\/|pdf|document|sheet|presentation/, FileText],
  [/zip|compressed|archive|tar/, FileArchive],
];
const iconOf = (type: string): LucideIcon => ICONS.find(([fits]) => fits.test(type))?.[1] ?? File;

/** Files with their size, when they came and when they go; each can be deleted. */
export function FileList({
  files,
  withOwner = false,
}: {
  files: readonly StoredFile[];
  withOwner?: boolean;
}) {
  const { t } = useLingui();
  const names = useNames();
  const [asking, setAsking] = useState<StoredFile | null>(null);
  return (
    <>
      <Facts label={t`Files`}>
        {files.map((file) => {
          const { name } = file;
          return (
            <Fact
              key={`${file.account} ${file.handle}`}
              icon={iconOf(file.type)}
              small={<About file={file} owner={withOwner ? names(file.account) : null} />}
              action={<IconButton icon={Trash2} label={t`Delete ${name}…`} onPress={() => setAsking(file)} />}
            >
              {file.name}
            </Fact>
          );
        })}
      </Facts>
      <DeleteFile file={asking} onClose={() => setAsking(null)} />
    </>
  );
}

function About({ file, owner }: { file: StoredFile; owner: string | null }) {
  const format = useFormat();
  const now = useNow(60_000);
  const size = format.bytes(file.bytes);
  const came = format.ago(file.at, now);
  const goes = file.until === null ? null : format.date(file.until);
  return (
    <>
      <span className="num">{size}</span>
      {' · '}
      {owner !== null && `${owner} · `}
      {goes === null ? (
        <Trans>sent {came}</Trans>
      ) : (
        <Trans>
          sent {came}, kept until {goes}
        </Trans>
      )}
    </>
  );
}
