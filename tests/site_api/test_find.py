"""The search page for browsers without scripts: the same answer as the API's, made of the site's own components."""

from base64 import b64encode

import pytest
from lxml import html
from werkzeug.datastructures import MultiDict

from site_api.find import seal, unseal
from tests.site_api.conftest import BROWSER, Broken


def test_words_come_by_post(client):
    """Results as cards, nothing cached, the words not told back."""
    page = client.post("/find/", data={"q": "exam stress zebracanary"}, headers=BROWSER)
    answer = client.post("/api/v1/search", json={"q": "exam stress zebracanary"}).json
    assert page.status_code == 200
    assert [result["url"] for result in answer["results"] if f'href="{result["url"]}"' not in page.text] == []
    assert page.headers["Cache-Control"] == "no-store"
    assert "zebracanary" not in page.text


def test_filters_come_by_address_and_can_be_shared(client):
    """A school prints the link."""
    page = client.get("/find/?need=getting-help&place=ealing", headers=BROWSER)
    answer = client.get("/api/v1/search?need=getting-help&place=ealing").json
    assert page.status_code == 200
    assert f'href="{answer["results"][0]["url"]}"' in page.text
    assert page.headers["Cache-Control"].startswith("public")


def test_words_in_the_address_are_not_read(client):
    """An address is kept by histories and proxies; the page says why."""
    page = client.get("/find/?q=zebracanary", headers=BROWSER)
    assert page.status_code == 400
    assert "private" in page.text
    assert "zebracanary" not in page.text


def test_crisis_words_put_the_panel_first(client):
    """Before any result, with numbers that dial."""
    page = client.post("/find/", data={"q": "i am suicidal"}, headers=BROWSER).text
    main = page[page.index("<main") :]
    assert "tel:" in main
    assert "crisis-panel" in main


@pytest.mark.parametrize("address", ["/find/", "/da/find/"])
def test_without_a_question_it_is_the_plain_page(client, address):
    """The same file that the build made."""
    page = client.get(address, headers=BROWSER)
    assert page.status_code == 200
    assert "ETag" in page.headers


def test_danish_has_its_own(client):
    """Shell, words and help."""
    page = client.post("/da/find/", data={"q": "angst"}, headers=BROWSER).text
    assert 'lang="da"' in page


def test_another_pages_find_is_no_search(client):
    """Only languages have one."""
    assert client.get("/guides/find/", headers=BROWSER).status_code == 404
    assert client.post("/guides/find/", data={"q": "x"}, headers=BROWSER).status_code == 405


def test_everything_broken_still_shows_help(make, bundle):
    """Index, crisis words and keywords all throw; the page stands, with numbers."""
    app = make(search={lang: Broken() for lang in bundle.languages}, crisis=Broken(), keywords=Broken())
    page = app.test_client().post("/find/", data={"q": "help"}, headers=BROWSER)
    assert page.status_code == 200
    assert "tel:" in page.text


def test_nothing_typed_can_become_markup(client):
    """Nor stand in an error."""
    nasty = '"><script>alert(1)</script>'
    for sent in ({"q": nasty}, {"q": "x", "topic": nasty}, {"q": "x", "place": nasty}, {nasty: "x"}):
        assert "<script>alert" not in client.post("/find/", data=sent, headers=BROWSER).text


def test_the_next_page_of_a_shared_list_is_a_link(client, bundle):
    """Filters stay in it."""
    page = client.get("/find/?need=getting-help&size=1", headers=BROWSER).text
    total = client.get("/api/v1/search?need=getting-help").json["total"]
    assert ("page=2" in page) is (total > 1)


QUESTIONS = (
    {"q": "cant sleep"},
    {"q": "exam stress"},
    {"q": "axniety abut school"},
    {"q": "lonely"},
    {"q": "my mum drinks too much"},
    {"q": "panic attack"},
    {"q": "eating disorder"},
    {"q": "someone to talk to about my dad dying"},
    {"q": "bullied at school", "size": "3"},
    {"q": "am i gay"},
    {"q": "help fleetwood"},
    {"q": "counselling", "place": "ealing"},
    {"q": "counselling", "place": "ealing", "how": ["in-person", "phone"]},
    {"q": "angry all the time", "age": "13"},
    {"q": "worry", "place": "fleetwood", "age": "17", "cost": "free"},
    {"q": "autism", "diagnosis": "not-needed"},
    {"q": "someone like me", "kind": ["peer-group", "mentoring"]},
    {"q": "art", "interest": "art"},
    {"q": "grief", "referral": "self", "how": "phone"},
    {"q": "kicked out", "need": "getting-help"},
    {"q": "sad", "topic": ["low-mood", "sleep"], "size": "2"},
    {"q": "deaf and worried", "language": "bsl"},
    {"q": "panic", "place": "aalborg"},
    {"q": "pythagoras theorem"},
    {"q": "eating disorder", "place": "ealing", "age": "17", "how": "in-person", "access": "step-free"},
    {"place": "fleetwood"},
    {"place": "ealing", "kind": "counselling"},
    {"topic": "exam-stress", "cost": "free"},
    {"need": "getting-risk-support", "size": "5"},
    {"q": "worry", "open": "now"},
)


def parts_of(page):
    """What a page shows and offers: the addresses of its cards in order, its chips, its form for asking again."""
    tree = html.fromstring(page.text)
    return tree, [
        link.get("href") for link in tree.xpath("//*[contains(@class, '-card__title')]/a[ancestor::main]")
    ]


def press(client, page, field, value=None):
    """Presses a button that asks again, as a browser without scripts does: the form behind it, and the button's own value."""
    tree, _ = parts_of(page)
    [button, *_] = [
        button
        for button in tree.xpath(f"//button[@form='again'][@name='{field}']")
        if value is None or button.get("value") == value
    ]
    sent = [(each.get("name"), each.get("value")) for each in tree.xpath("//form[@id='again']/input")]
    return client.post("/find/", data=MultiDict([*sent, (field, button.get("value"))]), headers=BROWSER)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: " ".join(map(str, asked.values())))
def test_the_page_shows_what_the_api_answers(client, asked):
    """The same results in the same order, on the first page and on the second, whose words are in no page and no address."""
    answer = client.post("/api/v1/search", json=asked).json
    page = client.post("/find/", data=MultiDict(asked), headers=BROWSER)
    assert parts_of(page)[1] == [card["url"] for card in answer["results"]]
    if answer["total"] > answer["size"]:
        answer = client.post("/api/v1/search", json={**asked, "page": 2}).json
        page = press(client, page, "page", "2")
        assert parts_of(page)[1] == [card["url"] for card in answer["results"]] != []
        assert press(client, page, "page", "1").status_code == 200


@pytest.mark.parametrize("asked", [asked for asked in QUESTIONS if "q" not in asked], ids=str)
def test_a_shared_list_shows_what_the_api_answers(client, asked):
    """Filters alone, by address, and its second page by the link in it."""
    answer = client.get("/api/v1/search", query_string=MultiDict(asked)).json
    page = client.get("/find/", query_string=MultiDict(asked), headers=BROWSER)
    assert parts_of(page)[1] == [card["url"] for card in answer["results"]]
    [more] = parts_of(page)[0].xpath("//nav[contains(@class, 'result-list__pages')]/a/@href") or [None]
    if more:
        answer = client.get("/api/v1/search", query_string=MultiDict({**asked, "page": 2})).json
        assert parts_of(client.get(more, headers=BROWSER))[1] == [card["url"] for card in answer["results"]]


def test_the_words_come_back_only_sealed(client):
    """The next page and the filters need them; nobody who reads the page can."""
    words = "exam stress zebracanary"
    page = client.post("/find/", data={"q": words, "cost": "free", "size": "1"}, headers=BROWSER)
    tree, _ = parts_of(page)
    sealed = tree.xpath("//form[@id='again']/input[@name='again']/@value")[0]
    assert unseal(sealed) == words
    assert "zebracanary" not in page.text
    for coded in (words.encode().hex(), b64encode(words.encode()).decode()[:20]):
        assert coded not in page.text
    assert not [address for address in tree.xpath("//a/@href | //form/@action") if "again" in address]


def test_the_same_words_are_sealed_otherwise_each_time():
    """So that two pages can't be compared; and only an unchanged seal opens."""
    first, second = seal("cant sleep"), seal("cant sleep")
    assert first != second
    assert unseal(first) == unseal(second) == "cant sleep"
    assert unseal(first[:-2] + "AA") is None
    assert [unseal(text) for text in ("", "x", "æøå", "A" * 64)] == [None] * 4
    assert seal("") == ""
    assert unseal(seal("😭" * 600)) == "😭" * 500


def test_a_seal_of_another_server_is_said_kindly(client):
    """After a restart the words are gone: the page says so and shows the filters' results."""
    page = client.post("/find/", data={"again": "A" * 64, "place": "ealing"}, headers=BROWSER)
    assert page.status_code == 200
    assert "forgotten your words" in page.text


def test_a_filter_is_taken_away_by_its_button(client):
    """Words and all other filters stay."""
    asked = {"q": "worry", "place": "fleetwood", "how": ["phone", "text"], "cost": "free"}
    page = press(
        client, client.post("/find/", data=MultiDict(asked), headers=BROWSER), "without", "how:phone"
    )
    answer = client.post("/api/v1/search", json={**asked, "how": ["text"]}).json
    assert parts_of(page)[1] == [card["url"] for card in answer["results"]]
    page = press(client, page, "without", "place")
    del asked["place"]
    answer = client.post("/api/v1/search", json={**asked, "how": ["text"]}).json
    assert parts_of(page)[1] == [card["url"] for card in answer["results"]]
    page = press(client, page, "without", "q")
    answer = client.post("/api/v1/search", json={"how": ["text"], "cost": "free"}).json
    assert parts_of(page)[1] == [card["url"] for card in answer["results"]]


def test_a_filter_of_an_address_is_taken_away_by_a_link(client):
    """Such a list has no words, so its way on is an address too."""
    page = client.get("/find/?place=ealing&how=phone&how=text&cost=free", headers=BROWSER)
    links = parts_of(page)[0].xpath("//section[@class='chosen']//a[contains(@class, 'chip')]/@href")
    assert "/find/?place=ealing&cost=free&how=phone" in links
    assert "/find/?cost=free&how=phone&how=text" in links


def test_new_words_win_over_those_kept(client):
    """Somebody who types again means the new ones."""
    page = client.post(
        "/find/", data={"q": "exam stress", "again": seal("grief"), "lang": "en"}, headers=BROWSER
    )
    answer = client.post("/api/v1/search", json={"q": "exam stress"}).json
    assert parts_of(page)[1] == [card["url"] for card in answer["results"]]


def test_choices_carry_their_counts(client):
    """Beside each choice how many it would leave; none with nothing unless it is ticked; what is ticked stays ticked."""
    asked = {"q": "worry", "how": ["phone"], "access": "step-free"}
    answer = client.post("/api/v1/search", json={**asked, "access": None}).json
    del asked["access"]
    tree, _ = parts_of(client.post("/find/", data=asked, headers=BROWSER))
    shown = {
        label.xpath("string(input/@value)"): label.xpath("string(span/span)")
        for label in tree.xpath("//label[@class='choice'][input/@name='how']")
    }
    assert shown == {how: f"({count})" for how, count in answer["facets"]["how"].items()}
    assert tree.xpath("//input[@name='how'][@checked]/@value") == ["phone"]
    empty, _ = parts_of(
        client.post("/find/", data={"place": "fleetwood", "interest": "animals"}, headers=BROWSER)
    )
    assert empty.xpath("//input[@name='interest'][@checked]/@value") == ["animals"]


def test_nothing_fits_says_what_to_let_go(client):
    """Each offer keeps its promise: pressing it shows as many as it says."""
    asked = {
        "q": "eating disorder",
        "place": "ealing",
        "how": "in-person",
        "cost": "free",
        "access": "step-free",
    }
    page = client.post("/find/", data=asked, headers=BROWSER)
    offers = parts_of(page)[0].xpath("//ul[contains(@class, 'result-list__loosen')]//button")
    assert offers
    for offer in offers:
        field = offer.get("value").partition(":")[0]
        total = client.post("/api/v1/search", json={k: v for k, v in asked.items() if k != field}).json[
            "total"
        ]
        assert f": {total} result" in " ".join(offer.text_content().split())
    assert "tel:" in page.text[page.text.index("<main") :]


def test_nothing_here_is_warm_and_leads_on(client):
    """People to talk to, the topics, and how to tell us."""
    main = parts_of(client.post("/find/", data={"q": "pythagoras theorem"}, headers=BROWSER))[0].xpath(
        "//main"
    )[0]
    assert main.xpath(".//a[starts-with(@href, 'tel:')]")
    assert main.xpath(".//a[starts-with(@href, '/topics/')]")
    assert main.xpath(".//a[@href='/about/report-a-mistake/']")


def test_nothing_close_by_is_said_plainly(client):
    """Above the list, when a place has no service of its own for this."""
    far = client.post("/find/", data={"q": "panic", "place": "aalborg"}, headers=BROWSER).text
    near = client.post("/find/", data={"q": "lonely", "place": "fleetwood"}, headers=BROWSER).text
    assert client.post("/api/v1/search", json={"q": "panic", "place": "aalborg"}).json["local"] == 0
    assert ("Nothing for this close by" in far, "Nothing for this close by" in near) == (True, False)


def test_a_card_says_what_is_known_and_what_is_not(client):
    """Who can ask, the wait, the first step; a warning before somebody is too old; one badge at most."""
    asked = {"place": "fleetwood", "age": "17", "size": "50"}
    answer = client.post("/api/v1/search", json=asked).json
    tree, _ = parts_of(client.post("/find/", data=asked, headers=BROWSER))
    shown = {
        card.xpath("string(.//h3/a/@href)"): card for card in tree.xpath("//article[@class='service-card']")
    }
    services = [card for card in answer["results"] if card["type"] == "service"]
    assert len(services) == len(shown) > 5
    for card in services:
        words = " ".join(shown[card["url"]].text_content().split())
        told = (
            card["who"],
            card["get_in"],
            card["wait_words"],
            card["ends"],
            (card["open"] or {}).get("words"),
        )
        assert [each for each in told if each and " ".join(each.split()) not in words] == []
        assert len(shown[card["url"]].xpath(".//*[contains(@class, 'badge')]")) <= 1
    assert any(card["ends"] for card in services)
