import { symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { testFolder } from '../../support/folder.ts';
import { PRINT_ACCURACY, pinFiles } from '../../support/order.ts';
import { asks, inSandbox, perl } from '../../support/sandboxed.ts';
import { startTestWorker } from '../../support/worker.ts';

// Files: its own data set, its own /tmp, and nothing else of the host or of other runs.

const EROFS = 30;

/** Walks every folder of the container and prints the files that hold a word, but for /proc and /sys. */
const SEARCH = (word: string): string => `
  my @folders = ("/"); my $looked = 0;
  while (defined(my $folder = shift @folders)) {
    opendir(my $d, $folder) or next;
    for my $name (readdir $d) {
      next if $name eq "." or $name eq "..";
      my $path = $folder eq "/" ? "/$name" : "$folder/$name";
      next if $path =~ m{^/(proc|sys)$} or -l $path;
      if (-d $path) { push @folders, $path; next }
      next unless -f $path; $looked++;
      open(my $f, "<", $path) or next; local $/; my $text = <$f>;
      print "found $path\\n" if index($text, "${word.slice(0, 6)}" . "${word.slice(6)}") >= 0;
    }
  }
  print "looked at $looked files\\n";`;

t.test('another run’s files, the worker’s state and the engine’s socket are not there', async (t) => {
  const word = `secret${process.pid}x${Date.now()}`;
  const other = await startTestWorker(t);
  writeFileSync(`${other.state}/spool/token`, word);
  const dataset = pinFiles(testFolder(t), { 'theirs.txt': word });
  const neighbour = other.order({ dataset, script: `cat /data/theirs.txt > /tmp/theirs; ${PRINT_ACCURACY}; sleep 30` });
  other.door.giveRun(neighbour);
  await other.door.until(() => other.door.pieces.length > 0, 'the neighbour’s first line');

  const bench = await startTestWorker(t);
  writeFileSync(`${bench.state}/own-token`, word);
  const sockets = `for my $p (qw(/var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock)) { print "$p ", (-e $p ? "there" : "absent"), "\\n" }`;
  const { log, lines } = await asks(
    t,
    bench,
    `${perl(SEARCH(word))}; ${perl(sockets)}; echo tmp: $(ls /tmp); echo data: $(ls /data)`,
  );
  t.match(log, /looked at \d\d+ files/);
  t.notMatch(log, /^found /m, 'the word is nowhere');
  t.equal(lines.filter((line) => line.endsWith('.sock absent')).length, 3);
  t.ok(lines.includes('tmp:'), 'its /tmp is its own, and empty');
  t.ok(lines.includes('data: digits.txt more'), 'its data set and no other');
});

t.test('neither the image nor the data set can be written', async (t) => {
  const program = `
    for my $path (qw(/made /bin/made /etc/passwd /data/made /data/digits.txt /work/made)) {
      print "$path ", (open(my $f, ">>", $path) ? "written" : $! + 0), "\\n";
    }
    print "chmod ", (chmod(0777, "/data/digits.txt") ? "done" : $! + 0), "\\n";
    print "unlink ", (unlink("/data/digits.txt") ? "done" : $! + 0), "\\n";
    print "rename ", (rename("/data/digits.txt", "/data/x") ? "done" : $! + 0), "\\n";`;
  const bench = await startTestWorker(t);
  const { lines } = await asks(t, bench, perl(program));
  for (const what of ['/made', '/bin/made', '/data/made', '/work/made', 'chmod', 'unlink', 'rename'])
    t.ok(lines.includes(`${what} ${EROFS}`) || lines.includes(`${what} 13`), `${what} is refused`);
  t.notMatch(lines.join('\n'), /written|done/);
  const again = await inSandbox(bench, `cat /data/digits.txt; ${PRINT_ACCURACY}`);
  t.match(again.log, /^1 2 3\n/, 'the next run finds the data as it was');
});

t.test('no devices of the host, and what the kernel shows of itself is masked or read-only', async (t) => {
  const program = `
    print "dev ", join(" ", sort grep { !/^\\./ } do { opendir(my $d, "/dev"); readdir $d }), "\\n";
    for my $path (qw(/proc/sys/kernel/hostname /proc/sysrq-trigger /proc/sys/kernel/core_pattern /sys/kernel/uevent_helper /sys/fs/cgroup/x)) {
      print "$path ", (open(my $f, ">", $path) ? "written" : "refused"), "\\n";
    }
    for my $path (qw(/proc/kcore /proc/keys /proc/timer_list /proc/sched_debug /sys/firmware /proc/scsi /proc/acpi)) {
      my $text = ""; if (-d $path) { opendir(my $d, $path); $text = join "", grep { !/^\\./ } readdir $d }
      elsif (open(my $f, "<", $path)) { read $f, $text, 10 }
      print "masked $path ", length $text, "\\n";
    }
    print "processes ", join(" ", grep { /^\\d+$/ } do { opendir(my $d, "/proc"); readdir $d }), "\\n";`;
  const { log } = await asks(t, await startTestWorker(t), perl(program));
  t.match(log, /^dev (core )?fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero$/m);
  t.notMatch(log, /written/);
  for (const [, path, length] of log.matchAll(/^masked (\S+) (\d+)$/gm)) t.equal(length, '0', `${path} says nothing`);
  const processes = /^processes (.*)$/m.exec(log)?.[1]?.split(' ').map(Number) ?? [];
  t.ok(processes.length >= 2 && processes.length <= 6 && Math.max(...processes) < 100, `only its own: ${processes}`);
});

t.test('a data set with a symbolic link is not followed out of it', async (t) => {
  const bench = await startTestWorker(t);
  const root = testFolder(t, { data: {}, outside: { 'host.txt': 'of the host' } });
  const [folder, outside] = [`${root}/data`, `${root}/outside`];
  const dataset = pinFiles(folder, { 'plain.txt': 'plain' });
  symlinkSync(`${outside}/host.txt`, `${folder}/link.txt`);
  symlinkSync('/etc', `${folder}/etc`);
  const { log } = await asks(t, bench, 'ls /data; cat /data/plain.txt', { dataset });
  t.match(log, /^plain\.txt\nplain/, 'what is not pinned is not there, link or not');
});
