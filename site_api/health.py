"""Whether the server is well, for whoever watches it at night. No names, no paths, no settings."""

import datetime as dt
import logging

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from site_api import fields
from site_api.current import hub, parts
from site_api.errors import where

log = logging.getLogger("waymark.api")

blueprint = Blueprint("health", __name__)


@blueprint.get("/api/v1/health")
def show_health() -> Response:
    """Live: this answers at all. Ready: the build is loaded and answers can be counted. 503 when not ready."""
    fields.read_fields(())
    manifest, counting = hub().manifest, _is_counting()
    built = dt.datetime.fromisoformat(manifest["built_at"])
    response = jsonify(
        {
            "live": True,
            "ready": counting,
            "build": manifest["build_id"],
            "built_at": manifest["built_at"],
            "age_days": (parts().today() - built.date()).days,
            "release": manifest["release"],
            "languages": list(hub().languages),
            "store": "ok" if counting else "unavailable",
        }
    )
    response.status_code = 200 if counting else 503
    return response


def _is_counting() -> bool:
    try:
        return parts().votes.is_answering()
    except (SQLAlchemyError, OSError) as error:
        log.error("the store doesn't answer: %s", where(error))
        return False
