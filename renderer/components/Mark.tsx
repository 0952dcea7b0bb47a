import css from './Mark.module.css';

const SHAFT =
  'M166 262C196 296 230 300 230 348V418A26 26 0 0 0 282 418V416H306A14 14 0 0 0 320 402V390A14 14 0 0 0 306 376H282V362H326A14 14 0 0 0 340 348V334A14 14 0 0 0 326 320H282V262Z';
const BOW =
  'M216 68H296A96 96 0 0 1 392 164V190A96 96 0 0 1 296 286H216A96 96 0 0 1 120 190V164A96 96 0 0 1 216 68ZM247 117L202 155Q196 160 196 168V218A16 16 0 0 0 212 234H300A16 16 0 0 0 316 218V168Q316 160 310 155L265 117Q256 109.500 247 117Z';

/** The key that speaks, alone. */
export function Mark() {
  return (
    <svg className={css.mark} viewBox="112 60 288 392" aria-hidden="true">
      <path className={css.brass} d={SHAFT} />
      <path className={css.ivory} d={BOW} />
    </svg>
  );
}

/** The links of a chain from one point to another, alternately seen from the front and from the side. */
function links(x1: number, y1: number, x2: number, y2: number) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const count = Math.round(length / 13);
  const turn = (Math.atan2(x1 - x2, y2 - y1) * 180) / Math.PI;
  return Array.from({ length: count + 1 }, (_, index) => {
    const [x, y] = [x1 + ((x2 - x1) * index) / count, y1 + ((y2 - y1) * index) / count];
    const round = index % 2 === 0;
    return (
      <ellipse
        key={`${x} ${y}`}
        cx={x}
        cy={y}
        rx={round ? 4.6 : 1.6}
        ry={9.4}
        transform={`rotate(${turn} ${x} ${y})`}
      />
    );
  });
}

/** Three keys on a chain, as a chatelaine is worn. */
export function Keys() {
  return (
    <svg className={css.keys} viewBox="0 0 492 560" preserveAspectRatio="xMidYMin meet" aria-hidden="true">
      <g className={css.chain}>
        {links(246, 103, 246, 147)}
        {links(231, 192, 144, 297)}
        {links(246, 197, 246, 324)}
        {links(261, 192, 356, 333)}
        <circle cx="246" cy="172" r="19" />
        <circle cx="246" cy="172" r="11.5" />
      </g>
      <g transform="translate(138 299) rotate(16) scale(0.29) translate(-256 -68)">
        <path className={css.brass2} d={SHAFT} />
        <path className={css.key2} d={BOW} />
      </g>
      <g transform="translate(362 335) rotate(-15) scale(0.25) translate(-256 -68)">
        <path className={css.brass3} d={SHAFT} />
        <path className={css.key3} d={BOW} />
      </g>
      <g transform="translate(246 326) scale(0.5) translate(-256 -68)">
        <path className={css.brass} d={SHAFT} />
        <path className={css.ivory} d={BOW} />
      </g>
    </svg>
  );
}
