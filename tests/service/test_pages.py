"""Pages and files: small, private, from this machine alone."""

import gzip
import re
from urllib.parse import urljoin

import httpx
import pytest
from running import fetch

PHONE_BUDGET = 60_000  # bytes over the wire: page, script, style and icon


def test_openapi_describes_every_call_of_the_contract(service):
    described = fetch(f"{service.base}/api/openapi.json").raise_for_status().json()
    assert described["openapi"].startswith("3.")
    calls = {(method, re.sub(r"\{\w+\}", "{}", path)) for path, verbs in described["paths"].items() for method in verbs}
    room = "/api/rooms/{}"
    contract = {
        ("get", "/api/rooms"),
        ("post", "/api/rooms"),
        ("get", room),
        ("patch", room),
        ("delete", room),
        ("post", f"{room}/activities"),
        ("get", f"{room}/activities/{{}}/texts"),
        ("post", f"{room}/activities/{{}}/texts"),
        ("get", f"{room}/instrument"),
        ("put", f"{room}/activities/{{}}/answer"),
        ("get", f"{room}/activities/{{}}/tally"),
        ("post", f"{room}/stage"),
        ("post", f"{room}/next"),
        ("post", f"{room}/back"),
        ("get", f"{room}/views/{{}}"),
        ("get", f"{room}/agenda"),
        ("get", f"{room}/insights"),
        ("get", f"{room}/export"),
        ("post", f"{room}/waves"),
        ("get", f"{room}/events"),
        ("get", "/api/health"),
    }
    assert contract <= calls, contract - calls


def _pages(service) -> list[str]:
    room = f"{service.base}/{service.code}"
    return [f"{service.base}/", room, f"{room}/screen", f"{room}/presenter"]


def test_pages_set_no_cookie_name_no_server_and_run_no_foreign_or_inline_script(service):
    for page in _pages(service):
        response = fetch(page)
        assert response.status_code == 200, page
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in response.headers and "server" not in response.headers
        policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'self'"
        assert "unsafe" not in policy.get("script-src", "")
        assert "unsafe" not in policy.get("style-src", "") or page.endswith("/screen")
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", response.text), "no inline script"
        assert not re.search(r"\son\w+\s*=", response.text), "no inline handler"


def test_the_interface_sends_the_same_headers(service):
    for path in ("/api/health", f"/api/rooms/{service.code}", "/api/rooms/QQQQQQ"):
        headers = fetch(service.base + path).headers
        assert headers["x-content-type-options"] == "nosniff" and "set-cookie" not in headers
        assert "server" not in headers


def _files(page: str) -> dict[str, bytes]:
    """The page and every file that it names, or that one of these imports: address → bytes over the wire."""
    raw, texts, due = {}, {}, [page]
    while due:
        address = due.pop()
        if address in raw:
            continue
        with httpx.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as response:
            assert response.status_code == 200, address
            raw[address] = b"".join(response.iter_raw())
            packed = response.headers.get("content-encoding") == "gzip"
        texts[address] = (gzip.decompress(raw[address]) if packed else raw[address]).decode()
        for named in re.findall(r"""(?:src|href)="([^"#]+)"|(?:from|import\()\s*["']([^"']+)["']""", texts[address]):
            target = urljoin(address, "".join(named))
            if "/static/" in target:
                due.append(target)
    return raw


def test_the_phone_page_fits_its_budget(service):
    files = _files(f"{service.base}/{service.code}")
    assert len(files) <= 6, sorted(files)
    sizes = {address.rsplit("/", 1)[-1]: len(content) for address, content in files.items()}
    assert any(name.endswith(".js") for name in sizes) and any(name.endswith(".css") for name in sizes)
    assert sum(sizes.values()) <= PHONE_BUDGET, sizes


def test_no_page_and_no_file_names_another_host(service):
    for page in _pages(service):
        for address, content in _files(page).items():
            if "plotly" in address:
                continue
            text = gzip.decompress(content).decode() if content[:2] == b"\x1f\x8b" else content.decode()
            hosts = set(re.findall(r"https?://([\w.-]+)", text)) - {"www.w3.org"}
            assert not hosts, (address, hosts)


def test_static_files_have_a_type_a_tag_and_are_not_sent_twice(service):
    types = {"module.js": "text/javascript", "phone.js": "text/javascript", "style.css": "text/css"}
    for name, kind in {**types, "icon.svg": "image/svg+xml", "plotly.min.js": "text/javascript"}.items():
        response = fetch(f"{service.base}/static/{name}", headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200, name
        assert response.headers["content-type"].startswith(kind)
        assert response.headers["content-encoding"] == "gzip"
        again = fetch(f"{service.base}/static/{name}", headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.js", "phone.html", "..%2fapp.py", "%2e%2e%2f%2e%2e%2fcli.py", "document.py"])
def test_no_other_file_is_served(service, name):
    assert fetch(f"{service.base}/static/{name}").status_code == 404


def test_json_is_compressed_for_those_who_take_it(service):
    with httpx.stream(
        "GET", f"{service.base}/api/rooms/{service.code}/instrument", headers={"Accept-Encoding": "gzip"}
    ) as response:
        raw = b"".join(response.iter_raw())
        assert response.headers["content-encoding"] == "gzip"
    assert len(raw) * 3 < len(gzip.decompress(raw))


def test_the_qr_code_is_a_picture_of_the_address_and_belongs_to_no_cache(service):
    response = fetch(f"{service.base}/{service.code}/qr.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.text.startswith("<svg") and response.headers["cache-control"] == "no-store"
