/** What the manager asks of a server about files. Refused with `entry.gone` for a file that is not there any more. */
import type { FileRules, FilesLoss, FilesOverview, StoredFile } from '../../contract/index.ts';

export interface FilesEngine {
  overview(host: string): Promise<FilesOverview>;
  /** The latest of one account, by its bare address. */
  of(address: string): Promise<StoredFile[]>;
  preview(host: string, rules: FileRules): Promise<FilesLoss>;
  /** Resolves to the file's name. */
  remove(address: string, handle: string): Promise<string>;
}
