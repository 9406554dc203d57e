"""Nothing about the person: what is sent in is looked for in everything that comes out and everything that is kept."""

import datetime as dt
import gzip
import logging

from site_api.headers import HEADERS
from tests.site_api.conftest import BROWSER, Broken

CANARIES = {
    "words": "zebracanary-words",
    "agent": "zebracanary-agent",
    "address": "203.0.113.77",
    "language": "zc",
    "referrer": "zebracanary-referrer",
    "cookie": "zebracanary-cookie",
    "key": "5a6562726163616e6172792d6b657921",
}


def everything_asked(app, poll, question, option):
    """Each route with every canary in it, in good requests and bad ones."""
    client = app.test_client()
    headers = {
        "User-Agent": CANARIES["agent"],
        "X-Forwarded-For": CANARIES["address"],
        "X-Real-IP": CANARIES["address"],
        "Accept-Language": f"{CANARIES['language']};q=0.9,en",
        "Referer": f"https://{CANARIES['referrer']}/",
        "Cookie": f"id={CANARIES['cookie']}",
    }
    place, words = {"REMOTE_ADDR": CANARIES["address"]}, CANARIES["words"]
    for accept in ({}, BROWSER):
        for address in ("/api/v1/search", "/api/v1/crisis", "/find/", "/da/find/"):
            for sent in (
                {"q": words},
                {"q": words, "age": "900"},
                {"q": words, "place": words},
                {"q": words, "near": "x"},
            ):
                yield client.post(address, data=sent, headers=headers | accept, environ_base=place)
                yield client.get(address, query_string=sent, headers=headers | accept, environ_base=place)
        for address in (
            f"/api/v1/keywords/{words}",
            f"/api/v1/places/{words}",
            f"/api/v1/places?near={words}",
            f"/{words}/",
            f"/find/{words}",
        ):
            yield client.get(address, headers=headers | accept, environ_base=place)
        yield client.post(
            "/api/v1/search",
            data=b'{"q": "' + words.encode(),
            headers=headers | accept | {"Content-Type": "application/json"},
            environ_base=place,
        )
        yield client.post(
            "/api/v1/search",
            data=b"q=" + words.encode() * 9000,
            headers=headers | accept,
            content_type="application/x-www-form-urlencoded",
        )
        yield client.open(
            "/api/v1/search", method="ZEBRACANARY-METHOD", headers=headers | accept, environ_base=place
        )
        for answer in ({f"answer-{question}": option}, {f"answer-{question}": words}):
            yield client.post(
                f"/api/v1/polls/{poll}/answers",
                data={**answer, "key": CANARIES["key"]},
                headers=headers | accept,
                environ_base=place,
            )


def leaks(text):
    """The canaries in a text."""
    return [
        name for name, canary in CANARIES.items() if canary.lower() in text.lower() and name != "language"
    ]


def ask_everything(make, bundle, open_poll, **broken):
    """All answers of all routes."""
    first = bundle.polls[open_poll]["questions"][0]
    return list(everything_asked(make(**broken), open_poll, first["id"], first["options"][0]))


def test_no_answer_tells_anything_back(make, bundle, open_poll):
    """Body and headers."""
    for response in ask_everything(make, bundle, open_poll):
        assert leaks(response.get_data(as_text=True)) == [], response.request.path
        assert leaks(str(response.headers)) in ([], ["words"]), (
            response.request.path
        )  # an address without its slash comes back with it
        assert "Set-Cookie" not in response.headers


def test_no_log_record_holds_anything(make, bundle, open_poll, caplog):
    """Also when every part throws with the words in its mouth: message, arguments, traceback."""
    caplog.set_level(logging.DEBUG)
    broken = {
        "crisis": Broken(),
        "keywords": Broken(),
        "search": {lang: Broken() for lang in bundle.languages},
        "places": Broken(),
    }
    ask_everything(make, bundle, open_poll)
    ask_everything(make, bundle, open_poll, **broken)
    assert caplog.records
    for record in caplog.records:
        assert (
            leaks(
                f"{record.getMessage()} {record.args} {record.exc_info} {record.exc_text} {record.__dict__}"
            )
            == []
        )


def test_no_file_holds_anything(make, bundle, open_poll, tmp_path):
    """The database, its log, the secrets: raw and unpacked."""
    ask_everything(make, bundle, open_poll)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    for path in files:
        content = path.read_bytes()
        content += gzip.decompress(content) if content[:2] == b"\x1f\x8b" else b""
        assert leaks(content.decode("latin-1")) == [], path
        assert bytes.fromhex(CANARIES["key"]) not in content, path


def test_a_log_line_is_method_route_status_milliseconds(client, caplog):
    """Not the path: a path can be a word."""
    caplog.set_level(logging.INFO, logger="waymark.api")
    client.get("/api/v1/keywords/zebracanary")
    client.get("/no/such/page")
    lines = [record.getMessage() for record in caplog.records]
    assert [line.rsplit(" ", 2)[0] for line in lines] == [
        "GET /api/v1/keywords/<word> 200",
        "GET /<site:path> 404",
    ]


def test_pages_may_load_nothing_from_elsewhere():
    """And nobody may frame them."""
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_a_fault_of_ours_shows_no_trace(make, open_poll):
    """500 in the shape, with help; as a page for people."""
    client = make(places=Broken()).test_client()
    plain, page = client.get("/api/v1/places"), client.get("/api/v1/places", headers=BROWSER)
    assert (plain.status_code, plain.json["error"]["code"]) == (500, "server-error")
    assert plain.json["help"]
    assert (page.status_code, "tel:" in page.text) == (500, True)
    assert "RuntimeError" not in plain.text + page.text


def test_the_clock_is_only_ever_a_day(make, clock):
    """Nothing finer than a date enters the app's own dealings."""
    assert type(clock()) is dt.date
