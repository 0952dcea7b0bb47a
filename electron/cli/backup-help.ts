/** The manual of `chatelaine backup`. */
export const BACKUP_HELP = `chatelaine backup - backups that were opened once, and the way back

Usage: chatelaine backup create
       chatelaine backup list | words | sftp-key | snapshots | snapshot
       chatelaine backup schedule [--at 02:10] [--to PLACE [--mount]] [--keep 7,4,6]
                  [--lock words|key|none [--recipient age1…]] [--without-files …] [--off]
       chatelaine backup show    WHICH [--words-file FILE]
       chatelaine backup contents WHICH [--words-file FILE]
       chatelaine backup verify  NAME  [--words-file FILE]
       chatelaine backup restore WHICH [--person ADDRESS | --room ADDRESS | --file ID]
                  [--words-file FILE] [--dry-run] [--yes]

"create" makes one now, of one moment, while everything runs: accounts, rooms, messages,
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
  sha256sum -c SHA256SUMS

Options
  --words-file FILE  the words that open it, from the first line of FILE, or of standard
                     input for "-". Default: those this computer keeps. A private key
                     of age (AGE-SECRET-KEY-1…) does as well. Of "schedule": choose them
  --person ADDRESS   one account with contacts, profile, conversations, files
  --room ADDRESS     one room with members and conversations
  --file ID          one file; "contents" lists ids, as it does people and rooms
  --dry-run          only say what would happen
  --yes              of a whole restore: yes, replace everything
  --at HH:MM         when, every day. One that was slept through is made up for
  --to PLACE         "here" (in the data folder), the whole path of a folder, or
                     sftp://USER@HOST[:PORT]/PATH ("sftp-key" shows the key to enter there)
  --mount            the folder is on a disk or share of its own: where that is not
                     connected, nothing is written
  --keep D,W,M       the newest of each of so many days, weeks and months
  --lock KIND        words: a passphrase this computer keeps. key: a public key of age,
                     then nobody here can open them. none: whoever has the file reads it
  --without-files, --without-secrets, --without-certificates
                     leave these out
  --off              no more by themselves
  --lang en|fr       the language of the words. Default: that of LANG
  --data DIR         the data folder
  --json             the answer for programs

Exit codes
  0  done    1  it did not work; of "list": the last one failed
  2  wrong usage, or --yes is missing    69  this Node is too old
`;
