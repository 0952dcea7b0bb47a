/** What the operator may decide about uploads, each default written here. */
import { z } from 'zod';

const MIB = 1024 * 1024;

const mode = (value: string) =>
  z
    .string()
    .regex(/^0?[0-7]{3,4}$/, 'must be permissions in octal, such as 0640')
    .default(value);

export const uploadOptions = z.object({
  /** The service's address beside each domain. */
  address: z.string().default('upload.{host}'),
  /** Where a reverse proxy shows the files, `{host}` for the domain; else where the web is. */
  url: z
    .string()
    .regex(/^https:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'must begin with https:// and have neither ? nor #')
    .optional(),
  /** The largest file, in bytes. */
  maxBytes: z
    .int()
    .min(1)
    .default(100 * MIB),
  /** What one account may have here in all; the oldest of its files go first. */
  quotaBytes: z
    .int()
    .min(1)
    .default(1024 * MIB),
  /** How long a file is kept. */
  keepDays: z.int().min(1).default(365),
  /** Pictures of people and the like (XEP-0363 §5.2): small, few, and kept until others push them out. */
  profileMaxBytes: z
    .int()
    .min(1)
    .default(5 * MIB),
  profileQuotaBytes: z
    .int()
    .min(1)
    .default(25 * MIB),
  /** How long a slot may be used. XEP-0363 §8: "relatively low timeout values of around 300s are RECOMMENDED". */
  slotSeconds: z.int().min(10).max(86_400).default(300),
  /** Slots an account may ask for in five minutes. */
  slotsPerFiveMinutes: z.int().min(1).default(100),
  /** Bytes of the disk that stay free whatever comes. */
  reserveBytes: z
    .int()
    .min(0)
    .default(256 * MIB),
  /** Of what is stored; the folder hands its group on, so that a web server in it can read. */
  fileMode: mode('0640'),
  folderMode: mode('2750'),
});

export type UploadOptions = z.infer<typeof uploadOptions>;

/** XEP-0363 §5: what a file is for. */
export type Purpose = 'message' | 'profile' | 'ephemeral';

export interface Bucket {
  readonly maxBytes: number;
  readonly quotaBytes: number;
  /** Milliseconds; undefined: until it is pushed out. */
  readonly keepMs: number | undefined;
}

const DAY_MS = 86_400_000;

type BucketOptions = Pick<
  UploadOptions,
  'keepDays' | 'maxBytes' | 'quotaBytes' | 'profileMaxBytes' | 'profileQuotaBytes'
>;

export function bucketFor(purpose: Purpose, options: BucketOptions): Bucket {
  if (purpose === 'profile')
    return {
      maxBytes: Math.min(options.profileMaxBytes, options.profileQuotaBytes),
      quotaBytes: options.profileQuotaBytes,
      keepMs: undefined,
    };
  return {
    // A file that is larger than all an account may have would push out everything, itself included.
    maxBytes: Math.min(options.maxBytes, options.quotaBytes),
    quotaBytes: options.quotaBytes,
    keepMs: options.keepDays * DAY_MS,
  };
}
