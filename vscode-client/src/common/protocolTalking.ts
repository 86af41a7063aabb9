/** The part of the protocol that carries conversations. */

export interface SayParams {
  /** A name that this client gives. */
  readonly conversation: string;
  readonly text: string;
  readonly uri?: string;
  /** From 0. */
  readonly line?: number;
  readonly selection?: string;
  /** `implement` the stub on that line, `explain` the finding `code` there, `ask` about what stands there. */
  readonly task?: string;
  readonly code?: string;
}

/** What an action of the server begins a conversation about: the arguments of `destinationWriter.talk`. */
export interface TalkAbout {
  readonly title: string;
  readonly uri: string;
  readonly line: number;
  readonly task: string;
  readonly code: string;
}

export interface UseToolParams {
  readonly conversation: string;
  readonly tool: string;
  /** An object as JSON text. */
  readonly input: string;
  readonly uri?: string;
}

export interface UseToolResult {
  readonly text: string;
  readonly isError: boolean;
}

export interface SayResult {
  readonly reason: string;
  /** Why, and what to do; empty when it is `done`. */
  readonly words: string;
  readonly problem: string;
  /** `model` or `knowledge`. */
  readonly by: string;
  readonly tokens: number;
  /** US dollars; null where no price is known. */
  readonly cost: number | null;
}

export interface SaidEvent {
  readonly kind: string;
  readonly text: string;
  readonly call?: string;
  readonly title?: string;
  readonly isError?: boolean;
  readonly anchors?: readonly string[];
}

export interface SaidParams {
  readonly conversation: string;
  readonly events: readonly SaidEvent[];
}

export interface ApproveParams {
  readonly conversation: string;
  readonly title: string;
  readonly words: string;
  readonly command: readonly string[];
  readonly statements: readonly string[];
  /** The whole change; null where nothing is written. */
  readonly diff: string | null;
  /** A yes may hold for the rest of the conversation. */
  readonly again: boolean;
}

export interface ApproveResult {
  /** `yes`, `always`, `no`. */
  readonly verdict: string;
  readonly feedback?: string;
}

export interface ForgetParams {
  readonly conversation: string;
}

export interface KeyParams {
  readonly key: string;
}
