"""CSV file to topic with confluent-kafka: parse, type, JSON. With `--types`, a JSON Schema tells the types; otherwise
every row is looked at first, as `sluice produce` does."""

import csv
import json
import os
import sys
import uuid

from confluent_kafka import Producer

path = sys.argv[1]
schema_path = sys.argv[3] if len(sys.argv) > 3 and sys.argv[2] == "--types" else None
MISSING = {"", "na", "NA", "null"}


def type_of(cell):
    for kind in (int, float):
        try:
            kind(cell)
            return kind
        except ValueError:
            pass
    return str


def infer():
    order = {int: 0, float: 1, str: 2}
    with open(path, newline="") as file:
        rows = csv.reader(file)
        types = [int] * len(next(rows))
        for row in rows:
            for i, cell in enumerate(row):
                if cell in MISSING or types[i] is str:
                    continue
                kind = type_of(cell)
                if order[kind] > order[types[i]]:
                    types[i] = kind
    return types


def from_schema(names):
    kinds = {"integer": int, "number": float}
    with open(schema_path) as file:
        properties = json.load(file)["properties"]
    return [kinds.get(properties[name]["type"][0], str) for name in names]


with open(path, newline="") as file:
    names = next(csv.reader(file))
types = infer() if schema_path is None else from_schema(names)
columns = list(zip(names, types))

failed = 0


def report(error, _message):
    global failed
    if error is not None:
        failed += 1


producer = Producer(
    {
        "bootstrap.servers": os.environ["BENCH_KAFKA"],
        "acks": "all",
        "enable.idempotence": True,
        "compression.type": os.environ["BENCH_COMPRESSION"],
        "linger.ms": 20,
        "batch.size": 1000000,
        "queue.buffering.max.messages": 200000,
        "queue.buffering.max.kbytes": 262144,
    }
)
topic = os.environ["BENCH_TOPIC"]
with open(path, newline="") as file:
    rows = csv.reader(file)
    next(rows)
    for row in rows:
        record = {
            name: None if cell in MISSING else kind(cell) for (name, kind), cell in zip(columns, row)
        }
        value = json.dumps(record, separators=(",", ":"))
        while True:
            try:
                producer.produce(topic, key=str(uuid.uuid4()), value=value, on_delivery=report)
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
producer.flush()
sys.exit(1 if failed else 0)
