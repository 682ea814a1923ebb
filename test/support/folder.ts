import type { Test } from 'tap';

type Content = Parameters<Test['testdir']>[0];

/**
 * `t.testdir()` that is removed after everything that the test hands to `t.teardown()`. tap removes it before them where
 * no teardown was known when it was made, and a store or a process that still writes there fails the test, and lives on.
 */
export function testFolder(t: Test, content?: Content): string {
  t.teardown(() => undefined);
  return t.testdir(content);
}
