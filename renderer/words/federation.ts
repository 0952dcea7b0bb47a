/**
 * Other servers in words: states, how it is known who they are, and for every code what happened and what to do about it.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type {
  FederationCode,
  FederationLink,
  FederationPolicy,
  Mender,
  RemoteDomain,
  TryStep,
} from '../api/types.ts';
import { assertNever } from '../assert-never.ts';
import type { Tone } from '../components/Pill.tsx';

export type CodeWords = {
  /** What happened, as short as it can be said: it stands in the list. */
  what: MessageDescriptor;
  /** What it means for colleagues, and what to do. */
  next: MessageDescriptor;
};

const OWN: Readonly<Record<Extract<FederationCode, `policy.${string}` | `queue.${string}`>, CodeWords>> = {
  'policy.closed': {
    what: msg`Your office talks among itself only.`,
    next: msg`To reach them, choose “With everybody” or “Only with these companies” on this page.`,
  },
  'policy.not-listed': {
    what: msg`Your office has not let this company in.`,
    next: msg`Let it in under “Rules”: messages go through from then on.`,
  },
  'policy.blocked': {
    what: msg`Your office keeps this company out.`,
    next: msg`Nothing goes either way. Let it in again under “Rules” if that is no longer meant.`,
  },
  'queue.full': {
    what: msg`Too much was waiting for this company.`,
    next: msg`What came after that went back to whoever wrote it, with a note. It goes on as soon as their server answers again.`,
  },
  'queue.expired': {
    what: msg`Messages waited too long and went back.`,
    next: msg`Whoever wrote them was told. They can be sent again once this company can be reached.`,
  },
};

const FINDING: Readonly<Record<Extract<FederationCode, `dns.${string}`>, CodeWords>> = {
  'dns.no-domain': {
    what: msg`This domain does not exist.`,
    next: msg`Check how the name is spelled, dots and hyphens too. If it is right, their administrator has to see to their domain.`,
  },
  'dns.no-server': {
    what: msg`No chat server is found under this name.`,
    next: msg`The company most likely has none. Ask them for their exact chat address: the part after the @ counts.`,
  },
  'dns.not-offered': {
    what: msg`This company takes no messages from other servers.`,
    next: msg`Their domain says so itself. Only their administrator can change it.`,
  },
  'dns.no-answer': {
    what: msg`The name servers did not answer.`,
    next: msg`So nobody knows where to connect. It is tried again by itself. If it is so for every company, look at this computer’s internet connection.`,
  },
  'dns.bogus': {
    what: msg`The answer about their domain is damaged or forged.`,
    next: msg`It is not used, so that nobody else gets what is meant for them. Their administrator has to repair the signatures of their domain (DNSSEC).`,
  },
};

const REACHING: Readonly<Record<Extract<FederationCode, `connect.${string}` | `tls.${string}`>, CodeWords>> =
  {
    'connect.refused': {
      what: msg`Their computer answers, but no chat server does.`,
      next: msg`It is tried again by itself. Their administrator has to start the server, or to open its port.`,
    },
    'connect.timeout': {
      what: msg`Their server does not answer.`,
      next: msg`It is down, or a firewall stands between, theirs or yours: yours has to let out connections to port 5269. It is tried again by itself.`,
    },
    'connect.unreachable': {
      what: msg`There is no way to their network.`,
      next: msg`Most likely this computer’s internet connection is interrupted. Look whether a website opens on it.`,
    },
    'connect.closed': {
      what: msg`Their server hung up at once.`,
      next: msg`It is overloaded, or does not want to talk with yours. Their administrator finds the reason in their log. It is tried again by itself.`,
    },
    'tls.required': {
      what: msg`Their server offers no encryption.`,
      next: msg`Nothing is sent that others could read. Their administrator has to turn on encryption between servers (STARTTLS).`,
    },
    'tls.failed': {
      what: msg`No encryption could be agreed on.`,
      next: msg`Their software is most likely too old for what is safe today. Their administrator has to update it.`,
    },
    'tls.timeout': {
      what: msg`Their server fell silent while encryption began.`,
      next: msg`It is tried again by itself. If it stays so, their administrator has to look.`,
    },
  };

const CERTIFICATE: Readonly<Record<Extract<FederationCode, `certificate.${string}`>, CodeWords>> = {
  'certificate.none': {
    what: msg`Their server shows no certificate.`,
    next: msg`So nothing proves that it is them. Their administrator has to install one.`,
  },
  'certificate.name-mismatch': {
    what: msg`Their certificate is made out to another name.`,
    next: msg`It does not prove that it is them, so nothing is sent. Their administrator needs one for exactly this domain.`,
  },
  'certificate.expired': {
    what: msg`Their certificate has run out.`,
    next: msg`Nothing is sent until it is renewed, since nobody can tell whether it is still them. Their administrator has to renew it.`,
  },
  'certificate.not-yet-valid': {
    what: msg`Their certificate is not good yet.`,
    next: msg`Compare this computer’s clock first. If it is right, their administrator has to make another certificate.`,
  },
  'certificate.self-signed': {
    what: msg`Their server vouches for itself only.`,
    next: msg`Nobody else confirms that it is them. Their administrator can get a certificate free of charge, for instance from Let’s Encrypt.`,
  },
  'certificate.unknown-authority': {
    what: msg`Nobody here knows who vouches for them.`,
    next: msg`Their certificate comes from an authority of their own. Their administrator can get one that every computer knows.`,
  },
  'certificate.chain-incomplete': {
    what: msg`A part of their certificate is missing.`,
    next: msg`Their administrator has to install the whole chain (often a file called fullchain.pem), not the certificate alone.`,
  },
  'certificate.wrong-purpose': {
    what: msg`Their certificate is not meant for servers.`,
    next: msg`It was made for something else, such as signing mail. Their administrator has to install one for a server.`,
  },
  'certificate.weak': {
    what: msg`Their certificate is too weak.`,
    next: msg`It could be forged with today’s means. Their administrator has to make a new one.`,
  },
  'certificate.name-constraint': {
    what: msg`Their authority may not vouch for this name.`,
    next: msg`The authority is limited to other names. Their administrator has to get the certificate elsewhere.`,
  },
  'certificate.dane-mismatch': {
    what: msg`Their certificate is not the one their domain announces.`,
    next: msg`It was renewed and the announcement forgotten, or somebody stands between. Nothing is sent. Their administrator has to bring the record (TLSA) up to date.`,
  },
  'certificate.malformed': {
    what: msg`Their certificate cannot be read.`,
    next: msg`Their administrator has to install it anew.`,
  },
};

const WHO_IS_WHO: Readonly<
  Record<Extract<FederationCode, `auth.${string}` | `dialback.${string}`>, CodeWords>
> = {
  'auth.refused': {
    what: msg`Their server does not believe that it is you.`,
    next: msg`Your certificate does not convince it. One of Chatelaine’s own authority is known in your office only; their administrator can say what they ask for.`,
  },
  'auth.not-offered': {
    what: msg`Their server lets nobody prove who they are.`,
    next: msg`It accepts neither a certificate nor calling back. Their administrator has to allow one of the two.`,
  },
  'auth.timeout': {
    what: msg`Making sure who is who took too long.`,
    next: msg`It is tried again by itself. If it stays so, their administrator has to look.`,
  },
  'dialback.denied': {
    what: msg`Called back, the other server said no.`,
    next: msg`Most likely a record still leads to an old server, yours or theirs. The details name the one that was asked.`,
  },
  'dialback.failed': {
    what: msg`Calling back went wrong.`,
    next: msg`One server calls the other back to be sure who it is, and got no clear answer. The details say what came instead.`,
  },
  'dialback.unreachable': {
    what: msg`Calling back did not get through.`,
    next: msg`One server calls the other back to be sure who it is. For that, your domain’s records and port 5269 have to lead to this computer. This version does not look at them.`,
  },
  'dialback.not-allowed': {
    what: msg`You ask for a certificate, and theirs does not count.`,
    next: msg`Turn off “Only with a certificate” under “Rules”, or ask their administrator for a good certificate.`,
  },
};

const STREAM: Readonly<Record<Extract<FederationCode, `stream.${string}`>, CodeWords>> = {
  'stream.host-unknown': {
    what: msg`The server found does not look after this domain.`,
    next: msg`Their records lead to a server that does not know the name. Their administrator has to add it there, or to correct the record.`,
  },
  'stream.refused': {
    what: msg`Their server does not want to talk with yours.`,
    next: msg`It keeps your domain out, or talks with nobody. Only their administrator can change that.`,
  },
  'stream.protocol': {
    what: msg`Their server says what makes no sense.`,
    next: msg`Most likely their software is at fault. Their administrator can compare the details with their log.`,
  },
  'stream.timeout': {
    what: msg`Their server fell silent.`,
    next: msg`It is tried again by itself.`,
  },
  'stream.lost': {
    what: msg`The connection broke off.`,
    next: msg`It is made again by itself as soon as somebody writes.`,
  },
};

/** A code without words does not compile. */
export const CODE_WORDS: Readonly<Record<FederationCode, CodeWords>> = {
  ...{ ...OWN, ...FINDING, ...REACHING },
  ...{ ...CERTIFICATE, ...WHO_IS_WHO, ...STREAM },
};

export function menderWord(who: Mender): MessageDescriptor {
  switch (who) {
    case 'us':
      return msg`You can mend this`;
    case 'them':
      return msg`Their administrator can mend this`;
    case 'either':
      return msg`You or their administrator can mend this`;
    case 'time':
      return msg`This mostly passes by itself`;
    default:
      return assertNever(who);
  }
}

export function remoteWord(state: RemoteDomain['state']): MessageDescriptor {
  switch (state) {
    case 'works':
      return msg({ message: 'Connected', context: 'company' });
    case 'idle':
      return msg`At rest`;
    case 'connecting':
      return msg`Connecting`;
    case 'waiting':
      return msg({ message: 'Waiting', context: 'company' });
    case 'refused':
      return msg({ message: 'Refused', context: 'company' });
    default:
      return assertNever(state);
  }
}

export function remoteTone(state: RemoteDomain['state']): Tone {
  switch (state) {
    case 'works':
      return 'ok';
    case 'idle':
      return 'off';
    case 'connecting':
      return 'info';
    case 'waiting':
      return 'warn';
    case 'refused':
      return 'bad';
    default:
      return assertNever(state);
  }
}

/** How they proved to be themselves, in the words of a person. */
export function proofWord(proof: FederationLink['proof']): MessageDescriptor {
  switch (proof) {
    case 'certificate':
      return msg`By its certificate`;
    case 'dane':
      return msg`By its certificate, which its domain announces`;
    case 'dialback':
      return msg`By calling back`;
    case 'nothing':
      return msg`Found at its address, and nothing else proves that it is them`;
    default:
      return assertNever(proof);
  }
}

export function policyWord(policy: FederationPolicy): MessageDescriptor {
  switch (policy) {
    case 'open':
      return msg`With everybody`;
    case 'listed':
      return msg`Only with these companies`;
    case 'closed':
      return msg`With nobody outside`;
    default:
      return assertNever(policy);
  }
}

/** A step of a try: its name while it is done. */
export function stepWord(step: TryStep['step']): MessageDescriptor {
  switch (step) {
    case 'lookup':
      return msg`Finding out where their server is`;
    case 'connect':
      return msg`Connecting to it`;
    case 'secure':
      return msg`Encrypting`;
    case 'authenticate':
      return msg`Proving who is who`;
    case 'ping':
      return msg`Asking for an answer`;
    default:
      return assertNever(step);
  }
}

/** Why a partner's authority was not taken. */
export function authorityWords(reason: string): MessageDescriptor {
  switch (reason) {
    case 'private-key':
      return msg`This holds a private key, which nobody but its owner may have. Nothing was kept. Tell whoever sent it that they need a new one.`;
    case 'expired':
      return msg`This certificate has run out. Ask them for the present one.`;
    case 'too-many':
      return msg`These are more than ten certificates. Take only that of their own authority.`;
    default:
      return msg`This is no certificate. It begins with -----BEGIN CERTIFICATE-----.`;
  }
}
