/**
 * What its maker changes and everybody else only reads.
 *
 * WHY not a getter: in an object made by a function each one has getters of its own, and V8 keeps such objects as hash tables:
 * half a kilobyte to one and a half for each, of which a connection had a dozen. So what lives as long as a connection has
 * plain properties, and its maker sets them.
 */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
