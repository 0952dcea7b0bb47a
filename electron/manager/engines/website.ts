/** What the manager asks of a server about its web. */
export interface WebsiteEngine {
  /** A path of the web that shows for two minutes what arrives of a request to it. Refused with `server.not-running`. */
  mirror(): Promise<string>;
  /**
   * Where a trial file of so many bytes may be put, and fetched from then: for two minutes, on nobody's account. Undefined where the
   * server takes no files. Refused with `server.not-running`.
   */
  slot(domain: string, bytes: number): Promise<{ put: string; get: string } | undefined>;
}
