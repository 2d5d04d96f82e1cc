"""One frozen Settings: where things are kept and what may be chosen from outside (environment `CHAINCENSUS_*`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from census.champions import in_force, trained_folder

PROJECT = Path(__file__).resolve().parent.parent
SHIPPED = PROJECT / "data" / "models"


def _model_of(home: Path) -> Path:
    version = in_force(home)
    return trained_folder(home, version) if version else SHIPPED


class Settings(BaseSettings):
    """Settings of a run, read once at its start from the environment.

    `home` is the only folder that is written to; everything else may be read-only.
    """

    model_config = SettingsConfigDict(env_prefix="CHAINCENSUS_", frozen=True)

    home: Path = Field(
        default=PROJECT / "data", description="folder for store, page archive, releases and scratch files"
    )
    store_url: str = Field(default="", description="SQLAlchemy URL of the store; empty: SQLite file in home")
    model: Path = Field(
        default_factory=lambda given: _model_of(given["home"]),
        description="folder of the trained model; empty: the one promoted last in home, else the shipped one",
    )
    sample: Path = Field(default=PROJECT / "data" / "sample", description="folder of the bundled sample month")
    corrections: Path = Field(
        default=PROJECT / "data" / "corrections", description="folder of reviewed corrections (TOML)"
    )
    takedowns: Path = Field(
        default=PROJECT / "data" / "takedowns.toml", description="file of addresses and outlets taken down"
    )
    workers: int = Field(default=2, ge=1, le=256, description="processes that read pages and label articles")
    clock: str = Field(
        "", description="fixed ISO time of the run, for reproducible builds; empty: now, kept in the ledger"
    )
    sources: Path | None = Field(
        default=None,
        description="folder of source files that takes the place of the bundled sources; empty: the bundled ones",
    )
    ccnews: str = Field(
        default="https://data.commoncrawl.org", description="where Common Crawl's news archive is, or a mirror of it"
    )
    contact: str = Field(
        default="",
        description="address in the User-Agent by which a site can reach the operator; asked for by good manners",
    )
    pause: float = Field(
        default=2.0, ge=0, description="seconds between two requests to one host, where it asks for no more"
    )
    at_once: int = Field(default=1, ge=1, le=64, description="requests at once to one host")
    fetches: int = Field(default=32, ge=1, le=512, description="requests at once to all hosts")
    loopback: bool = Field(default=False, description="whether loopback addresses may be fetched; for tests")
    lease_seconds: int = Field(
        default=600, ge=1, description="seconds after which the cell of a dead worker is taken up again"
    )

    @property
    def database_url(self) -> str:
        """URL of the store in force."""
        return self.store_url or f"sqlite:///{self.home / 'census.db'}"

    @property
    def agent(self) -> str:
        """The name given to hosts."""
        return f"chaincensus/0.1 (+{self.contact or 'https://pypi.org/project/chaincensus'})"

    @property
    def releases(self) -> Path:
        """Folder of the published months."""
        return self.home / "releases"

    @property
    def pages(self) -> Path:
        """Folder of the page archive."""
        return self.home / "pages"
