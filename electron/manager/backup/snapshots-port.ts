/** What other areas need of snapshots: a copy of the whole state before something risky, and the way back to it. */

/** Why a snapshot was taken. */
export type SnapshotReason = 'restore' | 'domain-removal' | 'leaving' | 'update' | 'reset' | 'hand';

export interface Snapshots {
  /**
   * Copies what the office has (databases, settings, secrets, certificates, uploads by hard link) as it is at this
   * moment; the server may run. Rejects with `disk.full`, `backup.no-room` or `job.cancelled`; then nothing is left.
   * @param spare one that is about to be put back, which makes no room for this one.
   */
  take(reason: SnapshotReason, signal?: AbortSignal, spare?: string): Promise<{ readonly id: string }>;
  /**
   * Puts the whole state back as it was. The server is stopped for it and comes up again; the manager's own database and
   * settings are exchanged at the manager's next start, which `restart` says is needed. Rejects with `backup.unknown`.
   */
  putBack(id: string): Promise<{ readonly restart: boolean }>;
}
