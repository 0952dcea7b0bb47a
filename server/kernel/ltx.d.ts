// ltx ships no types. Only what we use of it is declared here; the rest is out of bounds on purpose.
declare module 'ltx' {
  export type Node = Element | string;

  /** An XML element. `name` may carry a prefix; `attrs` holds every attribute by its qualified name. */
  export class Element {
    constructor(name: string, attrs?: Record<string, string | number | undefined | null> | string);
    name: string;
    parent: Element | null;
    children: Node[];
    attrs: Record<string, string>;
    is(name: string, xmlns?: string): boolean;
    getName(): string;
    getNS(): string | undefined;
    getChild(name: string, xmlns?: string): Element | undefined;
    getChildren(name: string, xmlns?: string): Element[];
    getChildText(name: string, xmlns?: string): string | null;
    getChildElements(): Element[];
    getText(): string;
    text(): string;
    attr(name: string, value?: string | null): this;
    /** Adds a child and returns the child. */
    c(name: string, attrs?: Record<string, string | number | undefined | null> | string): Element;
    cnode<T extends Node>(child: T): T;
    append(...children: Node[]): void;
    prepend(...children: Node[]): void;
    /** Adds text and returns this element. */
    t(text: string): this;
    /** Returns the parent. */
    up(): Element;
    root(): Element;
    remove(element: Element | string, xmlns?: string): this;
    toString(): string;
    /** Hands the text over in pieces; `toString` is made of it. */
    write(writer: (part: string) => void): void;
  }

  export function createElement(
    name: string,
    attrs?: Record<string, unknown> | null,
    ...children: (Node | null | undefined)[]
  ): Element;
  /** A deep copy. */
  export function clone(element: Element): Element;
  export function escapeXML(text: string): string;
  export function escapeXMLText(text: string): string;
  export function parse(text: string): Element;
}
