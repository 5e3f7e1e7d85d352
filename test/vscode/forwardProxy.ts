import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** A forward proxy on a local port, as an organisation has one: it alone knows where `host` is. Takes tunnels (CONNECT) and whole addresses. */
export class ForwardProxy {
  readonly seen: string[] = [];
  address = '';
  readonly #server = http.createServer((request, response) => this.#forward(request, response));

  private constructor(
    private readonly host: string,
    private readonly target: URL,
  ) {
    this.#server.on('connect', (request, client, head) => {
      this.seen.push(`CONNECT ${request.url}`);
      if (request.url?.split(':')[0] !== this.host) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const upstream = net.connect(Number(this.target.port), this.target.hostname, () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [upstream, client]) socket.on('error', () => [upstream, client].map((one) => one.destroy()));
    });
  }

  static async start(host: string, target: string): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(host, new URL(target));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.address = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`;
    return proxy;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.seen.push(`${request.method} ${request.url}`);
    const { hostname, pathname, search } = new URL(request.url ?? '');
    if (hostname !== this.host) return void response.writeHead(403).end();
    const { headers, method } = request;
    const options = { host: this.target.hostname, port: this.target.port, path: pathname + search, method, headers };
    http
      .request(options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
      .on('error', () => response.destroy())
      .end();
  }
}
