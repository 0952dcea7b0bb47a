/** Sizes read from the headers of real little pictures, and from what is none. */
import { describe, expect, test } from 'vitest';
import { imageFacts } from '../../../server/modules/support/image-size.ts';

const PICTURES: [string, string, { type: string; width: number; height: number }][] = [
  [
    'PNG',
    'iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAAFElEQVR4nGM8ISfHgAGYMIWoIgoAcO4BDp5SBC0AAAAASUVORK5CYII=',
    { type: 'image/png', width: 7, height: 5 },
  ],
  [
    'GIF',
    'R0lGODdhBwAFAIEAAMgeHgAAAAAAAAAAACwAAAAABwAFAAAIDAABCBxIsKDBgwcDAgA7',
    { type: 'image/gif', width: 7, height: 5 },
  ],
  [
    'JPEG',
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////wAARCAAFAAcDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwBKKKKRZ//Z',
    { type: 'image/jpeg', width: 7, height: 5 },
  ],
  [
    'progressive JPEG',
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////wgARCAAEAAkDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUAQEAAAAAAAAAAAAAAAAAAAAB/9oADAMBAAIQAxAAAAGAf//EABQQAQAAAAAAAAAAAAAAAAAAABD/2gAIAQEAAQUCP//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8Bf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQIBAT8Bf//EABQQAQAAAAAAAAAAAAAAAAAAABD/2gAIAQEABj8CP//EABQQAQAAAAAAAAAAAAAAAAAAABD/2gAIAQEAAT8hP//aAAwDAQACAAMAAAAQ/wD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/EH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/EH//xAAUEAEAAAAAAAAAAAAAAAAAAAAQ/9oACAEBAAE/ED//2Q==',
    { type: 'image/jpeg', width: 9, height: 4 },
  ],
  [
    'WebP, lossy',
    'UklGRjAAAABXRUJQVlA4ICQAAABwAQCdASoHAAUADMDOJaACdAFAAAD+2iYRho1+LuxHGSQAAAA=',
    { type: 'image/webp', width: 7, height: 5 },
  ],
  [
    'WebP, lossless',
    'UklGRh4AAABXRUJQVlA4TBEAAAAvBgABAAdQjyLXo/+BiOh/AAA=',
    { type: 'image/webp', width: 7, height: 5 },
  ],
  [
    'WebP, extended',
    'UklGRlQAAABXRUJQVlA4WAoAAAAQAAAABgAABAAAQUxQSAoAAAABB9CEiAhERP8DVlA4ICQAAABwAQCdASoHAAUADMDOJaACdAFAAAD+2iYRho1+LuxHGSQAAAA=',
    { type: 'image/webp', width: 7, height: 5 },
  ],
];

const bytesOf = (base64: string) => Buffer.from(base64, 'base64');

describe('pictures', () => {
  test.each(PICTURES)('%s', (_format, base64, expected) =>
    expect(imageFacts(bytesOf(base64))).toEqual(expected),
  );

  test('cut off anywhere: known, or not, but never a crash', () => {
    for (const [, base64, expected] of PICTURES) {
      const whole = bytesOf(base64);
      for (let length = 0; length < whole.length; length++) {
        const found = imageFacts(whole.subarray(0, length));
        if (found) expect(found).toEqual(expected);
      }
    }
  });

  test.each([
    ['nothing', ''],
    ['a text', 'SGVsbG8gV29ybGQ='],
    [
      'a JPEG whose segments have no length',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0]).toString('base64'),
    ],
    ['a GIF of no width', Buffer.from('GIF89a\0\0\x01\0', 'latin1').toString('base64')],
  ])('%s', (_what, base64) => expect(imageFacts(bytesOf(base64))).toBeUndefined());
});
