import { PlumblineError } from '../core/errors.ts';
import type { IssueRecord } from '../core/model/issue.ts';
import type { Log } from '../core/ports/base.ts';
import type { IssueTracker } from '../core/ports/tracker.ts';
import { githubError } from './failure.ts';
import { createClient, type GithubClient, type GithubOptions } from './octokit.ts';

const PAGE = 100;
/** Pages looked through for an issue or a comment; issues come newest first, and the one that is missed is new. */
const MAX_PAGES = 50;
/** Pages looked through without the label: GitHub drops labels in silence when the token may not set them. */
const MAX_UNLABELLED_PAGES = 2;

type Found = Omit<IssueRecord, 'incidentId'>;
type ApiIssue = Awaited<ReturnType<GithubClient['rest']['issues']['get']>>['data'];

/** Issues of one repository on GitHub, or on anything that speaks its API. */
export function createTracker(
  options: GithubOptions & { readonly repository: string; readonly log: Log },
): IssueTracker {
  const { repository, token } = options;
  const [owner, repo] = splitRepository(repository);
  const place = { owner, repo };
  const client = createClient(options);

  async function call<T>(what: string, request: () => Promise<{ readonly data: T }>): Promise<T> {
    try {
      return (await request()).data;
    } catch (error) {
      throw githubError(error, `${what} in ${repository}`, token);
    }
  }

  const toFound = (issue: Pick<ApiIssue, 'number' | 'html_url' | 'state'>): Found => ({
    repository,
    number: issue.number,
    url: issue.html_url,
    state: issue.state === 'closed' ? 'closed' : 'open',
  });

  /** The oldest issue with the marker among pages of a listing; the listing ends at a short page. */
  async function search(marker: string, labels: string | undefined, maxPages: number): Promise<ApiIssue | undefined> {
    for (let page = 1; page <= maxPages; page += 1) {
      const query = {
        ...place,
        labels,
        state: 'all',
        sort: 'created',
        direction: 'desc',
        per_page: PAGE,
        page,
      } as const;
      const issues = await call('listing issues', () => client.rest.issues.listForRepo(query));
      const match = issues.findLast((issue) => issue.pull_request === undefined && issue.body?.includes(marker));
      if (match !== undefined) return match as ApiIssue;
      if (issues.length < PAGE) return undefined;
    }
    return undefined;
  }

  async function commented(number: number, marker: string): Promise<boolean> {
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const query = { ...place, issue_number: number, per_page: PAGE, page };
      const comments = await call(`listing comments of #${number}`, () => client.rest.issues.listComments(query));
      if (comments.some((comment) => comment.body?.includes(marker))) return true;
      if (comments.length < PAGE) return false;
    }
    return false;
  }

  return {
    repository,
    async find(marker, label) {
      const issue = (await search(marker, label, MAX_PAGES)) ?? (await search(marker, undefined, MAX_UNLABELLED_PAGES));
      return issue === undefined ? null : toFound(issue);
    },
    async create({ title, body, labels }) {
      const send = (withLabels: readonly string[]) =>
        call('opening an issue', () => client.rest.issues.create({ ...place, title, body, labels: [...withLabels] }));
      try {
        return toFound(await send(labels));
      } catch (error) {
        // A label that cannot be set must not keep the issue from being read.
        if (labels.length === 0 || !isUnprocessable(error)) throw error;
        options.log.warn('GitHub refused an issue with its labels; sending it without', {
          labels,
          error: error.message,
        });
        return toFound(await send([]));
      }
    },
    async update(number, change) {
      const update = { ...place, issue_number: number, ...change };
      return toFound(await call(`changing #${number}`, () => client.rest.issues.update(update)));
    },
    async comment(number, body, marker) {
      if (await commented(number, marker)) return;
      const text = body.includes(marker) ? body : `${body}\n\n${marker}`;
      await call(`commenting on #${number}`, () =>
        client.rest.issues.createComment({ ...place, issue_number: number, body: text }),
      );
    },
  };
}

function splitRepository(repository: string): [string, string] {
  const parts = repository.split('/');
  if (parts.length === 2 && parts.every((part) => part !== '')) return parts as [string, string];
  throw new PlumblineError('CONFIG_INVALID', `repository "${repository}" is not OWNER/REPO`);
}

function isUnprocessable(error: unknown): error is PlumblineError {
  return error instanceof PlumblineError && error.code === 'GITHUB_REFUSED' && /: 422 /.test(error.message);
}
