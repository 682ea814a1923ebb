/**
 * Reads METADATA of wheels and says, for each package in each of two states, which states of the others its Requires-Dist
 * allow (PEP 440, 508, 566), under the target's markers and with the extras that any wheel asks for. The rules are those
 * of the `packaging` library that pip brings along, so that this and pip agree.
 *
 * Input: {"markers": {...}, "sides": [[{"name", "version", "path"}], […]]}. Output: [{"name", "side", "needs": {name: [allows
 * state of side 0, of side 1]}}] with normalised names; an absent package is allowed nowhere.
 */
export const METADATA_SCRIPT = `
import email.parser, json, re, sys, zipfile
from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

given = json.load(open(sys.argv[1]))
def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()

def requirements(path):
    with zipfile.ZipFile(path) as wheel:
        names = [n for n in wheel.namelist() if re.fullmatch(r"[^/]+\\.dist-info/METADATA", n)]
        text = wheel.read(names[0]).decode("utf-8", "replace") if names else ""
    found = []
    for line in email.parser.HeaderParser().parsestr(text).get_all("Requires-Dist") or []:
        try:
            found.append(Requirement(line))
        except InvalidRequirement:
            pass
    return found

sides = [{normal(p["name"]): p for p in side} for side in given["sides"]]
read = {}
for side in sides:
    for package in side.values():
        read.setdefault(package["path"], None)
for path in read:
    read[path] = requirements(path)

def active(requirement, extras):
    marker = requirement.marker
    return marker is None or any(marker.evaluate({**given["markers"], "extra": e}) for e in ["", *extras])

# An extra may ask for a further one: repeated until nothing is added. Each turn adds at least one of finitely many.
extras = {}
while True:
    before = sum(map(len, extras.values()))
    for side in sides:
        for name, package in side.items():
            for requirement in read[package["path"]]:
                if active(requirement, extras.get(name, ())):
                    extras.setdefault(normal(requirement.name), set()).update(requirement.extras)
    if sum(map(len, extras.values())) == before:
        break

result = []
for index, side in enumerate(sides):
    for name, package in side.items():
        needs = {}
        for requirement in read[package["path"]]:
            if not active(requirement, extras.get(name, ())):
                continue
            other = normal(requirement.name)
            allowed = [
                other in s and requirement.specifier.contains(s[other]["version"], prereleases=True) for s in sides
            ]
            known = needs.get(other, [True, True])
            needs[other] = [a and b for a, b in zip(known, allowed)]
        result.append({"name": name, "side": index, "needs": needs})
json.dump(result, open(sys.argv[2], "w"))
`;
