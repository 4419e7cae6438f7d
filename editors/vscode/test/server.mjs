// A session with the real server, as an editor has it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The command: `MERIT`, or what cargo built. */
export function command() {
  const target = process.env.CARGO_TARGET_DIR ?? `${root}/target`;
  const found = [process.env.MERIT, `${target}/debug/merit`, `${target}/release/merit`].find((path) => path && existsSync(path));
  if (!found) {
    throw new Error('there is no command to test with: run `cargo build`, or set MERIT');
  }
  return found;
}

export class Session {
  #process;
  #connection;
  #told = new Map();
  #waiting = new Map();

  static async start(options = {}) {
    const session = new Session();
    session.#process = spawn(command(), ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    session.#connection = createMessageConnection(
      new StreamMessageReader(session.#process.stdout),
      new StreamMessageWriter(session.#process.stdin),
    );
    session.#connection.onNotification('textDocument/publishDiagnostics', (params) => {
      session.#told.set(params.uri, params);
      session.#waiting.get(params.uri)?.(params);
    });
    session.#connection.listen();
    const capabilities = { textDocument: { semanticTokens: {}, publishDiagnostics: { relatedInformation: true } } };
    session.initialized = await session.ask('initialize', { processId: process.pid, rootUri: null, capabilities, ...options });
    await session.tell('initialized', {});
    return session;
  }

  ask(method, params) {
    return this.#connection.sendRequest(method, params);
  }

  tell(method, params) {
    return this.#connection.sendNotification(method, params);
  }

  /** Opens a text; gives what is found in it. */
  open(uri, text, languageId = 'merit') {
    const found = this.found(uri, 1);
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return found;
  }

  /** What is found in a version of a text. */
  found(uri, version) {
    return new Promise((resolve) => {
      this.#waiting.set(uri, (params) => {
        if (params.version === version) {
          resolve(params.diagnostics);
        }
      });
    });
  }

  /** Ends as the protocol says; gives the exit code. */
  async end() {
    const code = new Promise((resolve) => this.#process.on('exit', resolve));
    await this.ask('shutdown');
    await this.tell('exit');
    const ended = await code;
    this.#connection.dispose();
    return ended;
  }
}
