/** How the server is. */
export type ServerState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly doing: string }
  | { readonly kind: 'ready'; readonly version: string; readonly command: string }
  | { readonly kind: 'failed'; readonly reason: string };

type Listener = (state: ServerState) => void;

/** The one place that knows how the server is; views listen to it. */
export class ServerStateHolder {
  private readonly listeners = new Set<Listener>();
  private state: ServerState = { kind: 'stopped' };

  get current(): ServerState {
    return this.state;
  }

  set(state: ServerState): void {
    this.state = state;
    this.listeners.forEach((listener) => { listener(state); });
  }

  onDidChange(listener: Listener): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => { this.listeners.delete(listener); } };
  }
}
