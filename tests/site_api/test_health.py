"""Health: for whoever watches at night, and nobody else learns anything from it."""

from site_api.current import EXTENSION


def test_all_is_well(client, bundle):
    """Live, ready, which build, how old."""
    answer = client.get("/api/v1/health")
    assert answer.status_code == 200
    assert (answer.json["live"], answer.json["ready"], answer.json["build"]) == (True, True, bundle.build_id)


def test_no_secrets(client, settings):
    """No path, no address of the store."""
    text = client.get("/api/v1/health").text
    assert all(
        word not in text
        for word in (str(settings.build), settings.store, str(settings.secrets), "sqlite", "/")
    )


def test_a_store_that_is_gone_is_not_ready(app, settings, tmp_path):
    """503, so that a load balancer sends people elsewhere; still live."""
    app.extensions[EXTENSION].votes.close()
    (tmp_path / "var" / "polls.db").unlink()
    (tmp_path / "var" / "polls.db").mkdir()
    answer = app.test_client().get("/api/v1/health")
    assert (answer.status_code, answer.json["live"], answer.json["ready"]) == (503, True, False)
