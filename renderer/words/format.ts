/**
 * Times, dates, durations and sizes as a person would write them in each language. All through Intl.
 */
import { useLingui } from '@lingui/react';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NBSP = '\u00A0';

const BYTES = [
  ['gigabyte', 1024 ** 3],
  ['megabyte', 1024 ** 2],
  ['kilobyte', 1024],
] as const;

export type Format = ReturnType<typeof createFormat>;

/** @param locale a language of the catalogue: `en`, `fr` */
export function createFormat(locale: string) {
  // WHY en-GB: 24-hour clock and day before month, as on the clocks of the offices this is made for.
  const tag = locale === 'fr' ? 'fr-FR' : 'en-GB';
  const clock = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' });
  const clockSeconds = new Intl.DateTimeFormat(tag, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const day = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric' });
  const exact = new Intl.DateTimeFormat(tag, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' },
  });
  const month = new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric' });
  const dayMonth = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' });
  const weekday = new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const list = new Intl.ListFormat(tag, { type: 'conjunction' });
  const number = new Intl.NumberFormat(tag);
  const unit = (value: number, name: string, width: 'long' | 'short') =>
    new Intl.NumberFormat(tag, {
      style: 'unit',
      unit: name,
      unitDisplay: width,
      maximumFractionDigits: 0,
    }).format(value);

  /** "08:47", in French "8 h 47". */
  const time = (at: number) => {
    if (locale !== 'fr') return clock.format(at);
    const date = new Date(at);
    return `${date.getHours()}${NBSP}h${NBSP}${String(date.getMinutes()).padStart(2, '0')}`;
  };
  const sameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();

  return {
    locale,
    time,
    timeSeconds: (at: number) => clockSeconds.format(at),
    /** With its day, to the millisecond. */
    exact: (at: number) => exact.format(at),
    date: (at: number) => day.format(at),
    weekday: (at: number) => weekday.format(at),
    /** "March 2027". */
    month: (at: number) => month.format(at),
    /** "22 Nov". */
    dayMonth: (at: number) => dayMonth.format(at),
    number: (value: number) => number.format(value),
    /** Today only the time, else the day with it. */
    moment: (at: number, now: number) => (sameDay(at, now) ? time(at) : `${day.format(at)}, ${time(at)}`),
    /** With its day, whenever it is. */
    when: (at: number) => `${day.format(at)}, ${time(at)}`,
    /** Rounded as people say it: "now", "2 minutes ago", "yesterday". */
    ago: (at: number, now: number) => {
      const past = Math.max(0, now - at);
      // WHY not Intl: its word for 0 s is "now", which would promise that nothing has changed since.
      if (past < MINUTE) return locale === 'fr' ? 'à l’instant' : 'just now';
      if (past < HOUR) return relative.format(-Math.round(past / MINUTE), 'minute');
      if (past < DAY) return relative.format(-Math.round(past / HOUR), 'hour');
      return relative.format(-Math.round(past / DAY), 'day');
    },
    /** In one unit: "41 days", "3 hours", "12 min", "10 s". */
    duration: (ms: number) => {
      if (ms < MINUTE) return `${Math.max(0, Math.round(ms / 1000))}${NBSP}s`;
      if (ms < HOUR) return `${Math.round(ms / MINUTE)}${NBSP}min`;
      if (ms < 2 * DAY) return unit(Math.round(ms / HOUR), 'hour', 'long');
      return unit(Math.round(ms / DAY), 'day', 'long');
    },
    /** A time to keep things, in the unit it was meant in: "1 year", "3 months", "45 days". */
    days: (days: number) => {
      const years = days / 365.25;
      const months = days / 30.44;
      if (days >= 365 && Math.abs(years - Math.round(years)) < 0.01)
        return unit(Math.round(years), 'year', 'long');
      if (days >= 28 && Math.abs(months - Math.round(months)) < 0.05)
        return unit(Math.round(months), 'month', 'long');
      return unit(days, 'day', 'long');
    },
    /** Whole seconds left until `at`. */
    seconds: (ms: number) => `${Math.max(0, Math.ceil(ms / 1000))}${NBSP}s`,
    list: (items: readonly string[]) => list.format(items),
    /** As file managers say it: "640 kB", "3.1 MB", "1.2 GB". */
    bytes: (bytes: number) => {
      const [name, size] = BYTES.find(([, least]) => bytes >= least) ?? BYTES.at(-1)!;
      return new Intl.NumberFormat(tag, {
        ...{ style: 'unit', unit: name, unitDisplay: 'short' },
        maximumFractionDigits: bytes / size < 10 ? 1 : 0,
        // What is there is never nothing.
      }).format(bytes > 0 ? Math.max(0.1, bytes / size) : 0);
    },
    percent: (share: number) =>
      new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 }).format(share),
    /** Nearly all is not all: "99.96%" stays so, and 100 % is said only of all. */
    share: (share: number) =>
      new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 }).format(
        Math.floor(share * 10_000) / 10_000,
      ),
    megabytes: (bytes: number) => unit(Math.max(1, Math.round(bytes / 1_048_576)), 'megabyte', 'short'),
  };
}

/** One for each language: making its formatters takes longer than drawing a row that uses them. */
const made = new Map<string, Format>();

/** The formats of the language in force. */
export function useFormat(): Format {
  const { locale } = useLingui().i18n;
  const format = made.get(locale) ?? createFormat(locale);
  made.set(locale, format);
  return format;
}
