import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** A forward proxy on a local port; it alone can resolve hosts. Takes tunnels (CONNECT) and absolute addresses. */
export class ForwardProxy {
  readonly seen: string[] = [];
  address = '';
  readonly #server = http.createServer((request, response) => this.#forward(request, response));

  private constructor(private readonly addressOf: ReadonlyMap<string, URL>) {
    this.#server.on('connect', (request, client, head) => {
      this.seen.push(`CONNECT ${request.url}`);
      const target = this.addressOf.get(request.url?.split(':')[0] ?? '');
      if (target === undefined) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const upstream = net.connect(Number(target.port), target.hostname, () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [upstream, client]) socket.on('error', () => [upstream, client].map((one) => one.destroy()));
    });
  }

  /** Forwards what is asked of each host to its address. */
  static async start(addresses: Readonly<Record<string, string>>): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(
      new Map(Object.entries(addresses).map(([host, address]) => [host, new URL(address)])),
    );
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
    const target = this.addressOf.get(hostname);
    if (target === undefined) return void response.writeHead(403).end();
    const { headers, method } = request;
    const options = { host: target.hostname, port: target.port, path: pathname + search, method, headers };
    http
      .request(options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
      .on('error', () => response.destroy())
      .end();
  }
}
