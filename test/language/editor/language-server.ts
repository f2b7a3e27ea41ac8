import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

const program = fileURLToPath(
  new URL('../../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
);

/** The YAML language server of editors, used as editors do: with JSON-RPC over its standard streams. */
export class LanguageServer {
  readonly #process: ChildProcess = spawn(process.execPath, [program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #unread: Buffer = Buffer.alloc(0);
  #requests = 0;

  constructor() {
    this.#process.stdout?.on('data', (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      for (let message = this.#next(); message; message = this.#next()) this.#receive(message);
    });
  }

  /** Sends a request and returns its result. */
  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#requests;
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return result;
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** Returns the parameters of the next notification of this method. */
  async heard(method: string): Promise<unknown> {
    return new Promise((resolve) => {
      const listener = (message: Message) => {
        if (message.method !== method) return;
        this.#listeners.delete(listener);
        resolve(message.params);
      };
      this.#listeners.add(listener);
    });
  }

  stop(): void {
    this.#process.kill();
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #next(): Message | undefined {
    const head = this.#unread.indexOf('\r\n\r\n');
    if (head < 0) return undefined;
    const length = Number(/Content-Length: (\d+)/i.exec(this.#unread.toString('utf8', 0, head))?.[1]);
    const end = head + 4 + length;
    if (this.#unread.length < end) return undefined;
    const body = this.#unread.toString('utf8', head + 4, end);
    this.#unread = this.#unread.subarray(end);
    return JSON.parse(body) as Message;
  }

  #receive(message: Message): void {
    if (message.method === undefined) this.#waiting.get(message.id ?? -1)?.(message);
    // Requests of the server to the editor: its settings (none), and registrations.
    else if (message.id !== undefined) {
      const items = (message.params as { items?: unknown[] } | undefined)?.items;
      this.#send({ id: message.id, result: items?.map(() => null) ?? null });
    } else for (const listener of [...this.#listeners]) listener(message);
  }
}
