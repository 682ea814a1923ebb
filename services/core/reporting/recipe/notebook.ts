import { canonicalJson, sha256Hex } from '../../model/identity.ts';
import { sourceWords } from './data.ts';
import { archiveOf, type Recipe, recipeTitle } from './recipe.ts';
import { RECIPE_STEPS, recipeShell } from './shell.ts';

/** A notebook as nbformat 4.5 describes it (nbformat.readthedocs.io, "The notebook file format"). */
export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
  readonly metadata: object;
  readonly cells: readonly object[];
}

const WORDS: Readonly<Record<(typeof RECIPE_STEPS)[number], string>> = {
  image: 'Get the image, by digest.',
  data: 'Check every byte of the data set; fetch what is missing.',
  train: 'Train, in the sandbox that the recorded run had.',
  compare: 'Compare with the expected bands.',
};

const RUN_STEP = `import subprocess

def step(name):
    """Runs one step of the recipe and shows what it says; stops the notebook when it fails."""
    process = subprocess.Popen(["sh", "recipe.sh", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        print(line, end="")
    if process.wait() != 0:
        raise RuntimeError(f"step {name} ended with exit code {process.returncode}")`;

const SHOW = `import html, json
from IPython.display import HTML

outcome = json.load(open("outcome.json"))
shown = lambda value: "–" if value is None else f"{value:.6g}"
rows = "".join(
    "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in (
        entry["metric"], entry["unit"], shown(entry["recorded"]), shown(entry["value"]),
        shown(entry["low"]) + " … " + shown(entry["high"]), entry["verdict"], entry["note"])) + "</tr>"
    for entry in outcome["metrics"])
HTML("<table><tr><th>metric<th>unit<th>recorded<th>now<th>band of one run<th>verdict<th></tr>" + rows + "</table>")`;

/** The recipe as a Jupyter notebook: it writes the script beside itself and calls it step by step. Needs Docker alone. */
export function recipeNotebook(recipe: Recipe): Notebook {
  const cells = [
    markdown(intro(recipe)),
    code(`%%writefile recipe.sh\n${recipeShell(recipe)}`),
    code(RUN_STEP),
    ...RECIPE_STEPS.flatMap((step) => [markdown(WORDS[step]), code(`step(${JSON.stringify(step)})`)]),
    code(SHOW),
  ];
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python' },
    },
    // An id must be there and unique; made of the content, the same recipe is the same file.
    cells: cells.map((cell, at) => ({ id: sha256Hex(canonicalJson([recipe.runId, at])).slice(0, 16), ...cell })),
  };
}

const markdown = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });
const code = (source: string) => ({ cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source });

function intro(recipe: Recipe): string {
  const { pins, runId, stack, host, hostName, startedAt } = recipe;
  const archive = archiveOf(recipe);
  const facts: [string, string][] = [
    ['run', runId],
    ['recorded', `${startedAt ?? 'never'} on host ${hostName ?? 'none'}`],
    ['image', pins.image.reference + (archive === null ? '' : ` (from ${archive}, which lies beside this notebook)`)],
    ['data set', `${pins.dataset.name} ${pins.dataset.version} (${sourceWords(pins.dataset.source)})`],
    ['system in the image', stack === null ? '' : `${stack.os}, Python ${stack.python}`],
    ['machine', host === null ? '' : `${host.cpuModel}, ${host.cpus} processors, kernel ${host.kernel}`],
    ['accelerators', (host?.accelerators ?? []).map(({ model, driver }) => `${model} (driver ${driver})`).join(', ')],
  ];
  const rows = facts.filter(([, value]) => value !== '').map(([name, value]) => `| ${name} | ${cell(value)} |`);
  return `# ${recipeTitle(recipe)}

Repeats a run that Plumbline recorded, by content digests, and compares the outcome with its bands. It needs Docker and a
Python kernel; nothing of Plumbline, and no secret.

| what | value |
| --- | --- |
${rows.join('\n')}`;
}

/** A value in a table cell of Markdown, shown as it is. */
function cell(value: string): string {
  return `\`${value.replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
