/**
 * Programs beside this server that speak for a domain of their own (XEP-0114), as modules see them. `server/components/` has them.
 *
 * A component stands beside one served domain, its `host`: there it is listed, and there its privileges hold.
 */

/**
 * ```
 *   waiting ──handshake──▶ attached          waiting, attached ──its secret or its domain cannot be used──▶ unusable
 *      ▲                      │
 *      └──stream ends─────────┘
 * ```
 */
export type ComponentState =
  /** `because` is why the last stream ended, or was refused; absent when there was none. */
  | { readonly at: 'waiting'; readonly since: number; readonly because?: string }
  | { readonly at: 'attached'; readonly since: number; readonly address: string }
  | { readonly at: 'unusable'; readonly since: number; readonly because: string };

export interface Component {
  readonly domain: string;
  /** The served domain it stands beside. */
  readonly host: string;
  /** What people read in lists of services. */
  readonly name: string | undefined;
  readonly state: ComponentState;
  /** Stanzas since this process started. */
  readonly received: number;
  readonly sent: number;
}

export interface Components {
  /** Every one in the configuration, attached or not. */
  all(): readonly Component[];
  at(domain: string): Component | undefined;
}

/** What the hooks tell: a component's stream is open for stanzas, or is over. */
export interface ComponentEvent {
  readonly domain: string;
  readonly host: string;
}
