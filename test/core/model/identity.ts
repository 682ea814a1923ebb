import t from 'tap';
import { canonicalJson, filesDigest, fingerprint, sha256Hex } from '../../../services/core/model/identity.ts';

t.test('canonical form is that of RFC 8785', async (t) => {
  t.equal(canonicalJson({ b: 1, a: [true, null, 'é'] }), '{"a":[true,null,"é"],"b":1}');
  t.equal(canonicalJson({ n: 1e21, z: -0 }), '{"n":1e+21,"z":0}');
  t.throws(() => canonicalJson(undefined), TypeError);
});

t.test('fingerprints are of contents, not of the order they were written in', async (t) => {
  t.equal(
    sha256Hex('abc'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'FIPS 180-2, appendix B.1',
  );
  t.equal(fingerprint({ a: 1, b: 2 }), fingerprint({ b: 2, a: 1 }));
  t.not(fingerprint({ a: 1 }), fingerprint({ a: '1' }));
  const one = { path: 'a', sha256: 'x' };
  const two = { path: 'b', sha256: 'y' };
  t.equal(filesDigest([one, two]), filesDigest([two, one]));
  t.match(filesDigest([one]), /^sha256:[0-9a-f]{64}$/);
});
