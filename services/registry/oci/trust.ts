import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

/** Where systems keep the authorities that the engine trusts (Go's crypto/x509 `root_linux.go`: Debian, Fedora). */
const SYSTEM_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];
/** Where the engine looks for a registry's own authority (Docker's manual, "Verify repository client with certificates"). */
const ENGINE_CERTIFICATES = '/etc/docker/certs.d';
/** Certificates of one registry that are read. */
const CERTIFICATES_MAX = 16;
/** A connection that is not made by then is taken as not there. */
const CONNECT_MS = 10_000;

/** Ways to a host, each trying where the one before met a certificate that it does not know. */
export interface Ways {
  /** Node's own authorities, with NODE_EXTRA_CA_CERTS. */
  readonly plain: Dispatcher;
  /** The system's authorities and the engine's for this host: what `docker pull` trusts. */
  system(host: string): Promise<Dispatcher>;
  /** Without a look at the certificate: for registries that the engine takes as insecure. */
  readonly unchecked: Dispatcher;
  close(): Promise<void>;
}

/** Proxies come from the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), as for the docker client; none leads to the loopback. */
export function createWays(): Ways {
  const byHost = new Map<string, Promise<Dispatcher>>();
  const plain = new EnvHttpProxyAgent({ connect: { timeout: CONNECT_MS } });
  const unchecked = new Agent({ connect: { timeout: CONNECT_MS, rejectUnauthorized: false } });
  return {
    plain,
    unchecked,
    system(host) {
      const known = byHost.get(host) ?? trusting(host);
      byHost.set(host, known);
      return known;
    },
    async close() {
      const others = await Promise.all(byHost.values());
      await Promise.all([plain, unchecked, ...others].map((way) => way.close()));
    },
  };
}

async function trusting(host: string): Promise<Dispatcher> {
  const folder = join(ENGINE_CERTIFICATES, host);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.crt'));
  const files = [...SYSTEM_BUNDLES, ...names.slice(0, CERTIFICATES_MAX).map((name) => join(folder, name))];
  const read = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => null)));
  const ca = [...rootCertificates, ...read.filter((text) => text !== null)];
  return new EnvHttpProxyAgent({ connect: { timeout: CONNECT_MS, ca }, requestTls: { ca } });
}
