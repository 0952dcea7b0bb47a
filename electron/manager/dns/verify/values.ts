/** Values of records taken apart. Pure. */
export interface Srv {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Without the final dot; empty: there is no such service (RFC 2782). */
  readonly target: string;
}

/** @param value `5 0 5222 xmpp.example.org.` */
export function readSrv(value: string): Srv {
  const [priority, weight, port, target = ''] = value.split(' ');
  return {
    ...{ priority: Number(priority), weight: Number(weight), port: Number(port) },
    target: target.replace(/\.$/, ''),
  };
}

/** What stands between the quotation marks, parts joined (RFC 7208 §3.3 does the same). */
export function readText(value: string): string {
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, part = '']) =>
      part.replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
        escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
      ),
    )
    .join('');
}

export interface Caa {
  readonly critical: boolean;
  readonly tag: string;
  /** The authority's name, lower case; empty: nobody may. */
  readonly issuer: string;
  readonly parameters: string;
}

/** @param value `0 issue "letsencrypt.org; validationmethods=dns-01"` */
export function readCaa(value: string): Caa {
  const [, flags = '0', tag = '', rest = ''] = /^(\d+) (\S+) (.*)$/.exec(value) ?? [];
  const [issuer = '', ...parameters] = readText(rest).split(';');
  return {
    ...{ critical: (Number(flags) & 0x80) !== 0, tag: tag.toLowerCase() },
    ...{ issuer: issuer.trim().toLowerCase(), parameters: parameters.join(';').trim() },
  };
}
