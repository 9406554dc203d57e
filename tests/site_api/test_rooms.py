"""A poll in a room: opened and closed by the facilitator, a number only when the rules allow, and one batch for a group on paper."""

import pytest
from lxml import html

from site_api.ballots import make_code
from site_api.current import EXTENSION
from site_api.poll_state import KEPT_SECONDS
from site_api.rooms import answered_words
from site_api.store import Ballot, Choice, CodeKind
from tests.site_api.conftest import BROWSER
from tests.site_api.test_poll_pages import find, form_of


@pytest.fixture
def parts(app):
    """The app's parts; what was said of a poll is read anew each time."""
    return app.extensions[EXTENSION]


@pytest.fixture
def room(bundle):
    """A poll that a facilitator opens."""
    return find(bundle, room=True)


def issue(parts, poll, kind):
    """A code of that kind."""
    code = make_code()
    parts.votes.issue(poll, [parts.secrets.code_mark(poll, code)], kind)
    return code


def steer(client, poll, code, do):
    """What the facilitator's buttons send."""
    page = client.get(f"/room/{poll}/", headers=BROWSER)
    form = html.fromstring(page.text).xpath("//form[.//button[@name='do']]")[0]
    sent = dict(form.form_values()) | {"code": code, "do": do}
    return client.post(f"/room/{poll}/", data=sent, headers=BROWSER)


def test_only_the_facilitator_opens_and_closes(client, parts, room):
    """With a room's code; a made-up one, or a pupil's card, does nothing. It can be opened again."""
    code = issue(parts, room, CodeKind.ROOM)
    card = issue(parts, room, CodeKind.ONE)
    states = [client.get(f"/api/v1/polls/{room}").json["state"]]
    for tried, do in (
        (make_code(), "open"),
        (card, "open"),
        (code, "open"),
        (code, "close"),
        (code, "open"),
    ):
        page = steer(client, room, tried, do)
        states.append((page.status_code, client.get(f"/api/v1/polls/{room}").json["state"]))
    assert states == [
        "waiting",
        (400, "waiting"),
        (400, "waiting"),
        (200, "open"),
        (200, "waiting"),
        (200, "open"),
    ]


def test_answers_wait_for_the_room(client, parts, room, bundle):
    """Before it is opened an answer is refused with a sentence, by script and by page."""
    script = client.get(f"/api/v1/polls/{room}/stamp")
    assert (script.status_code, script.json["error"]["code"]) == (409, "room-closed")
    page = client.get(f"/p/{room}/", headers=BROWSER)
    assert "It starts in a moment" in page.text and 'class="poll-form"' not in page.text


def test_the_screen_shows_the_way_in(client, room, bundle):
    """The short address in words and as a QR code, without scripts; nobody's number before thirty."""
    page = client.get(f"/room/{room}/", headers=BROWSER)
    tree = html.fromstring(page.text)
    address = bundle.manifest["hub"]["address"].removeprefix("https://")
    shown = "".join(tree.xpath("//*[contains(@class, 'room__address')]//text()")).replace("\u200b", "")
    assert shown == f"{address}/p/{room}"
    assert tree.xpath("//*[contains(@class, 'room__qr')]//*[local-name()='svg']")
    assert not tree.xpath("//*[contains(@class, 'room__answered')]")


@pytest.mark.parametrize(("ballots", "said"), [(0, None), (29, None), (30, "30"), (37, "30"), (38, "40"), (47, "40")])
def test_the_number_on_the_screen_goes_in_tens(app, parts, room, ballots, said):
    """From thirty on, of the number as it will be published: a watcher doesn't see who pressed Send just now."""
    for number in range(ballots):
        parts.votes.add(
            Ballot(poll=room, nullifier=number.to_bytes(16), choices=(Choice("talk-first", "sleep"),))
        )
    with app.test_request_context("/"):
        words = answered_words(room)
    assert words is None if said is None else f" {said} " in words


class TestGroup:
    """Scribe mode."""

    @pytest.fixture
    def poll(self, open_poll):
        """A poll of one question of one choice first."""
        return open_poll

    @pytest.fixture
    def question(self, bundle, poll):
        """Its first question."""
        return bundle.polls[poll]["questions"][0]

    def fill(self, client, poll, code, size, **numbers):
        """The sheet as a facilitator fills it in."""
        sent = form_of(client.get(f"/p/{poll}/group/", headers=BROWSER)) | {"code": code, "size": size}
        return client.post(f"/p/{poll}/group/", data=sent | numbers, headers=BROWSER)

    def test_a_batch_counts_once(self, client, parts, poll, question):
        """Its numbers are added; the same code again changes nothing."""
        code = issue(parts, poll, CodeKind.GROUP)
        first, second = question["options"][:2]
        numbers = {
            f"count-answer-{question['id']}|{first}": "7",
            f"count-answer-{question['id']}|{second}": "4",
        }
        said = [self.fill(client, poll, code, "12", **numbers).status_code for _ in range(2)]
        counts = parts.votes.counts(poll)
        assert said == [200, 400]
        assert counts[question["id"]] == {first: 7, second: 4, "*": 11}
        assert (counts["*"]["*"], parts.votes.verify(poll)) == (12, [])

    def test_wrong_numbers_are_told_beside_their_box(self, client, parts, poll, question):
        """All at once, what was typed stays, and the code isn't used up."""
        code = issue(parts, poll, CodeKind.GROUP)
        first, second = question["options"][:2]
        name = f"count-answer-{question['id']}"
        page = self.fill(client, poll, code, "1", **{f"{name}|{first}": "many", f"{name}|{second}": "-3"})
        tree = html.fromstring(page.text)
        wrong = tree.xpath("//input[@aria-invalid='true']/@name")
        assert (page.status_code, wrong) == (400, ["size", f"{name}|{first}", f"{name}|{second}"])
        assert tree.xpath(f"//input[@name='{name}|{first}']/@value") == ["many"]
        more = self.fill(client, poll, code, "5", **{f"{name}|{first}": "4", f"{name}|{second}": "3"})
        assert (more.status_code, "more than 5" in more.text) == (400, True)
        assert parts.votes.unspent(poll, CodeKind.GROUP) == 1
        assert parts.votes.ballots(poll) == 0

    def test_a_room_that_says_nothing_is_not_a_batch(self, client, parts, poll):
        """Empty sheets alone are sent back."""
        code = issue(parts, poll, CodeKind.GROUP)
        assert self.fill(client, poll, code, "12").status_code == 400
        assert parts.votes.ballots(poll) == 0


def test_what_is_said_of_a_poll_is_read_once_a_second(parts, room, monkeypatch):
    """A school's minute doesn't read it two thousand times; a store that fails changes nothing."""
    from site_api.poll_state import PollStates

    clock, reads = [0.0], []

    def read():
        reads.append(1)
        if len(reads) == 3:
            raise OSError("gone")
        return {"a": "open"}

    states = PollStates(read, clock=lambda: clock[0])
    said = []
    for _ in range(4):
        said += [states.said("a"), states.said("a")]
        clock[0] += KEPT_SECONDS
    assert (said, len(reads)) == (["open"] * 8, 4)
