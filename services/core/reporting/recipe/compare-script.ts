/**
 * Reads a training log on standard input as the worker does (MLLOG and Plumbline's own lines), reduces it as the manifest
 * says, and compares each metric with the band of one run. It runs in the benchmark's own image, so that the recipe needs
 * nothing but Docker. PLUMBLINE_EXPECTED holds the metrics; the outcome goes to standard output as JSON, the table to
 * standard error. A test holds it against core/formats/reduce.ts.
 */
export const COMPARE_SCRIPT = String.raw`import json, math, os, re, statistics, sys

expected = json.loads(os.environ["PLUMBLINE_EXPECTED"])
same_host = os.environ.get("PLUMBLINE_HERE", "") == expected["host"]
OWN = re.compile(r'\s*\{\s*"plumbline"\s*:')
REDUCE = {"last": lambda v: v[-1], "first": lambda v: v[0], "min": min, "max": max, "sum": math.fsum,
          "mean": lambda v: math.fsum(v) / len(v), "median": statistics.median}

def entries(text):
    for line in re.split("\r\n|\r|\n", text):
        at = line.find(":::MLLOG ")
        kind, body = ("mllog", line[at + 9:]) if at >= 0 else ("jsonl", line) if OWN.match(line) else (None, "")
        try:
            found = json.loads(body) if kind else None
        except ValueError:
            continue
        if isinstance(found, dict) and isinstance(found.get("key"), str):
            about = found.get("metadata") if kind == "mllog" else found
            about = about if isinstance(about, dict) else {}
            names = ("step_num", "samples_count", "epoch_num") if kind == "mllog" else ("step",)
            steps = [about[n] for n in names if isinstance(about.get(n), (int, float))]
            yield kind, found["key"], found.get("value"), steps[0] if steps else None

def samples(log, metric):
    values, seen = [], {}
    for kind, key, value, step in log:
        if kind != metric["format"]:
            continue
        if key != metric["key"]:
            if not (metric["key"].startswith(key + ".") and isinstance(value, dict)):
                continue
            field = metric["key"][len(key) + 1:]
            if field not in value:
                continue
            value = value[field]
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        value = float(value) if good else None
        if step is not None and step in seen:
            if seen[step] != value:
                return None
            continue
        if step is not None:
            seen[step] = value
        values.append(value)
    return values[metric["warmup"]:]

def outcome(log, metric):
    if metric["format"] not in ("mllog", "jsonl"):
        return None, "not compared: read the log with 'plumbline parse'"
    values = samples(log, metric)
    if values is None or None in values:
        return None, "invalid"
    if not values:
        return None, "missing"
    value = REDUCE[metric["reduce"]](values)
    if metric["low"] is None:
        return value, "no band"
    return value, "below" if value < metric["low"] else "above" if value > metric["high"] else "in band"

def shown(value):
    return "-" if value is None else "%.6g" % value

log = list(entries(sys.stdin.buffer.read().decode("utf-8", "replace")))
rows, bad, compared = [], False, 0
for metric in expected["metrics"]:
    value, verdict = outcome(log, metric)
    counts = metric["kind"] == "quality" or same_host
    compared += counts and verdict in ("in band", "below", "above")
    bad = bad or verdict in ("missing", "invalid") or (counts and verdict in ("below", "above"))
    note = "" if counts or metric["low"] is None else "another machine: shown, not judged"
    rows.append({"metric": metric["name"], "unit": metric["unit"], "recorded": metric["recorded"], "value": value,
                 "low": metric["low"], "high": metric["high"], "verdict": verdict, "note": note})
json.dump({"run": expected["run"], "reproduced": not bad, "compared": compared, "metrics": rows}, sys.stdout)
table = [["METRIC", "UNIT", "RECORDED", "NOW", "BAND", "VERDICT", ""]]
for r in rows:
    band = "-" if r["low"] is None else shown(r["low"]) + " ... " + shown(r["high"])
    table.append([r["metric"], r["unit"], shown(r["recorded"]), shown(r["value"]), band, r["verdict"], r["note"]])
widths = [max(len(row[at]) for row in table) for at in range(7)]
for row in table:
    print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip(), file=sys.stderr)
if not bad:
    print("The outcome is inside its bands." if compared else
          "Nothing was compared: no metric has a band that counts here.", file=sys.stderr)
sys.exit(1 if bad else 0)`;
