"""The consumer of the first source document: poll, decode, insert in batches of 5,000.

Repaired: the first batch is whole, the last one is stored as soon as the topic is drained, and offsets are committed
after their records are stored. Left out, in its favour: validation against the JSON Schema, which costs more than all
the rest.
"""

import json
import os

from confluent_kafka import Consumer
from pymongo import MongoClient

BATCH = 5000

consumer = Consumer(
    {
        "bootstrap.servers": os.environ["BENCH_KAFKA"],
        "group.id": os.environ["BENCH_GROUP"],
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    }
)
consumer.subscribe([os.environ["BENCH_TOPIC"]])
client = MongoClient(os.environ["BENCH_MONGODB"], w="majority", journal=True)
collection = client[os.environ["BENCH_DATABASE"]][os.environ["BENCH_COLLECTION"]]

records = []
while True:
    message = consumer.poll(1.0)
    if message is not None and message.error() is None:
        records.append(json.loads(message.value()))
    if len(records) >= BATCH or (message is None and records):
        collection.insert_many(records)
        consumer.commit(asynchronous=False)
        records = []
