// Coverage of a source file counts only from the test that has its name; integration and e2e tests map to nothing.
export default (test) => {
  if (/^test\/(integration|e2e|fixtures|support)\//.test(test) || test === 'test/architecture.test.ts') return null;
  const rest = test.replace(/^test\//, '');
  return rest.startsWith('workers/') ? rest : `services/${rest}`;
};
