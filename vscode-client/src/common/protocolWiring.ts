import type { Range } from './protocol';

/** The part of the protocol that tells who is given which bean. */

export interface WiringParams {
  /** A connector's folder or a file in it. */
  readonly uri: string;
}

export interface WiringPlace {
  readonly uri: string;
  readonly range: Range;
}

export interface WiringNode {
  readonly id: string;
  readonly title: string;
  /** `class`, `method`, `supplied`, `test`, `missing`. */
  readonly kind: string;
  /** What it is asked for as. */
  readonly type: string;
  readonly sourceSet: string;
  /** In words. */
  readonly conditions: readonly string[];
  /** Null outside of the connector. */
  readonly place: WiringPlace | null;
}

export interface WiringEdge {
  /** Who asks. */
  readonly source: string;
  /** What it is given. */
  readonly target: string;
  /** The parameter; empty from a factory's method to the factory. */
  readonly name: string;
  readonly type: string;
  /** Empty, `provider`, `optional`, `collection`. */
  readonly wrapper: string;
  /** `found`, `several`, `missing`, `unknown`. */
  readonly verdict: string;
  readonly place: WiringPlace;
}

export interface WiringResult {
  /** The connector's folder. */
  readonly uri: string;
  readonly name: string;
  readonly nodes: readonly WiringNode[];
  readonly edges: readonly WiringEdge[];
  /** One page without script that fetches nothing. */
  readonly html: string;
}
