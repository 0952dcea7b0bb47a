/**
 * The guides as data: each as the schema has it, no word made up, both languages, and the words of the programs as their own
 * catalogues have them where those are installed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientId, type Guide, guideValue, type Sentence } from '../../../electron/contract/guides.ts';
import { readGuide, readGuides } from '../../../electron/manager/guides/all.ts';
import { holesOf } from '../../../electron/manager/guides/fill.ts';
import { readMo, readQm, shown } from './catalogues.ts';

const guides = readGuides();

/** Everything a person reads, with where it stands. */
function sentences(guide: Guide): [string, Sentence][] {
  const fields = [...guide.steps.flatMap((step) => step.fields), ...guide.rooms.fields];
  return [
    ['about', guide.about],
    ...guide.steps.map(({ id, text }): [string, Sentence] => [id, text]),
    ...fields.flatMap(({ word, note }): [string, Sentence][] => (note ? [[word, note]] : [])),
    ['expect', guide.expect],
    ['line', guide.encryption.line],
    ['check', guide.encryption.check],
    ['rooms', guide.rooms.text],
    ...guide.cannot.map(({ id, text }): [string, Sentence] => [id, text]),
  ];
}

it('there is one for every program', () => {
  expect(guides.map(({ id }) => id).sort()).toEqual([...clientId.options].sort());
});

describe.each(guides.map((guide) => [guide.name, guide] as const))('%s', (_, guide) => {
  const fields = [...guide.steps.flatMap((step) => step.fields), ...guide.rooms.fields];

  it('names no word and no value that is not there, and has none to spare', () => {
    const said = sentences(guide).flatMap(([, { en, fr }]) => [holesOf(en), holesOf(fr)]);
    const used = new Set([
      ...said.flatMap(({ words }) => words),
      ...fields.flatMap(({ word, act, value }) => (act === 'choose' ? [word, value] : [word])),
    ]);
    expect([...used].filter((key) => !(key in guide.words))).toEqual([]);
    const values = [...said, ...fields.map(({ value }) => holesOf(value))].flatMap((one) => one.values);
    expect(values.filter((name) => !guideValue.options.some((known) => known === name))).toEqual([]);
    // What was read for a guide and is in none of its sentences would only grow old.
    expect(Object.keys(guide.words).filter((key) => !used.has(key))).toEqual([]);
  });

  it('says the same in both languages: the same words and values, French typography', () => {
    const sorted = (text: string) => {
      const { words, values } = holesOf(text);
      return [...words, ...values].sort();
    };
    for (const [where, { en, fr }] of sentences(guide))
      expect({ where, holes: sorted(fr) }).toEqual({ where, holes: sorted(en) });
    const french = sentences(guide).map(([, { fr }]) => fr.replaceAll(/\[[^\]]*\]|\{[^}]*\}/g, 'x'));
    expect(french.filter((text) => / [:;!?]|« | »|\w'\w|veuillez|afin d/i.test(text))).toEqual([]);
    const english = sentences(guide).map(([, { en }]) => en);
    expect(english.filter((text) => /\b(please|simply|just|oops|successfully)\b|!/i.test(text))).toEqual([]);
  });

  it('asks for address and password, and for host and port where the program can be told', () => {
    const typed = (when: 'found' | 'typed') =>
      guide.steps
        .filter((step) => step.when.every((one) => one === when || one === 'starttls'))
        .flatMap((step) => step.fields)
        .filter((field) => field.when.every((one) => one === when || one === 'starttls'))
        .map(({ value }) => value);
    const whole = typed('found').join(' ');
    expect(whole).toMatch(/\{address\}|\{username\}/);
    expect(whole).toContain('{password}');
    expect(whole).not.toMatch(/\{host\}|\{port\}/);
    if (guide.reach === 'typed') {
      expect(typed('typed').join(' ')).toContain('{host}');
      expect(typed('typed').join(' ')).toContain('{port}');
    } else expect(typed('typed').join(' ')).not.toContain('{host}');
  });

  it('can be got on each system it is recommended for', () => {
    const there = new Set(guide.install.map(({ system }) => system));
    const browser = guide.reach === 'page';
    expect(Object.keys(guide.rank).filter((one) => !browser && !there.has(one as never))).toEqual([]);
    expect(Object.keys(guide.rank).sort()).toEqual([...guide.systems].sort());
  });

  it('speaks English only where the program does', () => {
    if (guide.wordsFrom.french) return;
    expect(Object.values(guide.words).filter(({ en, fr }) => en !== fr)).toEqual([]);
  });
});

describe('the words of the programs, as their own catalogues have them', () => {
  const CATALOGUES = [
    ['gajim', '/usr/lib/python3/dist-packages/gajim/data/locale/fr/LC_MESSAGES/gajim.mo', readMo],
    ['pidgin', '/usr/share/locale/fr/LC_MESSAGES/pidgin.mo', readMo],
    ['dino', '/usr/share/locale/fr/LC_MESSAGES/dino.mo', readMo],
    ['psi', '/usr/share/psi-plus/translations/psi_fr.qm', readQm],
  ] as const;

  for (const [id, file, read] of CATALOGUES) {
    const guide = readGuide(id);
    const words = Object.entries(guide.words).filter(([, word]) => word.elsewhere === undefined);
    const title = existsSync(file) ? guide.name : `${guide.name} [skipped: no ${file}]`;
    it.skipIf(!existsSync(file))(title, () => {
      const catalogue = read(file);
      const wrong = words.flatMap(([key, { en, fr, id: name }]) => {
        const french = catalogue.get(name ?? en);
        if (french === undefined) return [`${key}: nothing is called "${name ?? en}"`];
        if (shown(name ?? en) !== en) return [`${key}: shown as "${shown(name ?? en)}", not "${en}"`];
        const all = [...french].map(shown);
        return all.includes(shown(fr)) ? [] : [`${key}: in French ${all.join(' or ')}, not "${fr}"`];
      });
      expect(wrong).toEqual([]);
    });
  }

  it('Converse.js', () => {
    const folder = join(import.meta.dirname, '../../../node_modules/converse.js/dist/chunkjs/locales');
    const french = JSON.parse(
      `"${readFileSync(join(folder, 'fr-LC_MESSAGES-converse-po.js'), 'utf8')
        .replaceAll(/[\\"]/g, (one) => `\\${one}`)
        .replaceAll('\n', '\\n')}"`,
    ) as string;
    const missing = Object.entries(readGuide('converse').words)
      .filter(([, { elsewhere }]) => elsewhere === undefined)
      .filter(([, { en, fr }]) => !french.includes(en) || !french.includes(fr));
    expect(missing).toEqual([]);
  });

  it('Profanity: its commands have manual pages', () => {
    const commands = Object.values(readGuide('profanity').words)
      .filter(({ elsewhere, en }) => elsewhere === undefined && en.startsWith('/'))
      .map(({ en }) => en.split(' ')[0]!.slice(1));
    if (!existsSync('/usr/share/man/man1/profanity-account.1.gz')) return;
    const missing = commands.filter((name) => !existsSync(`/usr/share/man/man1/profanity-${name}.1.gz`));
    expect(missing).toEqual([]);
  });
});
