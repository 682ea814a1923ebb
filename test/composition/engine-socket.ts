import t from 'tap';
import { engineSocket, workerSocket } from '../../services/composition/engine-socket.ts';
import { probe } from '../../services/composition/probe.ts';
import { loadConfig } from '../../services/config.ts';
import { testFolder } from '../support/folder.ts';

const SOCKET = '/run/user/1000/docker.sock';

t.test('a socket that DOCKER_HOST names, none, and an engine elsewhere', async (t) => {
  const config = (DOCKER_HOST?: string) =>
    loadConfig({ folder: testFolder(t), environment: { ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }) } })
      .config;
  t.equal(engineSocket(config(`unix://${SOCKET}`)), SOCKET);
  t.equal(workerSocket(config(`unix://${SOCKET}`)), SOCKET);
  t.equal(engineSocket(config()), undefined);
  t.equal(workerSocket(config()), undefined);
  for (const elsewhere of ['tcp://10.0.0.1:2375', 'ssh://me@there', 'unix://']) {
    t.equal(engineSocket(config(elsewhere)), undefined, elsewhere);
    const refused = { code: 'CONFIG_INVALID', message: new RegExp(`^DOCKER_HOST is ${elsewhere}: a worker needs`) };
    t.throws(() => workerSocket(config(elsewhere)), refused);
  }
});

t.test('what asks the engine asks that one', async (t) => {
  const folder = testFolder(t);
  const environment = { DOCKER_HOST: `unix://${folder}/nobody.sock` };
  t.strictSame((await probe(loadConfig({ folder, environment }).config)).engine, {}, 'nobody answers there');
  t.match((await probe(loadConfig({ folder, environment: {} }).config)).engine, { docker: /^\d/ });
});
