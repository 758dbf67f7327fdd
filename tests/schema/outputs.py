#!/usr/bin/env python3
"""outputs.py BUILD: whatever the program writes as JSON is as docs/schema says, and nothing in it is undescribed.

Ends with 77, skipped, where python3-jsonschema is missing."""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(77)

source = pathlib.Path(__file__).resolve().parents[2]
program = pathlib.Path(sys.argv[1]) / "conformance"
wrong = []


def strict(schema):
    """A copy in which every object with named members takes no others."""
    schema = copy.deepcopy(schema)

    def close(node):
        if isinstance(node, dict):
            for child in list(node.values()):
                close(child)
            if isinstance(node.get("properties"), dict) and node.get("type") == "object":
                node.setdefault("additionalProperties", False)
        elif isinstance(node, list):
            for child in node:
                close(child)

    close(schema)
    return schema


def check(name, values, what):
    document = json.loads((source / "docs/schema" / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(document)
    validator = Draft202012Validator(strict(document))
    for value in values:
        for error in list(validator.iter_errors(value))[:3]:
            wrong.append(f"{what}: {error.json_path}: {error.message[:200]}")


def printed(*words, exit_code=0):
    ended = subprocess.run([program, *words], cwd=source, capture_output=True, text=True)
    if ended.returncode != exit_code:
        wrong.append(f"{' '.join(map(str, words))} ends with {ended.returncode}: {ended.stderr[-300:]}")
        return "null"
    return ended.stdout


def holds(name, *words, exit_code=0):
    check(name, [json.loads(printed(*words, "--json", exit_code=exit_code))], " ".join(words))


holds("cases", "list")
holds("cases", "list", "tests/cli/data/renamed.scenario")
holds("counts", "list", "--counts")
holds("requirements", "list", "--requirements", "--all")
holds("explain", "explain", "MQTT-3.3.1-5", "5.0/U-042", "5.0/T-acl")
holds("diagnostics", "check", "tests/cli/data/broken.scenario", exit_code=3)
holds("faults", "broker", "--list-faults")
holds("probe", "probe")
packets = printed("decode", "--json", "30080003612f62006869", "c100", "3005").splitlines()
check("packet", [json.loads(line) for line in packets], "decode")
run = ["retain/*", "authentication/*", "--simulate", "--seed", "1"]
with tempfile.TemporaryDirectory() as folder:
    good, bad = f"{folder}/good.json", f"{folder}/bad.json"
    printed(*run, f"--json={good}")
    printed(*run, f"--json={bad}", "--fault", "retained-not-replaced", "--level", "should", exit_code=1)
    for result in (good, bad):
        check("result", [json.loads(pathlib.Path(result).read_text())], result)
    holds("comparison", "compare", good, bad, exit_code=1)
with tempfile.TemporaryDirectory() as folder:
    defects = [("second-connect", 1), ("", 0)]
    for defect, exit_code in defects:
        words = ["--command", f"{program.parent}/tests/planted_broker {{port}} {defect}", "--seed", "1", "--time", "1s"]
        printed("fuzz", *words, "--out", f"{folder}/campaign-{defect}", exit_code=exit_code)
    printed("fuzz", "merge", f"{folder}/joined", f"{folder}/campaign-second-connect", exit_code=1)
    for campaign in ("campaign-second-connect", "campaign-", "joined"):
        check("campaign", [json.loads(pathlib.Path(f"{folder}/{campaign}/campaign.json").read_text())], campaign)
holds("proof", "prove", "retain/newest-replaces-older", exit_code=1)

described = {path.name.removesuffix(".schema.json") for path in (source / "docs/schema").glob("*.schema.json")}
checked = {"cases", "counts", "requirements", "explain", "diagnostics", "faults", "probe", "packet", "result",
           "comparison", "proof", "campaign"}
if described != checked:
    wrong.append(f"not checked: {described - checked}; without a schema: {checked - described}")
print("\n".join(wrong) or "every JSON output is as its schema says")
sys.exit(1 if wrong else 0)
