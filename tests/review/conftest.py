from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from census.store import Store
from tests.review.clients import stop_serving

_DATABASES = count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store on either database."""
    if request.param == "sqlite":
        opened = Store.open(f"sqlite:///{tmp_path}/census.db")
    else:
        whole = request.getfixturevalue("postgres_url")
        name = f"review_{next(_DATABASES)}"
        engine = create_engine(whole.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        opened = Store.open(whole.rpartition("/")[0] + f"/{name}")
    yield opened
    stop_serving(opened)
    opened.close()
