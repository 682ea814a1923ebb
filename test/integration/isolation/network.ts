import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import t from 'tap';
import { asks, perl } from '../../support/sandboxed.ts';
import { startTestWorker } from '../../support/worker.ts';

// A benchmark is somebody else's code. It reaches no network, not even this machine's own.

const ENETUNREACH = 101;
const EPERM = 1;

t.test('it reaches neither TCP nor UDP on any address of the host, nor a name server', async (t) => {
  let heard = 0;
  const tcp = createServer((socket) => {
    heard += 1;
    socket.destroy();
  }).listen(0, '0.0.0.0');
  await once(tcp, 'listening');
  t.teardown(() => void tcp.close());
  const udp = createSocket('udp4').on('message', () => {
    heard += 1;
  });
  udp.bind(0, '0.0.0.0');
  await once(udp, 'listening');
  t.teardown(() => void udp.close());
  const [tcpPort, udpPort] = [(tcp.address() as { port: number }).port, udp.address().port];
  const hosts = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);
  // The usual bridge of an engine, an address for documentation, and the metadata address of clouds.
  const addresses = [...new Set([...hosts, '172.17.0.1', '192.0.2.1', '169.254.169.254'])];
  const program = `
    for my $host (qw(${addresses.join(' ')})) {
      my $ip = pack("C4", split /\\./, $host);
      socket(my $t, 2, 1, 6) or die; 
      print "tcp $host ", (connect($t, pack("Sna4x8", 2, ${tcpPort}, $ip)) ? "reached" : $! + 0), "\\n";
      socket(my $u, 2, 2, 17) or die;
      print "udp $host ", (send($u, "x", 0, pack("Sna4x8", 2, ${udpPort}, $ip)) ? "sent" : $! + 0), "\\n";
      print "dns $host ", (send($u, "x", 0, pack("Sna4x8", 2, 53, $ip)) ? "sent" : $! + 0), "\\n";
    }
    print "raw ", (socket(my $r, 2, 3, 1) ? "open" : $! + 0), "\\n";
    print "packet ", (socket(my $p, 17, 3, 0) ? "open" : $! + 0), "\\n";
    print "name ", (gethostbyname("example.org") ? "resolved" : "unknown"), "\\n";`;
  const { lines } = await asks(t, await startTestWorker(t), `ls /sys/class/net; ${perl(program)}`);
  t.same(lines.slice(0, lines.indexOf('lo') + 1), ['lo'], 'the only interface is its own loopback');
  for (const address of addresses) {
    for (const kind of ['tcp', 'udp', 'dns']) {
      const said = lines.find((line) => line.startsWith(`${kind} ${address} `));
      // Its own loopback exists; nobody listens there.
      const expected = address.startsWith('127.') ? /\d+$|sent$/ : new RegExp(`${ENETUNREACH}$`);
      t.match(said, expected, `${kind} to ${address}: ${said}`);
    }
  }
  t.ok(lines.includes(`raw ${EPERM}`), 'no raw sockets');
  t.ok(lines.includes(`packet ${EPERM}`), 'no packet sockets');
  t.ok(lines.includes('name unknown'));
  t.equal(heard, 0, 'nothing arrived on this machine');
});

t.test('an abstract socket of the host is in another network', async (t) => {
  const name = `plumbline-isolation-${process.pid}`;
  let heard = 0;
  const server = createServer(() => {
    heard += 1;
  }).listen(`\0${name}`);
  await once(server, 'listening');
  t.teardown(() => void server.close());
  const program = `
    socket(my $s, 1, 1, 0) or die;
    print "abstract ", (connect($s, pack("Sa*", 1, "\\0${name}")) ? "reached" : "refused"), "\\n";`;
  const { lines } = await asks(t, await startTestWorker(t), perl(program));
  t.ok(lines.includes('abstract refused'));
  t.equal(heard, 0);
});
