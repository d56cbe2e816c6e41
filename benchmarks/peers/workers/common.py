"""Shared code of the Python workers; imports nothing from this project.

A worker's last argument is a job's file: `photographs`, paths of pictures;
`faces`, a file of 48 x 48 gray bytes and their number; `began`, when it was
started; `cpu_time`, whether to measure processor time. It writes `answer`. The
time is the minimum per photograph, and the median over the faces: other work
on the machine only ever adds.
"""

import json
import statistics
import sys
import time

import cv2
import numpy as np

SIDE = 48
REPEATS = 3  # per photograph, after one to warm up


def answer(read, classify):
    """Does a job.

    Args:
        read: function of a BGR picture; returns a list of `(label, box)`,
            the box as x, y, width, height.
        classify: function of grey faces `(48, 48)`; returns a dict of
            probabilities by label.
    """
    with open(sys.argv[-1]) as file:
        job = json.load(file)
    pictures = [cv2.imread(path) for path in job["photographs"]]
    read(pictures[0])
    start = time.time() - job["began"]
    clock = time.perf_counter
    if job["cpu_time"]:
        start, clock = time.process_time(), time.process_time
    photographs = [_photograph(read, picture, clock) for picture in pictures]
    faces, milliseconds = _faces(classify, job["faces"], clock)
    result = {
        "start_seconds": start,
        "photographs": photographs,
        "faces": faces,
        "face_ms": milliseconds,
    }
    with open(job["answer"], "w") as file:
        json.dump(result, file)


def _photograph(read, picture, clock):
    read(picture)
    times = []
    for _ in range(REPEATS):
        start = clock()
        found = read(picture)
        times.append(1000 * (clock() - start))
    found = [
        {"label": label, "box": [float(side) for side in box]}
        for label, box in found
    ]
    return {"ms": min(times), "faces": found}


def _faces(classify, faces, clock):
    if not faces["number"]:
        return [], None
    pixels = np.fromfile(faces["path"], "uint8").reshape(-1, SIDE, SIDE)
    answers, times = [], []
    for face in pixels:
        start = clock()
        found = classify(face)
        times.append(1000 * (clock() - start))
        answers.append({label: float(p) for label, p in found.items()})
    return answers, statistics.median(times)
