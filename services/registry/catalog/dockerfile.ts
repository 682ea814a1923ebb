/** A line of a Dockerfile that would take an image that nobody pinned. */
export interface DockerfileProblem {
  readonly line: number;
  readonly message: string;
}

const BASE_ARGUMENT = /^\$(?:BASE|\{BASE\})$/;

/**
 * Every image of a Dockerfile is `${BASE}`, which `images build` fills with a digest, or an earlier stage. A tag, a
 * `# syntax=` line (an image too) or `COPY --from=<image>` is refused.
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
  }
  if (images === 0) problems.push({ line: 1, message: `expected FROM \${BASE}, found no FROM` });
  return problems;
}

function isBase(image: string): boolean {
  return BASE_ARGUMENT.test(image);
}
