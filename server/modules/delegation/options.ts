/** Which queries are answered by which component in the place of this server (XEP-0355 §4.1). */
import { z } from 'zod';

export const NS_DELEGATION = 'urn:xmpp:delegation:2';

const delegated = z.strictObject({
  namespace: z
    .string()
    .min(1)
    .max(1000)
    // §8: "The namespace of this XEP (urn:xmpp:delegation:2) MUST NOT be delegated."
    .refine((namespace) => namespace !== NS_DELEGATION, 'cannot be delegated'),
  /** Attributes the query's element must have for it; without, all queries of the namespace are delegated. */
  attributes: z.array(z.string().min(1).max(200)).max(20).default([]),
});

export type Delegated = z.infer<typeof delegated>;

export const delegationOptions = z.object({
  /** By the component's domain. */
  components: z.record(z.string(), z.array(delegated).max(100)).default({}),
});
