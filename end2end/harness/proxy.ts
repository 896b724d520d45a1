import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates';

/** A TLS front for servers on loopback, chosen by the request's host name. Bodies stream, the Host header stays. */
export async function startProxy(certificate: Certificate, ports: Record<string, number>): Promise<{ port: number; stop: () => Promise<void> }> {
  const server: Server = createServer({ key: certificate.key, cert: certificate.cert }, (incoming, answer) => {
    const port = ports[(incoming.headers.host ?? '').replace(/:\d+$/, '')];
    if (port === undefined) {
      answer.writeHead(421).end('no such host here');
      return;
    }
    const headers = { ...incoming.headers, 'x-forwarded-for': incoming.socket.remoteAddress ?? '', 'x-forwarded-proto': 'https' };
    const onward = request({ host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(answer);
    });
    onward.on('error', (error) => {
      // A server may answer and close before it has read the whole body: the answer counts then.
      if (answer.headersSent) return;
      answer.writeHead(502).end(String(error));
    });
    // The browser went away: so does the request behind.
    answer.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}
