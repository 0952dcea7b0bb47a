/** A moment as people type it: how long ago, a time of today, a date. */

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `15m`, `2h`, `3d`, `14:32`, `2026-11-22`, `2026-11-22T14:32[:00[Z]]`, in the machine's own time. Milliseconds; null where it is none. */
export function readMoment(text: string, now: number): number | null {
  const ago = /^(\d{1,6})([smhdw])$/.exec(text);
  if (ago?.[2]) return now - Number(ago[1]) * (UNITS[ago[2]] ?? 0);
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock) {
    const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? 0].map(Number) as [
      number,
      number,
      number,
    ];
    if (hours > 23 || minutes > 59 || seconds > 59) return null;
    const at = new Date(now);
    at.setHours(hours, minutes, seconds, 0);
    // In the night, 23:50 is that of yesterday.
    return at.getTime() > now ? at.setDate(at.getDate() - 1) : at.getTime();
  }
  const date = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!date) return null;
  // WHY: without a time JavaScript takes a date for one in UTC.
  const time = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'));
  return Number.isNaN(time) ? null : time;
}
