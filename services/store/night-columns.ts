/** A night's columns under the names of the model, of a table that goes by `n`. */
export const NIGHT_COLUMNS = `n.id, n.project, n.schedule, n.instant, n.planned_at as "plannedAt", n.deadline, n.state,
  n.note`;
