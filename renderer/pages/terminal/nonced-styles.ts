/**
 * xterm makes style elements of its own while it opens. They carry the page's nonce, so that the page needs no wider content
 * security policy for it (electron/web/policy.ts).
 */

/** Style elements that `work` makes, now and not later, may be used. */
export function withNoncedStyles(work: () => void): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content;
  const make = document.createElement.bind(document);
  // WHY not xterm's `documentOverride`: it asks the elements it was given for their document, which is the real one.
  document.createElement = ((tag: string, options?: ElementCreationOptions) => {
    const made = make(tag, options);
    if (nonce && made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  }) as typeof document.createElement;
  try {
    work();
  } finally {
    // The one of all documents shows again.
    delete (document as { createElement?: unknown }).createElement;
  }
}
