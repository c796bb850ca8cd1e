"""Checks an audit folder of format 1, as FORMAT.md describes it, and prints its entries by time.
python3 verify.py AUDIT-FOLDER [SIGNOFF-FOLDER]         exit code: 0 good, 1 bad, 2 could not read"""
import hashlib, json, pathlib, re, sys
LINE = re.compile(rb"([1-9][0-9]{0,6}) ([0-9a-f]{64}) (?:([0-9a-f]{32}) ([^\n]+)|struck ([0-9a-f]{64}))|.*", re.S)
TOLD = {"continues": "log {run} {head[n]} {head[chain]}\ntail {run}", "tail-noted": "tail {run} {length} {digest}",
        "strike": "struck {run} {n} {commitment} {length}"}
found, stated, ids, shown, notes, bad, unread = set(), {}, {}, [], [], [], []  # the first two: facts as in RECORD.txt
def sha(data): return hashlib.sha256(data).hexdigest()
def safe(text): return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(text))
def show(value): return re.sub(r'(?<!\\)"([\w.:/@+-]+)"', r"\1", json.dumps(value, ensure_ascii=False))
def parse(data):
    try: value = json.loads(data.decode())
    except (ValueError, RecursionError): value = {"n": "this is no JSON"}
    return value if isinstance(value, dict) else {"unknown": value}
def files(folder, pattern):
    for path in sorted(folder.iterdir()) if folder.exists() else []:
        name = re.fullmatch(pattern, path.name)
        if name and path.is_file() and not path.is_symlink(): yield name, path.read_bytes()
        else: notes.append(f"ignored: {folder.name}/{path.name} is no file of this format")
def facts(body):  # what a body states about lines of logs and about evidence
    yield from ("log {} {n} {chain}".format(run, **head) for run, head in body.get("seen", {}).items())
    for name, of in (pair for part in [body, *body.get("changes", [])] for pair in part.items()):
        if name in TOLD: yield from TOLD[name].format(**of).split("\n")
        file = name in ("add", "set") and of.get("fields", {of.get("field"): of.get("value")}).get("file")
        if file: yield f"evidence {file}"
def log(run, data, audit):
    chain, start, author, time = "0" * 64, 0, None, ""
    for n, line in enumerate(data.split(b"\n")[:-1]):
        where, (size, link, salt, body, gone) = f"log {run} line {n}", LINE.fullmatch(line).groups(b"")
        commitment, value = (gone.decode(), {"struck": True}) if gone else (sha(salt + body), parse(body))
        if link.decode() != sha(f"{chain} {commitment}".encode()) or body and len(body) != min(int(size), 2**20): break
        chain, start, text = link.decode(), start + len(line) + 1, show(value.get("changes", value))
        time, author = str(value.get("time", time)), author if n else value.get("author")
        shown.append((time, run, n, f"{time} {author} {run[:8]} {n}: {text}"))
        found.update([f"log {run} {n} {chain}"] + [f"struck {run} {n} {commitment} {size.decode()}"] * bool(gone))
        try: stated.update((fact, where) for fact in facts(value))
        except (AttributeError, LookupError, TypeError, ValueError): notes.append(f"{where} is not understood")
        wrong = value.get("n", n) != n if n else [value.get(k) for k in ("format", "audit", "run")] != [1, audit, run]
        forked = n and ids.setdefault(str(value.get("id", where)), (time, text)) != (time, text)
        if wrong or forked: bad.append(f"{where}: " + ("it belongs elsewhere" if wrong else "its id is taken"))
    if rest := data[start:]:  # a torn write leaves no more than a part of one line
        found.add(f"{'damage' if 10 in rest[:-1] or len(rest) > 1048683 else 'tail'} {run} {len(rest)} {sha(rest)}")
try:
    root, audit = pathlib.Path(sys.argv[1]), parse((pathlib.Path(sys.argv[1]) / "AUDIT.json").read_bytes())
    if audit.get("format") != 1: raise OSError("AUDIT.json is not of format 1")
    for name, data in files(root / "log", r"([0-9a-f]{32})\.log"): log(name[1], data, audit.get("audit"))
    for sub, pattern in ("criteria", r"[\w.-]+-([0-9a-f]{16,64})\.ron"), ("evidence", r"([0-9a-f]{64})"):
        for name, data in files(root / sub, pattern):
            found.update(f"{sub} {sha(data)}{more}" for more in ("", f" {name[0]}", f" {len(data)}"))
            if not sha(data).startswith(name[1]): bad.append(f"{sub}/{name[0]}: its SHA-256 is {sha(data)}")
    told = [(f"log {run[0]} ", f"heads/{run[0]}", data) for run, data in files(root / "heads", "[0-9a-f]{32}")]
    told += [("", "RECORD.txt", (pathlib.Path(folder) / "RECORD.txt").read_bytes()) for folder in sys.argv[2:3]]
    stated.update((of + s, by) for of, by, data in told for s in str(data, "latin-1").split("\n")[:-1] if "\0" not in s)
except (OSError, MemoryError, RecursionError, IndexError) as error: unread.append(error)
bad += [f"{who}: not so: {fact}" for fact, who in stated.items() if fact not in found and fact[:4] != "tail"]
bad += [f"unexplained: {fact}" for fact in sorted(found) if fact[0] in "std" and not {fact, fact[:37]} & stated.keys()]
out = [line for *_, line in sorted(shown)] + notes + [f"BAD {b}" for b in bad] + [f"COULD NOT READ {u}" for u in unread]
sys.stdout.reconfigure(errors="backslashreplace")
print(*map(safe, out), ("good", "BAD", "COULD NOT READ")[2 if unread else bool(bad)], sep="\n")
sys.exit(2 if unread else bool(bad))
