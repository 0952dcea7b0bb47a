/** The manual of `chatelaine backup`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const BACKUP = manual({
  name: 'backup',
  about: 'backups that were opened once, and the way back',
  usage: [
    'create',
    'list | words | sftp-key | snapshots | snapshot',
    'schedule [--at 02:10] [--to PLACE [--mount]] [--keep 7,4,6]',
    '           [--lock words|key|none [--recipient age1…]] [--without-files …] [--off]',
    'show    WHICH [--words-file FILE]',
    'contents WHICH [--words-file FILE]',
    'verify  NAME  [--words-file FILE]',
    'restore WHICH [--person ADDRESS | --room ADDRESS | --file ID]',
    '           [--words-file FILE] [--dry-run] [--yes]',
  ],
  text: `"create" makes one now, of one moment, while everything runs: accounts, rooms, messages,
files people sent, settings, secrets, certificates. Before it gets its name it is opened
as if it were needed: unpacked, every sum compared, the database checked and counted, a
chat server started on it out of everybody's reach, a person logged in there. "verify"
does the same with one that is there.

WHICH is a name of "list", the id of a snapshot, or the path of a file.

"restore" puts the whole state back; what the office has now is kept as a snapshot first.
With --person, --room or --file only that: messages are added to those that are there,
contacts and settings become what they were, a password stays. --dry-run says what would
come, and what would be lost. A backup of an older Chatelaine is brought up to date, one
of a newer is refused. On a new computer: chatelaine backup restore /path/to/FILE

Without Chatelaine, on any Debian:
  age -d FILE.tar.zst.age | zstd -d | tar x
  sha256sum -c SHA256SUMS`,
  options: {
    'words-file': {
      value: 'FILE',
      help: 'the words that open it, from the first line of FILE, or of standard input for "-". Default: those this computer keeps. A private key of age (AGE-SECRET-KEY-1…) does as well. Of "schedule": choose them',
    },
    person: { value: 'ADDRESS', help: 'one account with contacts, profile, conversations, files' },
    room: { value: 'ADDRESS', help: 'one room with members and conversations' },
    file: { value: 'ID', help: 'one file; "contents" lists ids, as it does people and rooms' },
    'dry-run': { help: 'only say what would happen' },
    yes: { help: 'of a whole restore: yes, replace everything' },
    at: {
      value: 'HH:MM',
      of: ['schedule'],
      help: 'when, every day. One that was slept through is made up for',
    },
    to: {
      value: 'PLACE',
      of: ['schedule'],
      help: '"here" (in the data folder), the whole path of a folder, or sftp://USER@HOST[:PORT]/PATH ("sftp-key" shows the key to enter there)',
    },
    mount: {
      of: ['schedule'],
      help: 'the folder is on a disk or share of its own: where that is not connected, nothing is written',
    },
    keep: { value: 'D,W,M', of: ['schedule'], help: 'the newest of each of so many days, weeks and months' },
    lock: {
      value: 'words|key|none',
      among: ['words', 'key', 'none'],
      of: ['schedule'],
      help: 'words: a passphrase this computer keeps. key: a public key of age, then nobody here can open them. none: whoever has the file reads it',
    },
    recipient: { value: 'age1…', of: ['schedule'], help: 'with --lock key: the public key' },
    'without-files': { of: ['schedule'], help: 'leave out the files people sent' },
    'without-secrets': { of: ['schedule'], help: 'leave out keys and passwords' },
    'without-certificates': { of: ['schedule'], help: 'leave out the certificates' },
    off: { of: ['schedule'], help: 'no more by themselves' },
    lang: { ...LANG, help: 'the language of the words. Default: that of LANG' },
    data: DATA,
    json: { help: 'the answer for programs' },
    'key-file': { value: 'FILE', help: 'a private key of age, from a file; the same as --words-file' },
  },
  exits: {
    0: 'done',
    1: 'it did not work; of "list": the last one failed',
    2: 'wrong usage, or --yes is missing',
    69: 'this Node is too old',
  },
});
