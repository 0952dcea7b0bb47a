/** What the manager asks of a server about its web. */
export interface WebsiteEngine {
  /** A path of the web that shows for two minutes what arrives of a request to it. Refused with `server.not-running`. */
  mirror(): Promise<string>;
}
