/** A guide and an office's values make what one person does, step by step. Pure. */
import type {
  FilledField,
  FilledGuide,
  Fingerprint,
  Guide,
  GuideLanguage,
  GuidePart,
  GuideValue,
  GuideWay,
  GuideWhen,
  Sentence,
} from '../../contract/guides.ts';

export interface GuidePerson {
  /** Bare address, and its two halves. */
  readonly address: string;
  readonly username: string;
  readonly host: string;
  /** How colleagues call them; empty: by their user name. */
  readonly name: string;
}

export interface GuideValues {
  readonly person: GuidePerson;
  readonly way: GuideWay;
  /** What is typed where host and port are: `direct` is what old programs call SSL. */
  readonly tls: 'starttls' | 'direct';
  /** Only where it is known for this one moment; else a guide says which password is meant. */
  readonly password?: string | undefined;
}

/** Where nothing can be written down: which password, and a room there might be. */
const WORDS = {
  password: { en: 'the password you were given', fr: 'le mot de passe reçu' },
  room: { en: 'room', fr: 'salon' },
} as const;

/** Every value by its name, as a person types it. */
export function valuesOf(values: GuideValues, language: GuideLanguage): Record<GuideValue, string> {
  const { person, way, tls, password } = values;
  const room = way.room?.address ?? `${WORDS.room[language]}@${way.rooms}`;
  return {
    address: person.address,
    username: person.username,
    domain: person.host,
    host: way.hosts[0] ?? way.domain,
    port: String(way.ports[tls]),
    password: password ?? WORDS.password[language],
    name: person.name === '' ? person.username : person.name,
    fingerprint: way.authority?.fingerprint ?? '',
    authorityFile: way.authority?.file ?? '',
    rooms: way.rooms,
    room,
    roomName: room.slice(0, room.lastIndexOf('@')),
    chat: way.chat ?? '',
  };
}

/** What holds of the office, for steps that are shown only then. */
export function holds({ way, tls }: Pick<GuideValues, 'way' | 'tls'>): ReadonlySet<GuideWhen> {
  return new Set<GuideWhen>([
    way.way,
    tls,
    ...(way.authority ? (['authority'] as const) : []),
    ...(way.room ? (['room'] as const) : []),
  ]);
}

const HOLE = /\[([a-z0-9][a-z0-9-]*)\]|\{([A-Za-z]+)\}/g;

/** The words and values a sentence names, by their keys; for the test that none is made up. */
export const holesOf = (text: string): { words: string[]; values: string[] } => {
  const found = [...text.matchAll(HOLE)];
  return {
    words: found.flatMap(([, word]) => (word === undefined ? [] : [word])),
    values: found.flatMap(([, , value]) => (value === undefined ? [] : [value])),
  };
};

const fingerprintOf = (digest: Fingerprint['digest'], { authority }: GuideWay): Fingerprint[] =>
  authority ? [{ digest, value: digest === 'SHA-1' ? authority.sha1 : authority.fingerprint }] : [];

export function fillGuide(guide: Guide, wished: GuideValues, language: GuideLanguage): FilledGuide {
  // A program that has no old-style TLS is told the usual one.
  const tls = guide.tls.includes(wished.tls) ? wished.tls : guide.tls[0]!;
  const values = { ...wished, tls };
  const known = valuesOf(values, language);
  const now = holds(values);
  const word = (key: string): string => guide.words[key]?.[language] ?? key;
  const applies = ({ when }: { when: readonly GuideWhen[] }) => when.every((one) => now.has(one));

  function parts(sentence: Sentence): GuidePart[] {
    const text = sentence[language];
    const filled: GuidePart[] = [];
    let at = 0;
    for (const hole of text.matchAll(HOLE)) {
      if (hole.index > at) filled.push({ kind: 'text', text: text.slice(at, hole.index) });
      const [all, key, name] = hole;
      filled.push(
        key === undefined
          ? { kind: 'value', text: known[name as GuideValue] }
          : { kind: 'word', text: word(key) },
      );
      at = hole.index + all.length;
    }
    if (at < text.length) filled.push({ kind: 'text', text: text.slice(at) });
    return filled;
  }

  function field(one: Guide['steps'][number]['fields'][number]): FilledField {
    const alone = /^\{([A-Za-z]+)\}$/.exec(one.value)?.[1] as GuideValue | undefined;
    return {
      name: word(one.word),
      act: one.act,
      value:
        one.act === 'choose'
          ? word(one.value)
          : one.value.replace(HOLE, (_, key, name) => (key ? word(key) : known[name as GuideValue])),
      is: alone ?? null,
      note: one.note ? parts(one.note) : null,
    };
  }

  return {
    ...{ id: guide.id, name: guide.name, language, systems: guide.systems, rank: guide.rank },
    ...{ wordsFrom: guide.wordsFrom, install: guide.install, tls },
    fingerprints: guide.fingerprints.flatMap((digest) => fingerprintOf(digest, values.way)),
    stuck: guide.reach === 'name' && values.way.way === 'typed',
    about: parts(guide.about),
    steps: guide.steps.filter(applies).map(({ id, text, fields, short }) => ({
      ...{ id, short },
      text: parts(text),
      fields: fields.filter(applies).map(field),
    })),
    expect: parts(guide.expect),
    encryption: {
      line: parts(guide.encryption.line),
      endToEnd: guide.encryption.endToEnd,
      check: parts(guide.encryption.check),
    },
    rooms: { text: parts(guide.rooms.text), fields: guide.rooms.fields.filter(applies).map(field) },
    cannot: guide.cannot.map(({ id, text }) => ({ id, text: parts(text) })),
  };
}

/** A sentence as plain text; words of the program in quotation marks. */
export const plainText = (sentence: readonly GuidePart[], language: GuideLanguage): string =>
  sentence
    .map(({ kind, text }) =>
      kind !== 'word' ? text : language === 'fr' ? `«\u00A0${text}\u00A0»` : `“${text}”`,
    )
    .join('');
