"""Starts the server: checks everything first, so that what is wrong is said once and in a sentence."""

import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from site_api import create_app, gunicorn_conf
from site_api.current import EXTENSION
from site_api.logs import start_logging
from site_api.settings import Settings


class ServerError(Exception):
    """The server can't start; says why."""


class Server(BaseApplication):
    """gunicorn with our settings; each worker makes its own app, so that none shares an open file with another."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._settings, self._socket = (
            settings,
            listener.detach(),
        )  # once: gunicorn reads the options again when told to reload
        super().__init__()

    def load_config(self) -> None:
        """The file's settings, then those of the environment."""
        options = {name: value for name, value in vars(gunicorn_conf).items() if name in self.cfg.settings}
        options |= {
            "bind": f"fd://{self._socket}",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in each worker. The stores were checked before the first one; one that is made while they are away goes without."""
        start_logging()
        return create_app(self._settings, check=False)


def serve(settings: Settings) -> None:
    """Runs until it is stopped."""
    start_logging()
    app = create_app(settings)
    app.extensions[EXTENSION].votes.close()
    app.extensions[EXTENSION].comments.close()
    listener = listen(settings.host, settings.port)
    print(
        f"Waymark answers at http://{_in_address(settings.host)}:{settings.port} (stop with Ctrl+C)",
        flush=True,
    )
    Server(settings, listener).run()


def listen(host: str, port: int) -> socket.socket:
    """Takes the port before gunicorn does, which would try five times and then give a traceback's worth of lines."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise ServerError(_sentence(error, host, port)) from None
    return listener


def _sentence(error: OSError, host: str, port: int) -> str:
    match type(error), error.errno:
        case socket.gaierror, _:
            return f"WAYMARK_HOST: nobody knows the host {host}."
        case _, 98 | 48:
            return f"Port {port} is in use. Stop the other server, or choose another port: PORT={port + 1} with make, WAYMARK_PORT={port + 1} without."
        case _, 13:
            return f"Port {port} needs more rights. Choose one above 1023: WAYMARK_PORT=8000."
    return f"{host}:{port} can't be listened on ({error.strerror})."


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def options() -> dict[str, Any]:
    """What ``gunicorn_conf`` sets, for the test that holds it against gunicorn's own names."""
    return {name: value for name, value in vars(gunicorn_conf).items() if not name.startswith("_")}
