"""``python -m site_api serve`` runs the server; ``settings`` prints the settings; ``openapi`` prints the API's description."""

import json
import sys
from collections.abc import Callable

from site_api.settings import SettingsError, describe, load_settings


def serve_command() -> None:
    """Run the server."""
    from site_api.server import serve

    serve(load_settings())


def settings_command() -> None:
    """Print every setting: its value, what it is for, its default."""
    print("\n".join(describe(load_settings())))


def openapi_command() -> None:
    """Print the OpenAPI file, as it should stand in site_api/openapi.json."""
    from site_api.openapi import describe_api

    print(json.dumps(describe_api(), indent=1, ensure_ascii=False))


COMMANDS: dict[str, Callable[[], None]] = {
    "serve": serve_command,
    "settings": settings_command,
    "openapi": openapi_command,
}


def main(arguments: list[str]) -> int:
    """Runs one command; a trouble that a person can mend is a sentence and exit 1."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        lines = [f"  python -m site_api {name:<9} {command.__doc__}" for name, command in COMMANDS.items()]
        print("Waymark's server.\n" + "\n".join(lines), file=sys.stderr)
        return 2
    try:
        COMMANDS[arguments[0]]()
    except SettingsError as error:
        return _say(error)
    except Exception as error:
        if type(error).__name__ in ("BundleError", "StoreError", "SecretError", "ServerError"):
            return _say(error)
        raise
    return 0


def _say(error: Exception) -> int:
    print(f"waymark: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
