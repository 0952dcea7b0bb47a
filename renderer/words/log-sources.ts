/** The logs of this machine in words: whose they are, and what stands in them. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { LogSource } from '../api/types.ts';

export type SourceWords = { name: MessageDescriptor; what: MessageDescriptor };

const WORDS: Record<LogSource['program'], SourceWords> = {
  server: { name: msg`The office’s server`, what: msg`Who came, who was refused, what was passed on` },
  manager: { name: msg`Chatelaine itself`, what: msg`What was changed, checked and renewed` },
  ejabberd: { name: msg`ejabberd`, what: msg`Another chat server` },
  prosody: { name: msg`Prosody`, what: msg`Another chat server` },
  nginx: { name: msg`nginx`, what: msg`The web server: each page and file asked for, and what went wrong` },
  apache: { name: msg`Apache`, what: msg`The web server: each page and file asked for, and what went wrong` },
  biboumi: { name: msg`Biboumi`, what: msg`The bridge to IRC` },
  coturn: { name: msg`coturn`, what: msg`Helps calls through routers` },
  mail: { name: msg`Mail`, what: msg`What the mail server of this computer sent and received` },
  login: {
    name: msg`Log-ins to this computer`,
    what: msg`Who came in by SSH or at the screen, and who tried`,
  },
  system: { name: msg`This computer`, what: msg`What its programs and its hardware report` },
  journal: { name: msg`The journal of this computer`, what: msg`What all its services report, in one place` },
  other: { name: msg`Another log`, what: msg`Opened by hand` },
};

/** Words for a source. One of which we only know the name is shown by its path. */
export const sourceWords = ({ program }: Pick<LogSource, 'program'>): SourceWords => WORDS[program];

/** The last part of a path, as people call a file. */
export const fileName = (path: string): string => path.split('/').at(-1) ?? path;

/** Why one cannot be read. */
export const TROUBLE: Record<NonNullable<LogSource['trouble']>['reason'], MessageDescriptor> = {
  forbidden: msg`The account that Chatelaine runs under may not read it.`,
  missing: msg`It is not there any more.`,
  folder: msg`It is a folder, not a file.`,
  special: msg`It is no ordinary file.`,
  damaged: msg`It is packed, and damaged or packed only half.`,
};
