"""Opens the exports of a dataset as people do, and prints as JSON what each reader made of them."""

import json
import sys
from urllib.request import urlopen

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

base, folder = sys.argv[1:]


def file(form, dataset="odd", query="&fields=_key,text,n,x,ok,at,o&sort=_id"):
    path = f"{folder}/{dataset}.{form}"
    with urlopen(f"{base}/{dataset}/export?format={form}{query}") as reply, open(path, "wb") as out:
        out.write(reply.read())
    return path


def plain(value):
    """Times as ISO 8601 in UTC, what is missing as None, numbers as they are."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if hasattr(value, "isoformat"):
        return pd.Timestamp(value).tz_convert("UTC").isoformat()
    value = value.item() if hasattr(value, "item") else value
    # JSON on the other side has doubles only.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def frame(data):
    return {
        "types": {name: str(kind) for name, kind in data.dtypes.items()},
        "rows": [[plain(value) for value in row] for row in data.itertuples(index=False, name=None)],
    }


def with_times(data):
    return data.assign(at=pd.to_datetime(data["at"], utc=True, format="ISO8601"))


def relation(query):
    found = duckdb.sql(query)
    return {
        "types": dict(zip(found.columns, map(str, found.types))),
        "rows": [[plain(value) for value in row] for row in found.fetchall()],
    }


def table(data):
    return {
        "types": {field.name: str(field.type) for field in data.schema},
        "rows": [[plain(value) for value in row.values()] for row in data.to_pylist()],
    }


parquet, arrow, csv, ndjson = map(file, ["parquet", "arrow", "csv", "ndjson"])
duckdb.sql("SET TimeZone = 'UTC'")
stream = pa.ipc.open_stream(arrow).read_all()
json.dump(
    {
        "pandas parquet": frame(pd.read_parquet(parquet, dtype_backend="pyarrow")),
        "pandas arrow": frame(stream.to_pandas(types_mapper=pd.ArrowDtype)),
        "pyarrow parquet": table(pq.read_table(parquet)),
        "pyarrow arrow": table(stream),
        "duckdb parquet": relation(f"SELECT * FROM '{parquet}'"),
        "duckdb arrow": relation("SELECT * FROM stream"),
        "pandas csv": frame(with_times(pd.read_csv(csv, dtype_backend="pyarrow"))),
        "duckdb csv": relation(f"SELECT * FROM read_csv('{csv}')"),
        "pandas ndjson": frame(pd.read_json(ndjson, lines=True, dtype_backend="pyarrow")),
        "duckdb ndjson": relation(f"SELECT * FROM read_json('{ndjson}')"),
        "counts": {
            "pandas": len(pd.read_parquet(f"{base}/shuttle/export?format=parquet")),
            "duckdb": duckdb.sql(f"SELECT count(*) FROM '{file('csv', 'shuttle', '')}'").fetchone()[0],
        },
    },
    sys.stdout,
)
