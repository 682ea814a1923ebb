/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`test/workers/docker/sandbox.ts > TAP > the engine’s words > must match snapshot 1`] = `
Object {
  "AttachStderr": true,
  "AttachStdin": false,
  "AttachStdout": true,
  "Cmd": Array [],
  "Entrypoint": Array [
    "python",
    "train.py",
  ],
  "Env": Array [
    "A=b=c",
  ],
  "Healthcheck": Object {
    "Test": Array [
      "NONE",
    ],
  },
  "HostConfig": Object {
    "AutoRemove": false,
    "CapDrop": Array [
      "ALL",
    ],
    "CpusetCpus": "2,3",
    "Init": true,
    "IpcMode": "private",
    "LogConfig": Object {
      "Config": Object {},
      "Type": "none",
    },
    "Memory": 536870912,
    "MemorySwap": 536870912,
    "Mounts": Array [
      Object {
        "ReadOnly": true,
        "Source": "/host/data",
        "Target": "/data",
        "Type": "bind",
      },
    ],
    "NanoCpus": 1500000000,
    "NetworkMode": "none",
    "PidsLimit": 9,
    "Privileged": false,
    "ReadonlyRootfs": true,
    "RestartPolicy": Object {
      "Name": "no",
    },
    "SecurityOpt": Array [
      "no-new-privileges",
    ],
    "ShmSize": 2097152,
    "Tmpfs": Object {
      "/tmp": "rw,exec,nosuid,nodev,size=3m,mode=1777",
    },
    "Ulimits": Array [
      Object {
        "Hard": 16384,
        "Name": "nofile",
        "Soft": 16384,
      },
      Object {
        "Hard": 0,
        "Name": "core",
        "Soft": 0,
      },
    ],
  },
  "Hostname": "plumbline",
  "Image": "sha256:1",
  "Labels": Object {
    "one": "two",
  },
  "NetworkDisabled": true,
  "OpenStdin": false,
  "Tty": false,
  "User": "1:1",
}
`
