"""The WordPress listing against a real WordPress: Debian's packages, started by this test; skipped by name where they are missing."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import pytest

from census.months import Window
from extractors.listings.wordpress import WordPress
from tests.crawling import list_live
from tests.servers import free_port, make_data_folder, wait_for

CODE = Path("/usr/share/wordpress")
CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); $table_prefix = 'wp_'; define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true); define('WP_HOME', '{home}'); define('WP_SITEURL', '{home}');
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/'); require_once ABSPATH . 'wp-settings.php';
"""
# 260 posts, five a day from 20 October 2019 on, at ten in the morning of the site's own zone.
INSTALL = """<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '127.0.0.1'; require '{folder}/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('News', 'editor', 'editor@example.org', true, '', 'secret');
update_option('timezone_string', 'Asia/Shanghai');
global $wp_rewrite; $wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%day%/%postname%/'); flush_rewrite_rules();
for ($n = 0; $n < 260; $n++) {{
  $day = date('Y-m-d', strtotime('2019-10-20') + intdiv($n, 5) * 86400);
  wp_insert_post(['post_title' => "Port $n & ledger", 'post_content' => 'x', 'post_status' => 'publish', 'post_date' => "$day 10:00:00"]);
}}
"""
ROUTER = """<?php
if (is_file(__DIR__ . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php'; require __DIR__ . '/index.php';
"""


def start_database(folder: Path) -> "subprocess.Popen[bytes]":
    """A MariaDB of our own, reached by a socket only."""
    account = "mysql" if os.geteuid() == 0 else ""
    user = [f"--user={account}"] if account else []
    data = make_data_folder(folder, account)
    if account:
        shutil.chown(folder, account)
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", *user],
        check=True, capture_output=True,
    )  # fmt: skip
    server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    command = [
        server,
        "--no-defaults",
        f"--datadir={data}",
        f"--socket={folder / 'db.sock'}",
        "--skip-networking",
        *user,
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def install_site(folder: Path, home: str) -> None:
    """Code, settings and posts of the site."""
    shutil.copytree(
        CODE,
        folder / "site",
        symlinks=False,
        ignore=shutil.ignore_patterns("wp-config.php"),
        ignore_dangling_symlinks=True,
    )
    (folder / "site" / "wp-config.php").unlink(missing_ok=True)
    (folder / "site" / "wp-config.php").write_text(CONFIG.format(socket=folder / "db.sock", home=home))
    (folder / "site" / "router.php").write_text(ROUTER)
    (folder / "install.php").write_text(INSTALL.format(folder=folder / "site"))
    subprocess.run(
        ["mariadb", "--no-defaults", f"--socket={folder / 'db.sock'}", "-uroot", "-e", "CREATE DATABASE wp"], check=True
    )
    subprocess.run(["php", folder / "install.php"], check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    lacking = [name for name in ("php", "mariadb", "mariadb-install-db") if not shutil.which(name)]
    if lacking or not CODE.exists():
        pytest.skip("WordPress is not installed (Debian packages wordpress, mariadb-server, php-cli, php-mysql)")
    folder = tmp_path_factory.mktemp("wordpress")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    database = start_database(folder)
    served = None
    try:
        ping = ["mariadb-admin", "--no-defaults", f"--socket={folder / 'db.sock'}", "-uroot", "ping"]
        wait_for(lambda: subprocess.run(ping, capture_output=True).returncode == 0)
        install_site(folder, address)
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", folder / "site", folder / "site" / "router.php"]
        served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: answers(f"{address}/wp-json/"))
        yield address
    finally:
        for process in (served, database):
            if process:
                process.terminate()
                process.wait(30)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_real_wordpress_gives_a_month_whole_and_its_count_agrees(home: str) -> None:
    listed, asked = list_live(WordPress(home), Window(date(2019, 11, 1), date(2019, 11, 30)))
    links = {f"{link.date} {link.title}" for link in listed.links}
    # The month and a day on either side: 32 days of five posts, in two answers.
    assert (asked, len(links), listed.total, listed.complete) == (2, 160, 160, True)
    assert min(links).startswith("2019-10-31T10:00:00 Port ") and max(links).startswith("2019-12-01T10:00:00 Port ")
    assert all(link.endswith(" & ledger") for link in links)
