/** A line of a Dockerfile that would take an image that nobody pinned, or that no engine builds. */
export interface DockerfileProblem {
  readonly line: number;
  readonly message: string;
}

const BASE_ARGUMENT = /^\$(?:BASE|\{BASE\})$/;
/** A word of a Dockerfile: blanks within quotes, or behind a backslash, are its own. */
const WORD = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g;

/**
 * Every image of a Dockerfile is `${BASE}`, which `images build` fills with a digest, or an earlier stage. A tag, a
 * `# syntax=` line (an image too) or `COPY --from=<image>` is refused. So is an ENV line that ends every build, since an
 * image is built long after its catalog was checked.
 */
export function checkDockerfile(text: string): readonly DockerfileProblem[] {
  const problems: DockerfileProblem[] = [];
  const stages = new Set<string>();
  let images = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const report = (message: string) => problems.push({ line: index + 1, message });
    const content = raw.trim();
    if (/^#\s*syntax\s*=/i.test(content)) report('a syntax line names an image that is not pinned: remove it');
    const from = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(content);
    if (from !== null) {
      const [, image = '', stage] = from;
      images++;
      if (!isBase(image) && !stages.has(image.toLowerCase()))
        report(`expected FROM \${BASE} or an earlier stage, found ${image}`);
      if (stage !== undefined) stages.add(stage.toLowerCase());
      stages.add(String(images - 1));
    }
    const source = /^(?:COPY|ADD|RUN)\s.*--(?:from=|mount=\S*from=)([^\s,]+)/i.exec(content)?.[1];
    if (source !== undefined && !isBase(source) && !stages.has(source.toLowerCase())) {
      report(`expected an earlier stage, found the image ${source}`);
    }
    const broken = brokenVariable(content);
    if (broken !== undefined) report(`expected NAME=value, found ${broken}`);
  }
  if (images === 0) problems.push({ line: 1, message: `expected FROM \${BASE}, found no FROM` });
  return problems;
}

/** The word of `ENV NAME=value …` that is no pair. `ENV NAME one value` is the older form, whose value is the whole rest. */
function brokenVariable(content: string): string | undefined {
  const [first, ...rest] = /^ENV\s+(.*?)\\?$/i.exec(content)?.[1]?.match(WORD) ?? [];
  return first?.includes('=') ? rest.find((word) => !/^[^\s"'=]+=/.test(word)) : undefined;
}

function isBase(image: string): boolean {
  return BASE_ARGUMENT.test(image);
}
