import { PlumblineError } from '../errors.ts';

/** Label of every issue that Plumbline opens: how it finds them again. */
export const ISSUE_LABEL = 'plumbline';
const ID = /^[a-z]+_[0-9a-z]{1,64}$/;

/** The hidden line by which the issue of an incident is known, whatever people do to its title. */
export function issueMarker(incidentId: string): string {
  return marker('incident', incidentId);
}

/** The hidden line by which a comment is known, so that the same one is never written twice. */
export function commentMarker(outboxEntryId: string): string {
  return marker('entry', outboxEntryId);
}

function marker(what: string, id: string): string {
  if (!ID.test(id)) throw new PlumblineError('INTERNAL', `"${id}" cannot stand in a marker`);
  return `<!-- plumbline:${what}=${id} -->`;
}
