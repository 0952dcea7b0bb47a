/**
 * How xterm may colour what it draws without a wider content security policy (electron/web/policy.ts): that lets style elements
 * through which carry the page's nonce, and what scripts set on `element.style`, but no `style` attribute.
 */

/** Style elements that `work` makes, now and not later, may be used. */
export function withNoncedStyles(work: () => void): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content;
  const make = document.createElement.bind(document);
  // WHY not xterm's `documentOverride`: the scrollbar asks the elements it was given for their document, which is the real one.
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

/** In place of an element's own: the same words, by the way that the policy leaves open to scripts. */
function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

/** The document as the rows see it. */
function spansByScript(): Document {
  const createElement = (tag: string) => {
    const made = document.createElement(tag);
    made.setAttribute = setAttribute;
    return made;
  };
  return new Proxy(document, {
    get(real, name) {
      if (name === 'createElement') return createElement;
      const value: unknown = Reflect.get(real, name, real);
      return typeof value === 'function' ? value.bind(real) : value;
    },
  });
}

/** Where xterm 6.0.0 keeps what makes the spans of a row (DomRenderer). */
interface Inner {
  _core?: { _renderService?: { _renderer?: { value?: { _rowFactory?: { _document?: Document } } } } };
}

/**
 * 24-bit colours are written as a `style` attribute of a span (DomRendererRowFactory._addStyle). WHY so deep: its option
 * `documentOverride` does not reach the rows. In another version this finds nothing, those colours come out in the usual ink, and
 * tests/e2e/terminal.test.ts says so.
 */
export function colourByScript(terminal: object): void {
  const rows = (terminal as Inner)._core?._renderService?._renderer?.value?._rowFactory;
  if (rows) rows._document = spansByScript();
}
