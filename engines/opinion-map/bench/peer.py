"""Measures red-dwarf (PyPI: red-dwarf 0.4.0), a Python implementation of the Polis method, on an exported folder.

    python -m venv venv && venv/bin/pip install red-dwarf==0.4.0
    venv/bin/python peer.py FOLDER

The engine's own figures: cargo run --release -p linju-opinion-map --example opinion_bench FOLDER
"""

import csv
import pathlib
import sys
import time

from reddwarf.implementations.polis import run_pipeline

folder = pathlib.Path(sys.argv[1])
with open(folder / "comments.csv", newline="") as file:
    rejected = [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]
latest = {}
with open(folder / "votes.csv", newline="") as file:
    for row in sorted(csv.DictReader(file), key=lambda row: int(row["timestamp"])):
        latest[int(row["voter-id"]), int(row["comment-id"])] = int(row["vote"]), int(row["timestamp"])
votes = [
    {"participant_id": person, "statement_id": statement, "vote": vote, "modified": at}
    for (person, statement), (vote, at) in latest.items()
]

seconds, cpu = [], []
for _ in range(6):
    begun, used = time.perf_counter(), time.process_time()
    result = run_pipeline(votes=votes, mod_out_statement_ids=rejected, random_state=0)
    seconds.append(time.perf_counter() - begun)
    cpu.append(time.process_time() - used)
# The first run also loads what the others find loaded.
print(f"{len(votes)} votes, best of five: {min(seconds[1:]):.4f} s, {min(cpu[1:]):.4f} s CPU")
print("groups:", sorted(result.participants_df["cluster_id"].dropna().value_counts().tolist()))
